"""Surfaces as files for other programs, and read back."""
