"""Benchmarks: ratios taken in one run, never a timed test. ``python3 run.py bench`` prints them."""
