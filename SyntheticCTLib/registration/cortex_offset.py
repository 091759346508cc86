"""How far apart the cortices of a CT and an MR lie: the residual misfit of an alignment.

Cortical bone is the one structure that both show sharply: bright in the CT, a signal void in the MR
between marrow and muscle or fat. At points of the CT's bone surface both images are read along the
normal. The CT's cortex is the middle of the stretch above half its peak, the MR's the middle of the
void. Comparing middles makes the figure independent of the bone threshold and of either scanner's
blur, which widen a cortex to both sides alike. The MR's chemical shift (fat displaced along the
readout) remains in the figure.

A single profile can take a tendon or a joint's other side for the cortex. A misfit of the bone
moves all profiles of a patch of its surface alike, a mistake one of them: the figure is therefore
the median of each patch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.hounsfield import CORTICAL_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.distances import signed_distance_image
from SyntheticCTLib.registration.bone.sampled_image import SampledImage, voxel_points

#: How far along the normal the MR's cortex is looked for, mm each way.
SEARCH_MM = 8.0

#: A thicker stretch of CT above half its peak is solid bone, without a middle to compare, mm.
THICKEST_CORTEX_MM = 12.0

#: A valley of the MR profile is a void when it is darker than this share of its lower shoulder.
VOID_RATIO = 0.6

#: Cost of distance when several voids compete, per mm, in units of that ratio. Small: the deepest
#: void wins, unless two are about as deep (the two walls of a thin bone).
_DISTANCE_COST = 0.03

#: Step along the normal, mm: a quarter of a usual in-plane voxel.
_STEP_MM = 0.25

#: The CT's cortex lies between these places on the normal of its surface, outward positive, mm.
_CORTEX_FROM_MM, _CORTEX_TO_MM = -6.0, 2.0

#: Surface points measured at most; enough for a 95th percentile, and quick.
_MOST_POINTS = 3000

#: A patch is the surface within this distance of a point that faces within 45 degrees of its way,
#: and holds at least some measured points.
_PATCH_MM = 10.0
_PATCH_FACING = 0.7
_FEWEST_IN_PATCH = 5
_MOST_PATCHES = 500


@dataclass(frozen=True)
class CortexOffsets:
    """Distances from the CT's cortex to the MR's, along the surface normals.

    Attributes:
        offsets_mm: one signed value a measured point, outward positive, mm.
        patches_mm: the median of each patch, mm.
        asked: surface points with a CT cortex inside both fields of view, measured or not.
    """

    offsets_mm: np.ndarray
    patches_mm: np.ndarray
    asked: int

    @property
    def seen(self) -> float | None:
        """Share of the asked points at which the MR shows a cortex; None without points."""
        return len(self.offsets_mm) / self.asked if self.asked else None

    def percentile(self, percent: float) -> float | None:
        """Percentile of the patches' absolute offset, mm; None without any patch."""
        if not len(self.patches_mm):
            return None
        return float(np.percentile(np.abs(self.patches_mm), percent))


def cortex_offsets(mr: Volume, ct: Volume, bone: np.ndarray, valid: np.ndarray) -> CortexOffsets:
    """Measure the offsets of one pair.

    Args:
        mr: the MR, any intensity scale.
        ct: HU on the same grid.
        bone: cleaned bone of that CT, bool [k, j, i].
        valid: where both images have content, bool [k, j, i].
    """
    if not bone.any():
        return CortexOffsets(np.empty(0), np.empty(0), 0)
    points, normals = _surface(ct.with_array(bone.astype(np.uint8)).to_sitk())
    reach = SEARCH_MM + THICKEST_CORTEX_MM / 2
    t = np.arange(-reach, reach + _STEP_MM / 2, _STEP_MM)
    along = points[:, None] + t[:, None] * normals[:, None]
    hu, signal, inside = (_profiles(v, along) for v in (ct, mr, ct.with_array(valid)))
    inside = inside[:, np.abs(t) <= SEARCH_MM]
    offsets, measured, asked = [], [], 0
    for n in range(len(points)):
        middle = _ct_cortex(hu[n], t) if inside[n].min() > 0.5 else None
        if middle is None:
            continue
        asked += 1
        offset = _void_offset(signal[n], t, middle)
        if offset is not None:
            offsets.append(offset)
            measured.append(n)
    values = np.array(offsets)
    patches = _patch_medians(points[measured], normals[measured], values)
    return CortexOffsets(values, patches, asked)


def _patch_medians(points: np.ndarray, normals: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Median value of the patch round each of a spread of points; patches overlap."""
    medians = []
    for n in range(0, len(points), max(1, len(points) // _MOST_PATCHES)):
        near = np.linalg.norm(points - points[n], axis=1) <= _PATCH_MM
        members = values[near & (normals @ normals[n] >= _PATCH_FACING)]
        if len(members) >= _FEWEST_IN_PATCH:
            medians.append(float(np.median(members)))
    return np.array(medians)


def _surface(bone: sitk.Image) -> tuple[np.ndarray, np.ndarray]:
    """Points on the outer bone surface and outward unit normals, both (n, 3), LPS mm."""
    filled = sitk.BinaryFillhole(sitk.BinaryMorphologicalClosing(bone, (2, 2, 0)))
    distance = signed_distance_image(filled)
    slopes = sitk.GetArrayFromImage(
        sitk.Gradient(sitk.SmoothingRecursiveGaussian(distance, 1.5), True, True)
    )
    edge = sitk.GetArrayFromImage(sitk.BinaryContour(filled, fullyConnected=False)) > 0
    length = np.linalg.norm(slopes, axis=-1)
    edge &= length > 0.2  # no direction on thin plates, where both sides cancel
    normals = slopes[edge] / length[edge][:, None]
    points = voxel_points(bone, edge).numpy()
    if len(points) > _MOST_POINTS:
        chosen = np.random.default_rng(0).choice(len(points), _MOST_POINTS, replace=False)
        points, normals = points[chosen], normals[chosen]
    return points, normals


def _profiles(volume: Volume, points: np.ndarray) -> np.ndarray:
    """Values at points (n, m, 3), LPS mm, shape (n, m); those of the border beyond it."""
    image = SampledImage(volume.with_array(volume.array.astype(np.float32)).to_sitk())
    flat = torch.from_numpy(points.reshape(-1, 3).astype(np.float32))
    return image.at(flat)[0].numpy().reshape(points.shape[:2])


def _ct_cortex(hu: np.ndarray, t: np.ndarray) -> float | None:
    """Middle of the outer cortex on a CT profile, mm, or None without one."""
    near = np.flatnonzero((t >= _CORTEX_FROM_MM) & (t <= _CORTEX_TO_MM))
    highest = (hu[near] >= hu[near - 1]) & (hu[near] > hu[near + 1]) & (hu[near] >= CORTICAL_HU)
    peaks = near[highest]
    if not peaks.size:
        return None
    peak = int(peaks[-1])  # the outermost: a deeper one would be the far wall
    first, last = _stretch(hu >= hu[peak] / 2, peak)
    if first == 0 or last == len(t) - 1 or t[last] - t[first] > THICKEST_CORTEX_MM:
        return None
    return float((t[first] + t[last]) / 2)


def _void_offset(signal: np.ndarray, t: np.ndarray, middle: float) -> float | None:
    """Offset from the CT cortex's middle to the middle of the MR's void, mm, or None."""
    reach = round(SEARCH_MM / _STEP_MM)
    best: tuple[float, float] | None = None
    inner = signal[1:-1]
    for n in 1 + np.flatnonzero((inner <= signal[:-2]) & (inner < signal[2:])):
        shoulder = min(signal[max(0, n - reach) : n].max(), signal[n + 1 : n + 1 + reach].max())
        ratio = signal[n] / shoulder if shoulder > 0 else 1.0
        first, last = _stretch(signal <= (signal[n] + shoulder) / 2, int(n))
        offset = float((t[first] + t[last]) / 2 - middle)
        cost = ratio + _DISTANCE_COST * abs(offset)
        if ratio < VOID_RATIO and abs(offset) <= SEARCH_MM and (best is None or cost < best[0]):
            best = (cost, offset)
    return None if best is None else best[1]


def _stretch(true: np.ndarray, n: int) -> tuple[int, int]:
    """First and last index of the run of True that holds ``n``."""
    before, after = np.flatnonzero(~true[:n]), np.flatnonzero(~true[n:])
    first = int(before[-1]) + 1 if before.size else 0
    last = n + int(after[0]) - 1 if after.size else len(true) - 1
    return first, last
