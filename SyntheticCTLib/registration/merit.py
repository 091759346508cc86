"""How well two images fit after registration, in figures that need no truth."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.registration.itk.images import ImagePair, looks_like_ct

Array = np.ndarray
Bodies = tuple[sitk.Image, sitk.Image]

_NEAREST = sitk.sitkNearestNeighbor

#: Grey levels for the normalised mutual information.
_LEVELS = 64

#: Working resolution of the figures, mm: finer only adds noise to a joint histogram.
_RESOLUTION_MM = 2.0


def bodies_of(fixed: Volume, moving: Volume) -> Bodies:
    """Body masks of both volumes, as uint8 images on their own grids."""
    return _body(fixed), _body(moving)


def nmi(pair: ImagePair, transform: sitk.Transform) -> float:
    """Normalised mutual information with the moving image placed by ``transform``.

    Voxels count where the fixed mask says so and the moving image and its mask have something.
    """
    return likeness(pair.at(_RESOLUTION_MM), transform)[0]


def likeness(pair: ImagePair, transform: sitk.Transform) -> tuple[float, float]:
    """``nmi`` at the pair's own resolution, and the share of the fixed voxels that it rests on."""
    counted = _counted(pair)
    both = counted & _seen(pair, transform)
    moved = _on_fixed(pair, pair.moving, transform, sitk.sitkLinear)
    fixed = voxels_of(pair.fixed)
    alike = normalised_mutual_information(fixed[both], moved[both])
    return alike, float(both.sum() / max(int(counted.sum()), 1))


def overlap(pair: ImagePair, transform: sitk.Transform) -> float:
    """Share of the fixed voxels that count for which the moving image says something."""
    pair = pair.at(_RESOLUTION_MM)
    counted = _counted(pair)
    return float((counted & _seen(pair, transform)).sum() / counted.sum())


def body_dice(pair: ImagePair, bodies: Bodies, transform: sitk.Transform) -> float:
    """Dice of both bodies where both images see something."""
    pair = pair.at(_RESOLUTION_MM)
    both = _counted(pair) & _seen(pair, transform)
    fixed = _on_fixed(pair, bodies[0], sitk.Transform(3, sitk.sitkIdentity), _NEAREST) > 0
    moving = _on_fixed(pair, bodies[1], transform, _NEAREST) > 0
    fixed, moving = fixed & both, moving & both
    total = int(fixed.sum() + moving.sum())
    return 2 * int((fixed & moving).sum()) / total if total else 0.0


def _counted(pair: ImagePair) -> Array:
    if pair.fixed_mask is None:
        return np.ones(pair.fixed.GetSize()[::-1], bool)
    return np.asarray(sitk.GetArrayFromImage(pair.fixed_mask) > 0)


def _seen(pair: ImagePair, transform: sitk.Transform) -> Array:
    """Where the moving image and its mask say something, on the fixed grid."""
    mask = pair.moving_mask
    if mask is None:
        mask = sitk.Image(pair.moving.GetSize(), sitk.sitkUInt8) + 1
        mask.CopyInformation(pair.moving)
    return _on_fixed(pair, mask, transform, _NEAREST) > 0


def normalised_mutual_information(first: np.ndarray, second: np.ndarray) -> float:
    """(H(A) + H(B)) / H(A, B) of two lists of values (Studholme, Hill and Hawkes 1999).

    Values are counted in 64 equal steps between the 0.5th and 99.5th percentile of each; 1 is also
    returned when fewer than 100 values are given or either list is constant.
    """
    if len(first) < 100:
        return 1.0
    counts, _, _ = np.histogram2d(_levels(first), _levels(second), bins=_LEVELS)
    joint = counts / counts.sum()
    together = _entropy(joint)
    if together == 0.0:
        return 1.0
    return float((_entropy(joint.sum(axis=0)) + _entropy(joint.sum(axis=1))) / together)


def jacobian_range(transform: sitk.Transform, pair: ImagePair) -> tuple[float, float]:
    """Smallest and largest local volume ratio of a transform, where voxels count.

    Below 0 space would fold; 0.5 means that a piece shrank to half its volume.
    """
    image = pair.at(4.0).fixed
    mask = pair.at(4.0).fixed_mask
    displacement = sitk.TransformToDisplacementField(
        transform,
        sitk.sitkVectorFloat64,
        image.GetSize(),
        image.GetOrigin(),
        image.GetSpacing(),
        image.GetDirection(),
    )
    ratio = sitk.GetArrayFromImage(sitk.DisplacementFieldJacobianDeterminant(displacement))
    if mask is not None:
        ratio = ratio[voxels_of(mask) > 0]
    return float(ratio.min()), float(ratio.max())


def _on_fixed(
    pair: ImagePair, image: sitk.Image, transform: sitk.Transform, interpolator: int
) -> Array:
    return sitk.GetArrayFromImage(sitk.Resample(image, pair.fixed, transform, interpolator, 0.0))


def _body(volume: Volume) -> sitk.Image:
    """The body as an image; everything where none stands out, which then says nothing."""
    try:
        mask = ct_body(volume) if looks_like_ct(volume.array) else mr_body(volume)
    except InputError:
        mask = np.ones(volume.array.shape, bool)
    return volume.with_array(mask).to_sitk()


def _levels(values: np.ndarray) -> np.ndarray:
    low, high = np.percentile(values, (0.5, 99.5))
    if high <= low:
        return np.zeros(len(values))
    share: Float64Array = np.clip((values - low) / (high - low), 0, 1)
    return np.floor(share * (_LEVELS - 1))


def _entropy(probabilities: np.ndarray) -> float:
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log(positive)).sum())
