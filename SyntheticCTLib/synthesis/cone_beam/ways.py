"""The ways to a CT from a cone-beam CT: network, shading correction, both, planning CT.

``auto`` decides by the scan. Where air is in view the network sees the scan; soft tissue that it
leaves too dark is raised. Where the body fills the field of view the shading and the rim are taken
off first, as they were when it learnt, and what the network changes in that picture is believed
less where it shifts whole regions. A planning CT corrects the scan itself, or the
network's picture if that comes nearer to it. The last resort is the scan with its level changed and
nothing else, where a field was seen that is none. The first way in this order whose picture passes
the checks is taken, or else the one with the least against it, with a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.guards.words import contrast_medium_in_prior
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.normalised_smoothing import smoothed_in_mask
from SyntheticCTLib.preprocessing.contrast_medium import (
    ENHANCED_HU,
    ENHANCED_ML,
    largest_enhanced_ml,
)
from SyntheticCTLib.preprocessing.shading.correction import Unshaded, without_shading
from SyntheticCTLib.preprocessing.shading.cut_body import body_is_cut
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.synthesis.cone_beam.checks import TissueCheck, check_tissues
from SyntheticCTLib.synthesis.cone_beam.planning_ct import (
    ELSEWHERE,
    SAME_PATIENT,
    PlanningCT,
    place_planning_ct,
)
from SyntheticCTLib.synthesis.cone_beam.prior_correction import (
    FROM_CBCT,
    FROM_PRIOR_AT_RIM,
    FROM_PRIOR_OUTSIDE,
    PriorCorrected,
    corrected_by_prior,
    soft_tissue,
    told_apart,
)
from SyntheticCTLib.synthesis.cone_beam.soft_tissue_level import soft_tissue_raised
from SyntheticCTLib.synthesis.options import NEEDS_PRIOR, SynthesisOptions

#: The network saw four trunks that are cut, and may take the level of a region from one of them. So
#: half of what it changes is believed where it shifts a whole region by so many HU; regions are as
#: large as these Gaussians, mm.
_DOUBTED_HU = 100.0
_SLOW_MM, _FAR_MM = 10.0, 40.0
_TISSUE_HU = (-250.0, 250.0)

#: Makes HU [k, j, i] of a cone-beam CT on the scale of HU and its field of view.
Network = Callable[[Volume, Mask, Watch], Float32Array]


@dataclass(frozen=True)
class MethodUsed(Record):
    """Which way was taken, for the record.

    Attributes:
        name: "network", "shading", "shading+network", "line" (only the level was changed), or with
            a planning CT what it corrected: "line+prior" (the scan itself), or one of the networks
            with "+prior".
        asked: what was asked for.
        body_is_cut: whether the body fills the field of view, and no air is in it.
        checks: of each way that was tried, by its name.
        similarity, registration: of the planning CT; None without one.
        voxels: how many came from the scan, and from the planning CT at the rim and outside.
        raised_hu: by how much soft tissue of the network's own picture was raised; None of others.
    """

    name: str
    asked: str
    body_is_cut: bool | None = None
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    similarity: float | None = None
    registration: str | None = None
    voxels: dict[str, int] = field(default_factory=dict)
    raised_hu: float | None = None


@dataclass(frozen=True, eq=False)
class WayTaken:
    """What was made, and how.

    Attributes:
        hu: float32 ``[k, j, i]``; outside the field of view the planning CT or nothing.
        field_of_view: bool.
        came_from: see ``prior_correction``.
        used: for the record.
        warnings: sentences.
    """

    hu: Float32Array
    field_of_view: Mask
    came_from: IntArray
    used: MethodUsed
    warnings: tuple[str, ...]


class Ways:
    """All that can be made of one cone-beam CT.

    Args:
        volume: the scan as it was read.
        calibrated: on the network's own scale, and its field of view (see ``Task.observed``).
        network: makes HU of such a pair.
        options: what was asked for.
        watch: told where the work is.
    """

    def __init__(
        self,
        volume: Volume,
        calibrated: tuple[Volume, Mask],
        network: Network,
        options: SynthesisOptions,
        watch: Watch,
    ) -> None:
        self._volume, self._calibrated, self._network = volume, calibrated, network
        self._options, self._watch = options, watch
        self.forced: list[str] = []
        self._raised_hu: float | None = None

    def take(self, prior: Volume | None) -> WayTaken:
        """Make the CT.

        Raises:
            InputError: the scan shows no tissue, or the planning CT is no CT or another patient's.
        """
        asked = self._options.method
        placed = None if prior is None else self._placed(prior)
        if asked == "prior" and placed is None:
            raise InputError(NEEDS_PRIOR)
        tried = self._tried(asked, with_prior=placed is not None)
        chosen = min(tried, key=lambda name: (not tried[name][1].passed, tried[name][1].penalty))
        hu, check = tried[chosen]
        checks = {name: found.to_dict() for name, (_, found) in tried.items()}
        warnings: tuple[str, ...] = (_doubt(chosen, check),) if check.doubted else ()
        came_from = told_apart(self._seen)
        if prior is not None and placed is not None:
            corrected, base = self._corrected(tried, placed)
            hu, came_from, chosen = corrected.hu, corrected.came_from, f"{base}+prior"
            check = self._checked(hu)
            checks[chosen] = check.to_dict()
            warnings = (_doubt(chosen, check),) if check.doubted else ()
            warnings += _contrast_medium(prior)
        used = MethodUsed(
            chosen,
            asked,
            self._is_cut,
            checks,
            None if placed is None else round(placed.similarity, 3),
            None if placed is None else placed.registration,
            _counts(came_from),
            self._raised_hu if chosen.startswith("network") else None,
        )
        return WayTaken(hu, self._seen, came_from, used, warnings)

    def _tried(
        self, asked: str, *, with_prior: bool
    ) -> dict[str, tuple[Float32Array, TissueCheck]]:
        """One way after the other, until one passes the checks."""
        tried: dict[str, tuple[Float32Array, TissueCheck]] = {}
        for name in self._order(asked, with_prior=with_prior):
            hu = self._made(name)
            tried[name] = hu, self._checked(hu)
            if tried[name][1].passed:
                break  # the next would be no better founded
        return tried

    def doubts_of_network(self, hu: Float32Array) -> tuple[str, ...]:
        """What speaks against the network's own picture, where nothing else was asked for."""
        try:
            check = self._checked(hu)
        except InputError:  # a scan with hardly any tissue shows no peaks to look at
            return ()
        better = Sentence("The method auto and the method shading take shading and rim off first")
        return (_doubt("network", check, better),) if check.doubted else ()

    def _order(self, asked: str, *, with_prior: bool) -> Iterator[str]:
        if asked != "auto" or (with_prior and self._is_cut):
            yield "shading"
            return
        if not self._is_cut:
            yield "network"
        yield from ("shading+network", "shading", "line")

    def _made(self, name: str) -> Float32Array:
        if name == "network":
            made = self._network(*self._calibrated, self._watch)
            raised, self._raised_hu = soft_tissue_raised(made, self._seen)
            return raised
        if name == "shading":
            return self._unshaded.volume.array
        if name == "line":
            return self._unshaded.straight
        return self._blended(self._network(self._unshaded.volume, self._seen, self._watch))

    def _blended(self, made: Float32Array) -> Float32Array:
        """The scan without shading, and of what the network changes as much as can be believed."""
        volume = self._unshaded.volume
        change = made - volume.array
        low, high = _TISSUE_HU
        tissue = self._seen & (volume.array > low) & (volume.array < high)
        slow = smoothed_in_mask(change, tissue, volume.spacing, _SLOW_MM, far_mm=_FAR_MM)
        share = 1 / (1 + (slow / np.float32(_DOUBTED_HU)) ** 2)
        return np.where(self._seen, volume.array + share * change, made).astype(np.float32)

    def _checked(self, hu: Float32Array) -> TissueCheck:
        return check_tissues(hu, self._unshaded.volume, self._seen, self._depth)

    def _corrected(
        self, tried: dict[str, tuple[Float32Array, TissueCheck]], placed: PlanningCT
    ) -> tuple[PriorCorrected, str]:
        """What the planning CT makes of the scan, or of a network's picture if that is nearer."""
        soft = soft_tissue(self._unshaded.volume.array, self._volume)
        bases = {"line": self._unshaded.on_line}
        bases |= {name: hu for name, (hu, _) in tried.items() if name.endswith("network")}
        made = {
            name: corrected_by_prior(
                self._volume.with_array(hu), soft, self._seen, self._depth, placed
            )
            for name, hu in bases.items()
        }
        best = min(made, key=lambda name: made[name].left_hu)
        return made[best], best

    def check_patient(self, prior: Volume) -> None:
        """Hold a planning CT, as it lies, against the scan that it is to fill.

        Raises:
            InputError: it is another patient's, or lies elsewhere, and is not forced.
        """
        try:
            place = self._unshaded.volume, self._seen, self._depth
        except InputError:  # hardly any tissue to know a patient by
            return
        self._refuse_others(place_planning_ct(prior, *place, "none", self._watch))

    def _placed(self, prior: Volume) -> PlanningCT:
        self.forced += check_ct(prior, "prior CT", force=self._options.force)
        steps = self._options.prior_registration
        place = self._unshaded.volume, self._seen, self._depth
        placed = place_planning_ct(prior, *place, steps, self._watch)
        self._refuse_others(placed)
        return placed

    def _refuse_others(self, placed: PlanningCT) -> None:
        if placed.similarity >= SAME_PATIENT:
            return
        reason = Sentence(
            "The planning CT does not look like the patient of the scan: their correlation is "
            "{likeness}, of one patient at least {least}",
            likeness=f"{placed.similarity:.2f}",
            least=f"{SAME_PATIENT:.2f}",
        )
        if placed.similarity == ELSEWHERE:
            reason = Sentence("The planning CT shows less than half of what the scan saw")
        if not self._options.force:
            raise InputError(
                Sentence(
                    "{reason}. Give another, register it first (synthetic-ct register), or take "
                    "it all the same (--force; force=True in Python).",
                    reason=reason,
                )
            )
        self.forced.append(Sentence("{reason}.", reason=reason))

    @cached_property
    def _unshaded(self) -> Unshaded:
        return without_shading(self._volume)

    @property
    def _seen(self) -> Mask:
        return self._unshaded.field_of_view

    @cached_property
    def _depth(self) -> Float32Array:
        return depth_below_rim(self._volume.with_array(self._seen))

    @cached_property
    def _is_cut(self) -> bool:
        """See ``body_is_cut``."""
        return body_is_cut(self._volume, self._calibrated[1], self._unshaded, self._depth)


def _doubt(name: str, check: TissueCheck, better: str = "") -> str:
    if name.endswith("+prior"):
        better = Sentence(
            "See whether the planning CT lies in its place (--prior-registration deformable)"
        )
    way = Sentence("method {name}", name=name)
    if not better:
        way = Sentence("method {name}, the best of those tried", name=name)
    return Sentence(
        "The result is doubtful: {seen} ({way}). {advice}.",
        seen=check.in_words,
        way=way,
        advice=better or Sentence("A planning CT (--prior) corrects it"),
    )


def _contrast_medium(prior: Volume) -> tuple[str, ...]:
    piece = largest_enhanced_ml(prior)
    return (contrast_medium_in_prior(piece, ENHANCED_HU),) if piece > ENHANCED_ML else ()


def _counts(came_from: IntArray) -> dict[str, int]:
    names = {
        "from_cbct": FROM_CBCT,
        "from_prior_at_rim": FROM_PRIOR_AT_RIM,
        "from_prior_outside": FROM_PRIOR_OUTSIDE,
    }
    return {name: int((came_from == value).sum()) for name, value in names.items()}
