"""Segment a CT or sCT by HU, or any image by TotalSegmentator in a process of its own."""

from SyntheticCTLib.segmentation.hu_tissues import bone_mask, segment_tissues
from SyntheticCTLib.segmentation.labels import Label, Segmentation, write_segmentation

__all__ = ["Label", "Segmentation", "bone_mask", "segment_tissues", "write_segmentation"]
