"""From figures of merit to sentences: when a registration should not be trusted as it is."""

from __future__ import annotations

import math

from SyntheticCTLib.registration.certainty import STEPS_MM, DirectionCertainty
from SyntheticCTLib.registration.landmarks import LandmarkResult
from SyntheticCTLib.registration.record import Merit
from SyntheticCTLib.registration.steps import Where
from SyntheticCTLib.sentences import Sentence

#: Limits below or above which a sentence is due; chosen on about a dozen real MR-CT pairs of limbs
#: and pelves.
LOWEST_BODY_DICE = 0.85
LOWEST_OVERLAP = 0.6
LOWEST_SHARPNESS = 0.03
LARGEST_RESTART_SPREAD_MM = 8.0
JACOBIAN_RANGE = (0.4, 2.5)

#: NMI has noise in its third digit; a smaller change is none.
SMALLEST_NMI_CHANGE = 0.002
LARGEST_LANDMARK_RMS_MM = 3.0


def warn(
    merit: Merit,
    certainty: tuple[DirectionCertainty, ...],
    by_landmarks: LandmarkResult | None,
) -> tuple[str, ...]:
    """The sentences that the figures call for; empty when nothing speaks against the result."""
    notes = (_overlap(merit), _open_direction(certainty))
    return (*doubts(merit, by_landmarks), *(sentence for sentence in notes if sentence))


def doubts(merit: Merit, by_landmarks: LandmarkResult | None) -> tuple[str, ...]:
    """Those of the sentences beside which nothing that is measured after the result can stand."""
    sentences = (
        _likeness(merit),
        _body(merit),
        _sharpness(merit),
        _restarts(merit),
        _deformation(merit),
        _landmarks(by_landmarks),
    )
    return tuple(sentence for sentence in sentences if sentence)


def mirrors(*, given: bool) -> tuple[str, ...]:
    """What to say of a given transform that exchanges left and right."""
    if not given:
        return ()
    return (
        Sentence(
            "The given transform mirrors the moving image: what is left in it is right in the "
            "other; do not use it unless that is meant."
        ),
    )


def way_round(turned: str, mirrored: bool) -> tuple[str, ...]:
    """What to say of an image that lies otherwise than its file says.

    Args:
        turned: angle and axis of the turn that was needed; "" for none.
        mirrored: whether a mirror image fits better.
    """
    if mirrored:
        return (
            Sentence(
                "The moving image fits much better as its mirror image: one of the two is "
                "mirrored, left and right are exchanged, or they are of two sides or patients; do "
                "not use it."
            ),
        )
    if turned:
        return (
            Sentence(
                "The moving image fits only turned by {turned}, and was turned: one of the files "
                "has a wrong orientation, or the patient lay otherwise; check which side is left.",
                turned=turned,
            ),
        )
    return ()


#: What to say of where a position was looked for.
_HELD = {
    "near": Sentence(
        "The images are most alike near where they were given, and a wide search led away from "
        "there: the position was looked for near it alone."
    ),
    "given": Sentence(
        "Nowhere were the images found to be more alike than where they were given: the moving "
        "image was left there."
    ),
}


def held(where: Where) -> tuple[str, ...]:
    """What to say where the position was not looked for all round."""
    return (_HELD[where],) if where in _HELD else ()


def less_alike(merit: Merit) -> bool:
    """Whether the images were more alike where they were given."""
    return merit.nmi_after <= merit.nmi_before - SMALLEST_NMI_CHANGE


def _likeness(merit: Merit) -> str:
    if not less_alike(merit):
        return ""
    return Sentence(
        "The images are less alike after registration (NMI {before} before, {after} after): do "
        "not use it before looking at the contours.",
        before=f"{merit.nmi_before:.3f}",
        after=f"{merit.nmi_after:.3f}",
    )


def _body(merit: Merit) -> str:
    if merit.body_dice_after >= LOWEST_BODY_DICE:
        return ""
    return Sentence(
        "The bodies overlap with a Dice of only {dice}: posture or field of view differ, or the "
        "registration failed.",
        dice=f"{merit.body_dice_after:.2f}",
    )


def _overlap(merit: Merit) -> str:
    if merit.overlap >= LOWEST_OVERLAP:
        return ""
    return Sentence(
        "Only {share} of the fixed image lies in the moving image's field of view.",
        share=f"{merit.overlap:.0%}",
    )


def _sharpness(merit: Merit) -> str:
    if merit.sharpness is None or merit.sharpness >= LOWEST_SHARPNESS:
        return ""
    return Sentence(
        "A shift of 5 mm costs at most {share} of the likeness in every direction: the images "
        "hardly determine the position.",
        share=f"{merit.sharpness:.1%}",
    )


def _restarts(merit: Merit) -> str:
    spread = merit.restart_spread_mm
    if spread is None or spread <= LARGEST_RESTART_SPREAD_MM:
        return ""
    return Sentence(
        "Equally good starts ended {apart} mm apart: the result is one of several that fit; give "
        "landmarks.",
        apart=f"{spread:.0f}",
    )


def open_direction(certainty: tuple[DirectionCertainty, ...]) -> tuple[str, float] | None:
    """The name of the least certain direction and how far it is open, mm; None if it is not."""
    if not certainty or not certainty[-1].is_open:
        return None
    open_one = certainty[-1]
    named = max(certainty[:-1], key=lambda c: abs(_dot(c.direction, open_one.direction)))
    name = named.name if abs(_dot(named.direction, open_one.direction)) > 0.9 else "oblique"
    return name, min(open_one.tolerance_mm, STEPS_MM[-1])


def _open_direction(certainty: tuple[DirectionCertainty, ...]) -> str:
    found = open_direction(certainty)
    if found is None:
        return ""
    open_one, name = certainty[-1], found[0]
    along = ", ".join(f"{component:+.2f}" for component in open_one.direction)
    much: str = Sentence("{reach} mm", reach=f"{open_one.tolerance_mm:.1f}")
    if math.isinf(open_one.tolerance_mm):
        much = Sentence("more than {reach} mm", reach=f"{STEPS_MM[-1]:.0f}")
    return Sentence(
        "The position along one direction ({name}; LPS {along}) is not determined by the images: "
        "{much} either way fit as well. It was left where it was given, as far as that fits.",
        name=Sentence(name),
        along=along,
        much=much,
    )


def _deformation(merit: Merit) -> str:
    if merit.smallest_jacobian is None or merit.largest_jacobian is None:
        return ""
    low, high = JACOBIAN_RANGE
    if low <= merit.smallest_jacobian and merit.largest_jacobian <= high:
        return ""
    return Sentence(
        "The deformation is strong (local volume ratio {low} to {high}): it may follow noise; "
        "look at it, or use a wider grid.",
        low=f"{merit.smallest_jacobian:.2f}",
        high=f"{merit.largest_jacobian:.2f}",
    )


def _landmarks(found: LandmarkResult | None) -> str:
    if found is None or found.rms_mm <= LARGEST_LANDMARK_RMS_MM:
        return ""
    return Sentence("{found} Check that they correspond.", found=found.sentence)


def _dot(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))
