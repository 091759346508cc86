"""How accurate a bone surface is expected to be where no CT is there to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share, Size
from SyntheticCTLib.tolerance import percent, within

#: What is added where no real patient was among them.
_SIMULATED = ", all of them simulated: no real one was ever measured"

#: What is added where the guards warned of the image.
_UNLIKE = " The image is unlike theirs (see the warnings), so this may not hold for it."


@dataclass(frozen=True)
class DoubtfulPlace(Record):
    """A place of the surface with a large expected distance.

    Attributes:
        position_mm: LPS mm.
        distance_mm: expected there.
        at_least: it is the largest that the model's calibration knows, and may be more.
    """

    position_mm: tuple[float, float, float]
    distance_mm: Size
    at_least: bool = False


@dataclass(frozen=True)
class ExpectedAccuracy(Record):
    """What the model's bounds let expect of a bone surface, as they did of other patients'.

    Attributes:
        tolerance_mm: how far the surface may be off.
        threshold_hu: of the surface.
        share: of the surface expected within the tolerance, both ways, 0 to 1.
        lowest, highest: between which it lay for most comparable patients.
        between: for which share of them.
        patients: how many the model was calibrated on.
        mean_distance_mm: expected mean distance along the surface.
        worst: where the largest distances are expected.
        simulated: whether those patients were drawn, and no real one could be measured.
        unlike: whether the guards warned of the image: those patients may say nothing of it.
    """

    DERIVED: ClassVar[tuple[str, ...]] = ("sentence",)

    tolerance_mm: Size
    threshold_hu: float
    share: Share
    lowest: Share
    highest: Share
    between: Share
    patients: Count
    mean_distance_mm: Size
    worst: tuple[DoubtfulPlace, ...] = ()
    simulated: bool = False
    unlike: bool = False

    @property
    def sentence(self) -> str:
        """For people."""
        return (
            f"Expected {within(self.tolerance_mm)} of the bone surface: {percent(self.share)} (of "
            f"comparable patients {100 * self.between:.0f}\u00a0% lay between "
            f"{percent(self.lowest)} and {percent(self.highest)}; calibrated on "
            f"{self.patients}{_SIMULATED * self.simulated}).{_UNLIKE * self.unlike}"
        )

    @property
    def lines(self) -> list[str]:
        """The sentence, and the worst places."""
        return [
            self.sentence,
            *(
                f"Doubtful: {place.distance_mm:.1f} mm{' or more' * place.at_least} expected, at "
                f"LPS {', '.join(f'{x:.1f}' for x in place.position_mm)}."
                for place in self.worst
            ),
        ]
