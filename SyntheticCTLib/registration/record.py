"""What a registration leaves to be told: how it was made, and how well the images fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share, Size


@dataclass(frozen=True)
class Merit(Record):
    """Figures of merit of a registration. Those marked * compare like with like only.

    Attributes:
        nmi_before: normalised mutual information (Studholme 1999) at the given position,
            1 (unrelated) to 2 (one follows from the other), of the region round bone where the
            registration looks at bone. *
        nmi_after: the same after registration. *
        body_dice_before: overlap of the bodies, where both images see something.
        body_dice_after: the same after registration.
        overlap: share of the fixed voxels that count for which the moving image says something.
        sharpness: share of the mutual information that is lost by a shift of 5 mm along the
            best-determined direction; None without a linear step. Near 0: any position fits.
        restart_spread_mm: how far apart equally good starts ended; None without a rigid step.
        smallest_jacobian: smallest local volume ratio of a deformable step; None without.
        largest_jacobian: largest such ratio; None without.
    """

    nmi_before: Size
    nmi_after: Size
    body_dice_before: Share
    body_dice_after: Share
    overlap: Share
    sharpness: float | None = None
    restart_spread_mm: Size | None = None
    smallest_jacobian: float | None = None
    largest_jacobian: float | None = None


@dataclass(frozen=True)
class RegistrationRecord(Record):
    """How a registration was made.

    Attributes:
        steps: in their order.
        focus, seed, threads: see ``RegistrationOptions``.
        compared: what was looked at, "bone" or "body".
        initial_transform, fixed_mask, moving_mask: whether they were given.
        step_records: what each step tells.
        merit: how well the images fit.
        certainty: how firmly the position is held along each direction; a tolerance beyond what
            was looked at is None.
        warnings: sentences for people.
        simpleitk: its version.
        seconds: how long it took.
        read_warnings: what the files leave unsure.
    """

    steps: list[str]
    focus: str
    compared: str
    seed: int
    threads: Count
    initial_transform: bool
    fixed_mask: bool
    moving_mask: bool
    step_records: list[dict[str, Any]]
    merit: Merit
    certainty: list[dict[str, Any]]
    warnings: list[str]
    simpleitk: str
    seconds: Size
    read_warnings: list[str] = field(default_factory=list)
