"""Shading of a cone-beam CT: what makes one tissue darker here and brighter there."""
