"""Gas in bowel and stomach that moves while the gantry turns: the streaks of abdomen and pelvis."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import BONE_HU, LUNG_HIGHEST_HU, SOFT_TISSUE_HU
from SyntheticCTLib.image.volume import Volume
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
    thin = volume.with_array(((volume.array < LUNG_HIGHEST_HU) & body).astype(np.uint8)).to_sitk()
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(thin))
    sizes = np.bincount(labels.ravel()) * float(np.prod(volume.spacing))
    chosen = [
        label
        for label in range(1, len(sizes))
        if _SMALLEST_MM3 <= sizes[label] <= _LARGEST_MM3 and _moves(volume, labels == label)
    ]
    return _distance(volume, np.isin(labels, chosen)) if chosen else None


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
    box = tuple(
        slice(max(int(n.min()) - margin, 0), int(n.max()) + margin + 1)
        for n, spacing in zip(np.nonzero(pocket), volume.spacing[::-1], strict=True)
        for margin in (int(np.ceil(_RIM_MM / spacing)) + 1,)
    )
    cut = Volume(volume.array[box], spacing=volume.spacing)
    distance = _distance(cut, pocket[box])
    rim = (distance > 0) & (distance <= max(_RIM_MM, *volume.spacing))
    return bool((cut.array[rim] > BONE_HU).mean() <= _MOST_BONE)


def _distance(volume: Volume, mask: np.ndarray) -> np.ndarray:
    image = volume.with_array(mask.astype(np.uint8)).to_sitk()
    found = sitk.SignedMaurerDistanceMap(image, squaredDistance=False, useImageSpacing=True)
    # ITK gives 0 to the outermost voxels inside; the edge lies half a voxel beyond.
    array: np.ndarray = sitk.GetArrayFromImage(found) - np.float32(min(volume.spacing) / 2)
    return array
