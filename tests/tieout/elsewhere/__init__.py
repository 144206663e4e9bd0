"""Whole made-up reports of other provinces, years and kinds of units, sound by construction."""
