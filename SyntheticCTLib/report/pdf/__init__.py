"""A comparison on a few sheets of paper, as PDF."""
