"""What is asked of a bone surface, and by which surfaces it is answered."""

from __future__ import annotations

from dataclasses import field

from SyntheticCTLib.options import check_options, holds_options, option
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.tolerance import REQUIRED_SHARE, TOLERANCE_MM

_GROUP = "accuracy"

#: Beyond these no surface of a bone fails, whatever it is like: nothing would be asked. A share
#: that is too small is most often one of 1 that was given where per cent are meant.
_TOLERANCES_MM, _SHARES = (1e-3, 50.0), (0.1, 1.0)


@holds_options
class AccuracyOptions:
    """How a surface is measured against another. Each field says what it means.

    Raises:
        InputError: the tolerance is not positive, or the share is not within 0 to 1.
    """

    settings: SurfaceSettings = field(default_factory=SurfaceSettings)
    tolerance_mm: float = option(
        "how far the bone surface may be off, mm",
        "--tolerance",
        default=TOLERANCE_MM,
        metavar="MM",
        group=_GROUP,
        limits=_TOLERANCES_MM,
    )
    required_share: float = option(
        "how much of it must be within the tolerance, from the synthetic CT to the CT and back",
        "--required",
        default=REQUIRED_SHARE,
        metavar="PERCENT",
        percent=True,
        group=_GROUP,
        limits=_SHARES,
    )
    align: bool = option(
        "move the synthetic CT's surface rigidly onto the CT's before measuring, and report by "
        "how much",
        default=False,
        group=_GROUP,
    )
    sensitivity: bool = option(
        "do not measure by other thresholds and smoothing: half of the time of the surfaces; "
        "the answer is the same",
        "--no-sensitivity",
        default=True,
        group=_GROUP,
    )

    def __post_init__(self) -> None:
        check_options(self)
