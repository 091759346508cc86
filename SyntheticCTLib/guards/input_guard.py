"""What an input is held against before a model sees it, and what is said against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import Kind

#: What stands in a model's metadata where nobody states the body regions that it learnt from, and
#: where it learnt from heads.
UNKNOWN_REGION, HEAD = "unknown", "head"


@dataclass(frozen=True)
class GuardWarning:
    """One reason for doubt.

    Attributes:
        code: "modality", "calibration", "scanner", "metal", "contrast-medium", "spacing",
            "field-of-view", "anatomy", "no-face", "contrast", "no-bone", "drift" or "model", what a
            model says of all its results.
        sentence: the reason with its values, for people.
        refuses: nothing is made of such an image at all.
    """

    code: str
    sentence: str
    refuses: bool = False


def _no_refusal(_volume: Volume, _found: Kind | None) -> GuardWarning | None:
    return None


def _no_doubts(_volume: Volume, _found: Kind | None) -> Sequence[GuardWarning]:
    return ()


def _no_region(_volume: Volume, _regions: Sequence[str]) -> Sequence[GuardWarning]:
    return ()


@dataclass(frozen=True, eq=False)
class InputGuard:
    """What a model wants to be given. The image comes as it was read, and with what it looks like.

    Attributes:
        kind: what it has to be.
        takes: other kinds that are not told apart from it.
        refusal: why nothing at all is made of an image, if so.
        doubts: what else speaks against it, beyond what every image is looked at for.
        region: what speaks against it as an image of the parts of the body that a model learnt
            from.
    """

    kind: Kind
    takes: tuple[Kind, ...] = ()
    refusal: Callable[[Volume, Kind | None], GuardWarning | None] = _no_refusal
    doubts: Callable[[Volume, Kind | None], Sequence[GuardWarning]] = _no_doubts
    region: Callable[[Volume, Sequence[str]], Sequence[GuardWarning]] = _no_region
