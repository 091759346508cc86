"""Hounsfield units in one place: limits, air, and the tissue thresholds with their sources."""

from __future__ import annotations

#: Lowest and highest CT value that this package writes, HU. The range of a 12-bit CT, and the one to
#: which SynthRAD2025 clips its released data and its ``evaluation`` code its metrics.
LOWEST_HU = -1024.0
HIGHEST_HU = 3071.0

#: Value outside the scanned field of view, HU. The lowest CT value, so it is never mistaken for tissue.
OUTSIDE_HU = LOWEST_HU

#: Air by definition of the unit, and water.
AIR_HU = -1000.0
WATER_HU = 0.0

#: Above this a voxel counts as bone for surfaces and for "Dice of bone above 200 HU".
BONE_HU = 200.0

#: Cortical bone begins here; between ``BONE_HU`` and this lies spongy bone.
CORTICAL_HU = 600.0
