"""Which shifts the images leave open: how fast the likeness falls off around the result.

A straight shaft looks the same a few millimetres further along. No optimiser can know where it
belongs, so the flat direction is found and told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import is_out_of_memory
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.itk.images import ImagePair, centre_of_body, looks_like_ct
from SyntheticCTLib.registration.itk.optimisation import (
    Search,
    itk_threads,
    overlap_error,
    prepared_method,
)
from SyntheticCTLib.registration.itk.rigid import AS_GOOD
from SyntheticCTLib.registration.transforms import point_before

#: Shifts at which the metric is sampled, mm, to both sides.
STEPS_MM = (1.0, 2.0, 5.0)

#: A direction is open if shifts of this much fit as well as the result.
OPEN_MM = 3.0

_RESOLUTION_MM = 2.0

#: Bone counts as long when its spread along one axis is twice (in variance four times) the next.
_ELONGATED = 4.0
_FEWEST_BONE_VOXELS = 100


@dataclass(frozen=True)
class DirectionCertainty:
    """How firmly the position is held along one direction.

    Attributes:
        name: "left-right", "front-back", "head-foot", "along the bone" or "least certain".
        direction: unit vector, LPS.
        losses: mutual information lost, as a share of its value, at -5, -2, -1, +1, +2 and +5 mm.
        tolerance_mm: shift that costs ``AS_GOOD`` of the mutual information, below which one place
            is as good as another; inf where 5 mm do not.
    """

    name: str
    direction: tuple[float, float, float]
    losses: tuple[float, ...]
    tolerance_mm: float

    @property
    def is_open(self) -> bool:
        """Whether the position along this direction must not be relied on."""
        return self.tolerance_mm > OPEN_MM


def direction_certainty(
    sampler: LikenessSampler,
    *,
    bone_axis: np.ndarray | None = None,
    watch: Watch = UNWATCHED,
) -> tuple[DirectionCertainty, ...]:
    """Sample the mutual information around a result along the axes, the bone and the flattest way.

    Args:
        sampler: likeness around the result.
        bone_axis: LPS vector along which to look as well, for example a shaft's.

    Returns:
        One entry a direction; the last is the least certain one, from the curvature.

    Raises:
        InputError: the images do not overlap.
        Cancelled: the user asked to stop.
    """
    axes = np.eye(3)
    diagonals = np.array(
        [
            (axes[a] + sign * axes[b]) / np.sqrt(2)
            for a, b in combinations(range(3), 2)
            for sign in (1, -1)
        ]
    )
    named = {"left-right": axes[0], "front-back": axes[1], "head-foot": axes[2]}
    if bone_axis is not None:
        named["along the bone"] = np.asarray(bone_axis) / np.linalg.norm(bone_axis)
    directions = [*named.values(), *diagonals]
    profiles = []
    for n, direction in enumerate(directions):
        profiles.append(sampler.profile(direction))
        watch.report("measuring the certainty", (n + 1) / (len(directions) + 1))
    vectors = _curvature_axes(np.array(directions), np.array(profiles))
    named["least certain"] = _pointing_up(vectors[:, 0])
    profiles_of = dict(zip(named, profiles, strict=False))
    profiles_of["least certain"] = sampler.profile(named["least certain"])
    watch.report("measuring the certainty", 1.0)
    return tuple(
        DirectionCertainty(
            name,
            (float(direction[0]), float(direction[1]), float(direction[2])),
            tuple(float(loss) for loss in profiles_of[name]),
            _tolerance(_mean_loss(profiles_of[name])),
        )
        for name, direction in named.items()
    )


def sharpness(certainties: tuple[DirectionCertainty, ...]) -> float:
    """Largest share of the mutual information that 5 mm along one of the directions cost."""
    return max(float(_mean_loss(np.array(c.losses))[-1]) for c in certainties)


def bone_axis(pair: ImagePair, transform: sitk.Transform) -> np.ndarray | None:
    """Axis along which the bone extends most, as an LPS vector on the fixed image.

    Taken from whichever image is a CT or sCT. None where neither is, or no axis stands out.

    Args:
        pair: images at full resolution.
        transform: linear, from fixed to moving points.
    """
    level = pair.at(_RESOLUTION_MM)
    if looks_like_ct(voxels_of(level.fixed)):
        return _longest_axis(level.fixed)
    if not looks_like_ct(voxels_of(level.moving)):
        return None
    axis = _longest_axis(level.moving)
    if axis is None:
        return None
    x, y, z = transform.TransformPoint(centre_of_body(pair.fixed, pair.fixed_mask).tolist())
    ahead = (x + float(axis[0]), y + float(axis[1]), z + float(axis[2]))
    return np.subtract(point_before(transform, ahead), point_before(transform, (x, y, z)))


def _longest_axis(image: sitk.Image) -> np.ndarray | None:
    indices = np.argwhere(voxels_of(image) > BONE_HU)[:, ::-1]
    if len(indices) < _FEWEST_BONE_VOXELS:
        return None
    matrix = np.asarray(image.GetDirection()).reshape(3, 3) * np.asarray(image.GetSpacing())
    points = (indices - indices.mean(axis=0)) @ matrix.T
    values, vectors = np.linalg.eigh(np.cov(points.T))
    if values[2] < _ELONGATED * values[1]:
        return None
    return _pointing_up(vectors[:, 2])


class LikenessSampler:
    """Mutual information at shifts from one position.

    Args:
        pair: images at full resolution.
        transform: the position, from fixed to moving points.
        search: seed, threads, watch.
    """

    def __init__(self, pair: ImagePair, transform: sitk.Transform, search: Search) -> None:
        self._pair = pair.at(_RESOLUTION_MM)
        self._method = prepared_method(self._pair, transform, search)
        # Values alone are asked for: ITK would make the gradients of an image for each of them.
        self._method.MetricUseFixedImageGradientFilterOff()
        self._method.MetricUseMovingImageGradientFilterOff()
        self._search = search
        self._best = self._value(np.zeros(3))

    def profile(self, direction: np.ndarray) -> np.ndarray:
        """Shares lost at -5, -2, -1, 1, 2, 5 mm along ``direction``."""
        shifts = [-s for s in reversed(STEPS_MM)] + list(STEPS_MM)
        return np.array([self.loss(s * direction) for s in shifts])

    def loss(self, shift: np.ndarray) -> float:
        """Share of the mutual information that is lost by a shift, LPS mm on the fixed image."""
        return 1 - self._value(shift) / self._best

    def _value(self, shift: np.ndarray) -> float:
        self._search.watch.check()
        self._method.SetInitialTransform(sitk.TranslationTransform(3, shift.tolist()))
        try:
            with itk_threads(self._search.threads):
                return float(self._method.MetricEvaluate(self._pair.fixed, self._pair.moving))
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            raise overlap_error(error) from error


def _mean_loss(profile: Float64Array) -> Float64Array:
    """Loss at 1, 2 and 5 mm, both sides averaged, which cancels a rest of slope."""
    half = len(STEPS_MM)
    return (profile[:half][::-1] + profile[half:]) / 2


def _curvature_axes(directions: np.ndarray, profiles: np.ndarray) -> np.ndarray:
    """Main axes (columns, flattest first) of the loss at 2 mm, taken as a quadratic form."""
    x, y, z = directions.T
    design = np.stack([x * x, y * y, z * z, 2 * x * y, 2 * x * z, 2 * y * z], axis=1)
    losses = np.array([_mean_loss(profile)[1] for profile in profiles])
    a, b, c, d, e, f = np.linalg.lstsq(design, losses, rcond=None)[0]
    return np.linalg.eigh(np.array([[a, d, e], [d, b, f], [e, f, c]]))[1]


def _tolerance(losses: np.ndarray) -> float:
    """Shift at which the loss reaches ``AS_GOOD``, interpolated; inf beyond the last step."""
    shifts = np.array((0.0, *STEPS_MM))
    rising = np.maximum.accumulate(np.array((0.0, *losses)))
    if rising[-1] < AS_GOOD:
        return float("inf")
    first = int(np.argmax(rising >= AS_GOOD))
    # The loss grows with the square of the shift, so its root is what grows evenly.
    low, high = np.sqrt(rising[first - 1]), np.sqrt(rising[first])
    share = (np.sqrt(AS_GOOD) - low) / (high - low)
    return float(shifts[first - 1] + share * (shifts[first] - shifts[first - 1]))


def _pointing_up(vector: Float64Array) -> Float64Array:
    """The vector or its opposite, so that its largest component is positive."""
    return vector * float(np.sign(vector[np.argmax(np.abs(vector))]))
