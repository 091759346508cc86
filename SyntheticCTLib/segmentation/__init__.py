"""Segment a CT or sCT by HU, or any image by TotalSegmentator in a process of its own."""
