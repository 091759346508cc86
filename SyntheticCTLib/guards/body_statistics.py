"""A few numbers that tell what kind of image a volume is: grid, body, contrast, layers.

They are robust and cheap rather than clever: taken on at most about a million voxels, over the body
mask, in units that do not depend on the scanner's scaling. The guards compare a new image's
numbers with the range over a model's training set.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.preprocessing.kinds import Kind

#: Voxels are skipped, axis by axis, until no more than this many are left.
_MOST_VOXELS = 1_000_000

#: Quantiles of the body's intensity, as z-scores, that describe a contrast.
_QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)

#: Limits of the layers under the skin, mm.
_LAYERS_MM = (0.0, 5.0, 10.0, 20.0, 40.0, np.inf)

#: A layer with fewer voxels than this is not described.
_FEWEST_VOXELS = 200


def without_padding(volume: Volume, kind: Kind) -> Volume:
    """The part of an image that the scan saw, its border planes of padding left out.

    Padding is no air: a layer under it is under no skin, and it makes no field of view larger. An
    image without such planes is given back as it is.

    Args:
        volume: as it was read, array ``[k, j, i]``.
        kind: how to find the field of view.
    """
    box = box_of(kind.field_of_view(volume))
    part = volume.array[box]
    if part.size in (0, volume.array.size):
        return volume
    return replace(cropped(volume, box), metadata=volume.metadata)


def grid_statistics(volume: Volume) -> dict[str, list[float]]:
    """Spacing and extent along left, back and up, mm: "spacing_mm" and "extent_mm"."""
    turned = to_orientation(volume, "LPS")
    extent = np.multiply(turned.size, turned.spacing)
    return {"spacing_mm": list(turned.spacing), "extent_mm": [float(e) for e in extent]}


def body_statistics(volume: Volume, kind: Kind) -> tuple[float, dict[str, float]]:
    """Size, contrast and layers of the body.

    Args:
        volume: any volume, array ``[k, j, i]``.
        kind: how to find the body.

    Returns:
        The body's volume in litres, and numbers by name: "variation" (SD / mean) and "skewness" of
        its intensity, "quantile_..." of it as z-scores, and "from_..._mm", the mean z-score of a
        layer that begins this deep under the skin (absent where the image does not reach so deep).

    Raises:
        InputError: no body stands out from air.
    """
    volume = kind.on_scale(_thinned(volume))
    mask = kind.body(volume)
    values = volume.array[mask].astype(np.float64)
    if kind.in_hounsfield:
        values -= AIR_HU  # densities: the mean of HU is near 0
    mean, sd = float(values.mean()), max(float(values.std()), 1e-12)
    z = (values - mean) / sd
    quantiles = np.quantile(z, _QUANTILES)
    numbers = {f"quantile_{p:g}": float(q) for p, q in zip(_QUANTILES, quantiles, strict=True)}
    numbers["skewness"] = float((z**3).mean())
    if mean > 0:
        numbers["variation"] = sd / mean
    litres = float(mask.sum() * np.prod(volume.spacing)) / 1e6
    return litres, numbers | _depth_profile(z, mask, volume)


def _thinned(volume: Volume) -> Volume:
    """Every n-th voxel along the axes with the smallest spacing, so that work stays short."""
    steps = [1, 1, 1]  # i, j, k
    while np.prod([-(-n // s) for n, s in zip(volume.size, steps, strict=True)]) > _MOST_VOXELS:
        finest = int(np.argmin(np.multiply(volume.spacing, steps)))
        steps[finest] += 1
    if steps == [1, 1, 1]:
        return volume
    i, j, k = steps
    spacing = (volume.spacing[0] * i, volume.spacing[1] * j, volume.spacing[2] * k)
    return replace(volume, array=volume.array[::k, ::j, ::i], spacing=spacing)


def _depth_profile(z: np.ndarray, mask: np.ndarray, volume: Volume) -> dict[str, float]:
    if mask.all():
        return {}
    depth = -signed_distance(mask, volume.spacing)[mask]
    profile = {}
    for top, bottom in pairwise(_LAYERS_MM):
        layer = z[(depth >= top) & (depth < bottom)]
        if layer.size >= _FEWEST_VOXELS:
            profile[f"from_{top:g}_mm"] = float(layer.mean())
    return profile
