"""The image itself: by the network alone, or by one of the ways of a cone-beam CT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.cone_beam.prior_correction import told_apart
from SyntheticCTLib.synthesis.cone_beam.ways import MethodUsed, Ways
from SyntheticCTLib.synthesis.network_run import NetworkRun

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
    run: NetworkRun, shown: tuple[Volume, Mask], ct: Volume | None, watch: Watch
) -> ImageMade:
    """By a way of ``cone_beam``, which may ask the network.

    Args:
        run: the network on the input; its options name the way.
        shown: what the network is shown, and where its answer stands.
        ct: a planning CT.

    Raises:
        InputError: the scan shows no tissue, or the planning CT is no CT or another patient's.
    """
    with watch.stage("making the CT", _BEGINS, 1.0) as part:
        ways = _ways(run, shown, part)
        way = ways.take(ct)
    return ImageMade(
        run.volume.with_array(np.asarray(np.rint(way.hu), np.int16)),
        way.field_of_view,
        run.volume.with_array(way.came_from),
        way.used,
        way.warnings,
        tuple(ways.forced),
    )


def by_network(
    run: NetworkRun, shown: tuple[Volume, Mask], ct: Volume | None, watch: Watch
) -> ImageMade:
    """By the network alone; a planning CT fills what lies outside the mask.

    Where the task has other ways, the answer is held against their checks.

    Args:
        run, shown, ct, watch: see ``by_method``.

    Raises:
        InputError: the planning CT is no CT, or another patient's.
    """
    corrected, mask = shown
    filling, forced = _filling(ct, run)
    ways = _ways(run, shown, watch) if run.task.has_methods else None
    if ways is not None and ct is not None:
        ways.check_patient(ct)
        forced += ways.forced
    image = run(corrected, mask, watch, begins=_BEGINS)
    if filling is not None:
        image = image.with_array(np.where(mask, image.array, filling))
    if ways is None:
        return ImageMade(image, mask, forced=tuple(forced))
    known = filling is not None and filling > run.info.outside_value
    doubts = ways.doubts_of_network(image.array.astype(np.float32))
    came_from = run.volume.with_array(told_apart(mask, known))
    return ImageMade(image, mask, came_from, doubts=doubts, forced=tuple(forced))


def _ways(run: NetworkRun, shown: tuple[Volume, Mask], watch: Watch) -> Ways:
    return Ways(run.volume, shown, run.hounsfield, run.options, watch)


def _filling(ct: Volume | None, run: NetworkRun) -> tuple[np.ndarray | None, list[str]]:
    """HU of the planning CT on the input's grid, the model's outside value where it ends.

    And what was forced of it.
    """
    if ct is None:
        return None, []
    forced = check_ct(ct, "prior CT", force=run.options.force)
    onto = onto_grid(ct, run.volume, interpolation="linear", outside=run.info.outside_value)
    return np.asarray(np.rint(onto.array), np.int16), forced
