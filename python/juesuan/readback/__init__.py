"""读回定稿: an edited report back into the texts of 情况说明; and two versions of a text line by line."""
