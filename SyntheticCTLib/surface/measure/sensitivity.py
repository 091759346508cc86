"""How much the answer depends on the settings, and how well they know a surface at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.comparison import compare_surfaces, shares_within
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.tolerance import LIMITS_MM

#: The threshold is moved by this much up and down, HU.
THRESHOLD_STEP_HU = 50.0

#: The smoothing that is tried when the settings have none: 3D Slicer's at factor 0.25.
USUAL_SMOOTHING_ITERATIONS = 20


@dataclass(frozen=True)
class Variant(Record):
    """The answer of other settings.

    Attributes:
        name: what was changed.
        threshold_hu, smoothing_iterations: of these settings.
        share: the lower share within the tolerance of the two directions; None when no bone is
            left.
        sct_to_ct, ct_to_sct: the two shares.
        change: ``share`` minus the share of the settings that were asked for.
    """

    name: str
    threshold_hu: float
    smoothing_iterations: Count
    share: Share | None = None
    sct_to_ct: Share | None = None
    ct_to_sct: Share | None = None
    change: float | None = None


def variants_of(settings: SurfaceSettings) -> dict[str, SurfaceSettings]:
    """Other settings to try, by what is changed."""
    step = THRESHOLD_STEP_HU
    smoothed = settings.smoothing_iterations > 0
    return {
        f"threshold -{step:g} HU": settings.with_changes(threshold_hu=settings.threshold_hu - step),
        f"threshold +{step:g} HU": settings.with_changes(threshold_hu=settings.threshold_hu + step),
        "without smoothing" if smoothed else "with smoothing": settings.with_changes(
            smoothing_iterations=0 if smoothed else USUAL_SMOOTHING_ITERATIONS
        ),
    }


def try_variants(
    settings: SurfaceSettings,
    make: Callable[[SurfaceSettings], tuple[BoneSurface, BoneSurface]],
    *,
    tolerance_mm: float,
    share: float | None,
    watch: Watch = UNWATCHED,
) -> list[Variant]:
    """The share within the tolerance by other settings.

    Args:
        settings: those that were asked for.
        make: makes the surfaces of sCT and CT by settings.
        tolerance_mm: the tolerance.
        share: of the settings that were asked for.
        watch: called with stage "sensitivity".
    """
    tried = []
    others = variants_of(settings)
    for done, (name, changed) in enumerate(others.items()):
        watch.report("sensitivity", done / len(others), name)
        tried.append(_tried(name, changed, make, tolerance_mm, share, watch.quiet))
    watch.report("sensitivity", 1.0)
    return tried


def _tried(
    name: str,
    settings: SurfaceSettings,
    make: Callable[[SurfaceSettings], tuple[BoneSurface, BoneSurface]],
    tolerance_mm: float,
    base: float | None,
    watch: Watch,
) -> Variant:
    nothing = Variant(name, settings.threshold_hu, settings.smoothing_iterations)
    try:
        sct, ct = make(settings)
    except NoBoneError:
        return nothing
    found = shares_within(sct, ct, tolerance_mm, watch=watch)
    share = found.lower
    return replace(
        nothing,
        share=share,
        sct_to_ct=found.sct_to_ct,
        ct_to_sct=found.ct_to_sct,
        change=None if share is None or base is None else share - base,
    )


def half_voxel_shifted(volume: Volume) -> Volume:
    """The volume on a grid that is shifted by half a voxel along each axis and one voxel smaller.

    Linear interpolation half-way is the mean of the two neighbours, along i, j and k in turn.

    Raises:
        InputError: an axis has one voxel only.
    """
    if min(volume.array.shape) < 2:
        raise InputError(
            f"Half a voxel between voxels takes two along each axis; got {volume.size}."
        )
    array = volume.array.astype(np.float32)
    for axis in range(3):
        low = np.take(array, range(array.shape[axis] - 1), axis)
        array = 0.5 * (low + np.take(array, range(1, array.shape[axis]), axis))
    x, y, z = (float(c) for c in volume.affine[:3, :3] @ np.full(3, 0.5) + volume.origin)
    return replace(volume, array=array, origin=(x, y, z))


def settings_floor(
    ct: Volume,
    surface: BoneSurface,
    *,
    mask: np.ndarray | None = None,
    labels: Volume | None = None,
    names: dict[int, str] | None = None,
    limits_mm: tuple[float, ...] = LIMITS_MM,
    watch: Watch = UNWATCHED,
) -> DirectionalStatistics | None:
    """How far the CT's surface is from itself on a grid shifted by half a voxel.

    No sCT can be measured better than this on this grid: what the settings do not know about the
    CT's own surface, they cannot know about the difference.

    Args:
        ct: the real CT.
        surface: its surface.
        mask: as given for ``surface``.
        labels: as given for ``surface``.
        names: as given for ``surface``.
        limits_mm: limits for the shares within.
        watch: asked several times a second whether to stop.

    Returns:
        Statistics in which the shifted surface takes the sCT's place; None when nothing is left.
    """
    if min(ct.array.shape) < 2:  # nothing lies half-way
        return None
    inner = np.s_[:-1, :-1, :-1]
    shifted = half_voxel_shifted(ct)
    try:
        other = surface_of(
            shifted,
            surface.settings,
            mask=None if mask is None else mask[inner],
            labels=None if labels is None else shifted.with_array(labels.array[inner]),
            names=names,
            tell_open=False,
            watch=watch.quiet,
        )
    except NoBoneError:
        return None
    return compare_surfaces(other, surface, limits_mm=limits_mm, watch=watch.quiet).overall
