"""Heads made of label maps: an MR by signal equations, and the CT of the same head in HU."""
