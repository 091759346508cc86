"""Colours with a meaning, the same in reports, pictures and 3D Slicer."""
