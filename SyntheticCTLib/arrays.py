"""Names for the kinds of arrays in signatures. Which axes an array has, its docstring says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: True where something is.
Mask = npt.NDArray[np.bool_]

#: Single or double precision.
FloatArray = npt.NDArray[np.floating]

#: Single precision: voxels on their way through a network.
Float32Array = npt.NDArray[np.float32]

#: Double precision: places, lengths and statistics.
Float64Array = npt.NDArray[np.float64]

#: Numbers of things: labels of voxels, rows of other arrays.
IntArray = npt.NDArray[np.integer]
