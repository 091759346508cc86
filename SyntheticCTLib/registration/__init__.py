"""Bring two images of one patient together: rigid, affine, by landmarks, deformable."""
