"""What is asked of a bone surface, and by which surfaces it is answered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import option
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.tolerance import REQUIRED_SHARE, TOLERANCE_MM

_GROUP = "accuracy"


@dataclass(frozen=True)
class AccuracyOptions:
    """How a surface is measured against another. Each field says in its metadata what it means.

    Raises:
        InputError: the tolerance is not positive, or the share is not within 0 to 1.
    """

    settings: SurfaceSettings = field(default_factory=SurfaceSettings)
    tolerance_mm: float = field(
        default=TOLERANCE_MM,
        metadata=option(
            "how far the bone surface may be off, mm", "--tolerance", metavar="MM", group=_GROUP
        ),
    )
    required_share: float = field(
        default=REQUIRED_SHARE,
        metadata=option(
            "how much of it must be within the tolerance, from the synthetic CT to the CT and back",
            "--required",
            metavar="PERCENT",
            percent=True,
            group=_GROUP,
        ),
    )
    align: bool = field(
        default=False,
        metadata=option(
            "move the synthetic CT's surface rigidly onto the CT's before measuring, and report by "
            "how much",
            group=_GROUP,
        ),
    )
    sensitivity: bool = field(
        default=True,
        metadata=option(
            "do not measure by other thresholds and smoothing: half of the time of the surfaces; "
            "the answer is the same",
            "--no-sensitivity",
            group=_GROUP,
        ),
    )

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tolerance_mm) and self.tolerance_mm > 0):
            raise InputError(
                f"The tolerance must be a positive number of mm; got {self.tolerance_mm}."
            )
        if not 0 <= self.required_share <= 1:
            raise InputError(
                f"The required share must be 0 to 1 (0.95 is 95 %); got {self.required_share}."
            )
