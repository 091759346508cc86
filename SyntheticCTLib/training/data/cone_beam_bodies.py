"""Bodies for simulated scans: on the pairs' voxels, made wider, and cut to a slab.

A patch needs few slices, and a whole trunk takes long.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from SyntheticCTLib.hounsfield import AIR_HU, HIGHEST_HU, LUNG_LOWEST_HU
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

#: The panel is so much higher than the slab's middle needs, for the cone narrows towards the sides.
_HIGHER = 1.25


def in_frame(ct: Volume, spacing: tuple[float, float, float]) -> Volume:
    """The CT as a target: one value for air, whatever pads it."""
    turned = to_spacing(to_orientation(ct, "LPS"), spacing, order=1, outside=AIR_HU)
    return turned.with_array(np.clip(turned.array, AIR_HU, HIGHEST_HU).astype(np.float32))


def enlarged(ct: Volume, factor: float) -> Volume:
    """The body of a person who is as many times as wide and deep, and as tall as before."""
    across = np.abs(np.array(ct.direction).reshape(3, 3)[2]) < 0.5  # axes i, j, k away from z
    spacing = [s * factor if wide else s for s, wide in zip(ct.spacing, across, strict=True)]
    return replace(ct, spacing=(spacing[0], spacing[1], spacing[2]))


def slab_of(ct: Volume, height_mm: float, seed: int) -> Volume:
    """So many mm of a CT, somewhere in the body's height; all of it where it is no higher.

    Args:
        ct: array ``[k, j, i]``, slices from foot to head or the reverse.
        height_mm: of the slab, rounded to whole slices, at least one.
        seed: of where it lies.
    """
    slices = max(round(height_mm / ct.spacing[2]), 1)
    if slices >= ct.size[2]:
        return ct
    shown = np.flatnonzero((ct.array > LUNG_LOWEST_HU).any(axis=(1, 2)))  # some are padded with air
    lowest, above = (shown[0], shown[-1] + 1) if shown.size else (0, ct.size[2])
    lowest = min(lowest, ct.size[2] - slices)
    room = max(above - lowest - slices, 0)
    first = int(lowest + np.random.default_rng((seed, 4)).integers(room + 1))
    x, y, z = (ct.affine @ [0, 0, first, 1])[:3]
    array = np.ascontiguousarray(ct.array[first : first + slices])
    return replace(ct, array=array, origin=(float(x), float(y), float(z)))


def scan_of_slab(parameters: ConeBeamParameters, height_mm: float) -> ConeBeamParameters:
    """The scan with its isocentre in the middle of a slab's height, by no higher panel than needed.

    Args:
        parameters: the scan.
        height_mm: of the slab.
    """
    magnified = parameters.source_to_detector_mm / parameters.source_to_axis_mm
    height = min(parameters.detector_height_mm, round(_HIGHER * magnified * height_mm, 2))
    left, back, _ = parameters.isocentre_mm
    return parameters.changed(detector_height_mm=height, isocentre_mm=(left, back, 0.0))
