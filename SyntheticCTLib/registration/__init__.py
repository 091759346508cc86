"""Bring two images of one patient together: rigid, affine, by landmarks, deformable."""

from SyntheticCTLib.registration.pipeline import Registration, register
from SyntheticCTLib.registration.transforms import move, read_transform, write_transform

__all__ = ["Registration", "move", "read_transform", "register", "write_transform"]
