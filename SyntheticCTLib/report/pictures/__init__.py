"""Slices and surfaces as pictures."""
