"""A case's folder: the names of its files."""

from __future__ import annotations

SCT, RECORD, PAGE, PICTURE = "sct.nii.gz", "sct.json", "index.html", "overview.png"

#: The folder of the comparison with the real CT, where there is one.
COMPARISON = "comparison"
