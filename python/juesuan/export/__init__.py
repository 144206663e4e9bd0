"""What leaves the book: the official tables as values."""
