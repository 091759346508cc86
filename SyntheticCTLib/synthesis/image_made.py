"""The image itself: by the network alone, or by one of the ways of a cone-beam CT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.cone_beam.prior_correction import told_apart
from SyntheticCTLib.synthesis.cone_beam.ways import MethodUsed, Ways
from SyntheticCTLib.synthesis.network_run import NetworkRun
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: Share of a synthesis that is done before its image is made.
_BEGINS = 0.2


@dataclass(frozen=True, eq=False)
class ImageMade:
    """A synthetic image, and what its making tells.

    Attributes:
        image: on the input's grid, int16.
        mask: where it was made of the input, bool ``[k, j, i]``.
        came_from: see ``made.Synthesis``; None unless the task has several ways.
        used: the way that was taken; None for the network alone.
        doubts: sentences of the way's own checks.
        forced: what was forced of the planning CT.
    """

    image: Volume
    mask: Mask
    came_from: Volume | None = None
    used: MethodUsed | None = None
    doubts: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()


def by_method(
    volume: Volume,
    shown: tuple[Volume, Mask],
    ct: Volume | None,
    run: NetworkRun,
    options: SynthesisOptions,
    watch: Watch,
) -> ImageMade:
    """By a way of ``cone_beam``, which may ask the network.

    Args:
        volume: the input as it was read.
        shown: what the network is shown, and where its answer stands.
        ct: a planning CT.
        run: the network.
        options: the way asked for among them.
        watch: told where the work is.

    Raises:
        InputError: the scan shows no tissue, or the planning CT is no CT or another patient's.
        Cancelled: a stop was asked for.
    """
    with watch.stage("making the CT", _BEGINS, 1.0) as part:
        ways = Ways(volume, shown, run.hounsfield, options, part)
        way = ways.take(ct)
    return ImageMade(
        volume.with_array(np.asarray(np.rint(way.hu), np.int16)),
        way.field_of_view,
        volume.with_array(way.came_from),
        way.used,
        way.warnings,
        tuple(ways.forced),
    )


def by_network(
    volume: Volume,
    shown: tuple[Volume, Mask],
    ct: Volume | None,
    run: NetworkRun,
    info: ModelInfo,
    options: SynthesisOptions,
    watch: Watch,
    *,
    has_methods: bool,
) -> ImageMade:
    """By the network alone; a planning CT fills what lies outside the mask.

    Args:
        volume, shown, ct, run, options, watch: see ``by_method``.
        info: the model.
        has_methods: whether the task has other ways, whose checks the answer is held against.

    Raises:
        InputError: the planning CT is no CT, or another patient's.
        Cancelled: a stop was asked for.
    """
    corrected, mask = shown
    filling, forced = _filling(ct, volume, info, force=options.force)
    ways = Ways(volume, shown, run.hounsfield, options, watch) if has_methods else None
    if ways is not None and ct is not None:
        ways.check_patient(ct)
        forced += ways.forced
    image = run(corrected, mask, watch, begins=_BEGINS)
    if filling is not None:
        image = image.with_array(np.where(mask, image.array, filling))
    if ways is None:
        return ImageMade(image, mask, forced=tuple(forced))
    known = filling is not None and filling > info.outside_value
    doubts = ways.doubts_of_network(image.array.astype(np.float32))
    came_from = volume.with_array(told_apart(mask, known))
    return ImageMade(image, mask, came_from, doubts=doubts, forced=tuple(forced))


def _filling(
    ct: Volume | None, volume: Volume, info: ModelInfo, *, force: bool
) -> tuple[np.ndarray | None, list[str]]:
    """HU of the planning CT on the input's grid, the model's outside value where it ends.

    And what was forced of it.
    """
    if ct is None:
        return None, []
    forced = check_ct(ct, "prior CT", force=force)
    onto = onto_grid(ct, volume, interpolation="linear", outside=info.outside_value)
    return np.asarray(np.rint(onto.array), np.int16), forced
