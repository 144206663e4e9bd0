"""What the figures say: shares, changes against last year, completion of the budget, what explains a change.

Everything is computed from figures as printed (two decimals of 万元), because every reader will recompute it from the
printed tables. Pure functions: figures in, figures and findings out.
"""
