"""A study as one page and its tables."""
