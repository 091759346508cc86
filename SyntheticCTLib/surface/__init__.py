"""Bone surfaces: extraction, distance, the tolerance answer, print checks, export."""
