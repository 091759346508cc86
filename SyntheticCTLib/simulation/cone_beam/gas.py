"""Gas in bowel and stomach that moves while the gantry turns: the streaks of abdomen and pelvis."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.hounsfield import BONE_HU, LUNG_HIGHEST_HU, SOFT_TISSUE_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

#: Peristalsis is slow beside the gantry: this many sizes of the pockets, one after the other.
_STATES = 5

#: A pocket's darkest tenth is gas, HU; that of a lung is not, unless emphysema has left little of
#: it, and then it is larger than any pocket in the bowel.
_GAS_HU, _DARKEST_PERCENT = -900.0, 10.0
_LARGEST_MM3 = 4e5

#: Pockets smaller than this are noise and crumbs of gas in stool, mm3.
_SMALLEST_MM3 = 300.0

#: Sinuses, mastoids and ears do not move: a pocket's rim of this width, mm, has at most this share
#: of bone.
_RIM_MM = 4.0
_MOST_BONE = 0.05


def gas_states_of_views(parameters: ConeBeamParameters) -> np.ndarray:
    """Which size of the pockets each view sees; all the same where gas does not move."""
    views = np.arange(parameters.views)
    if parameters.gas_mm <= 0:
        return np.zeros(parameters.views, int)
    return views * _STATES // parameters.views


def distance_from_gas(volume: Volume, body: np.ndarray) -> np.ndarray | None:
    """Distance of every voxel from the edge of the pockets that can move, mm, negative inside.

    Args:
        volume: HU, array ``[k, j, i]``.
        body: its body, bool.

    Returns:
        float32 ``[k, j, i]``; None where there is no such pocket.
    """
    labels, counts = components((volume.array < LUNG_HIGHEST_HU) & body)
    sizes = counts * float(np.prod(volume.spacing))
    chosen = [
        label
        for label in range(1, len(sizes))
        if _SMALLEST_MM3 <= sizes[label] <= _LARGEST_MM3 and _moves(volume, labels == label)
    ]
    return _distance(np.isin(labels, chosen), volume.spacing) if chosen else None


def with_gas(
    volume: Volume, distance: np.ndarray, state: int, parameters: ConeBeamParameters
) -> Volume:
    """The body with its pockets grown or shrunk into soft tissue, by up to ``gas_mm`` at the edge.

    Args:
        volume: HU, array ``[k, j, i]``.
        distance: see ``distance_from_gas``.
        state: see ``gas_states_of_views``.
        parameters: the scan.
    """
    # Sizes lie evenly about that of the CT, so that the CT is right on average; their order is the
    # scan's own.
    sizes = np.linspace(-parameters.gas_mm, parameters.gas_mm, _STATES)
    change = np.random.default_rng((parameters.seed, _STATES)).permutation(sizes)[state]
    soft = (volume.array > LUNG_HIGHEST_HU) & (volume.array < BONE_HU)
    gas = float(np.percentile(volume.array[distance < 0], _DARKEST_PERCENT))
    array = np.where((distance < 0) & (distance >= change), SOFT_TISSUE_HU, volume.array)
    array = np.where((distance >= 0) & (distance < change) & soft, gas, array)
    return volume.with_array(array.astype(volume.array.dtype))


def _moves(volume: Volume, pocket: np.ndarray) -> bool:
    if float(np.percentile(volume.array[pocket], _DARKEST_PERCENT)) > _GAS_HU:
        return False
    k, j, i = (int(np.ceil(_RIM_MM / spacing)) + 1 for spacing in volume.spacing[::-1])
    box = box_of(pocket, (k, j, i))
    distance = _distance(pocket[box], volume.spacing)
    rim = (distance > 0) & (distance <= max(_RIM_MM, *volume.spacing))
    return bool((volume.array[box][rim] > BONE_HU).mean() <= _MOST_BONE)


def _distance(mask: np.ndarray, spacing: Vector) -> np.ndarray:
    # 0 on the outermost voxels inside; the edge lies half a voxel beyond.
    return signed_distance(mask, spacing) - np.float32(min(spacing) / 2)
