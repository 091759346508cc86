"""The channels of a network that answers with its doubt, and how that doubt was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration

#: The synthetic image; the bounds of an interval that holds most of the truth; the logit of a voxel
#: that lies in bone, marrow included.
VALUE, LOWER, UPPER, BONE = "value", "lower", "upper", "bone"

#: In the order of the channels. A network of one channel has the first alone.
OUTPUTS = (VALUE, LOWER, UPPER, BONE)


@dataclass(frozen=True)
class Calibration(Record):
    """How the interval of a model was fitted to patients that it did not learn from.

    Attributes:
        coverage: share of voxels that the interval is to hold, 0 to 1.
        factor: by which both bounds are moved away from the value.
        error_share: mean absolute error over half of the interval's calibrated width.
        patients: ids of the patients; each counts once, however large.
        guaranteed: whether they were enough for a bound that holds for the next patient on average.
    """

    coverage: float
    factor: float
    error_share: float
    patients: tuple[str, ...]
    guaranteed: bool

    def __post_init__(self) -> None:
        if not 0 < self.coverage < 1:
            raise ValueError(f"coverage must lie between 0 and 1, not at {self.coverage}")
        if not (self.factor > 0 and self.error_share >= 0):
            raise ValueError(
                "factor must be positive and error_share not negative, not "
                f"{self.factor} and {self.error_share}"
            )


@dataclass(frozen=True)
class Interval(Record):
    """The interval that a model answers with beside its value.

    Attributes:
        quantiles: shares of the truth below the lower and below the upper bound, as learnt.
        band: of a network that answers with no bounds, how far they lie from every value, in its
            units, before they are calibrated; None for bounds that were learnt.
        calibration: None when nobody has checked it on other patients.
        surface: the same of the bone surface between its bounds.
    """

    quantiles: tuple[float, float]
    calibration: Calibration | None = None
    surface: SurfaceCalibration | None = None
    band: float | None = None

    def __post_init__(self) -> None:
        lower, upper = self.quantiles
        if not 0 < lower < upper < 1:
            raise ValueError(f"quantiles must rise between 0 and 1, not {list(self.quantiles)}")
        if self.band is not None and not self.band > 0:
            raise ValueError(f"band must be positive, not {self.band}")

    def to_dict(self) -> dict[str, Any]:
        """As JSON types; nothing of a calibration that there is not."""
        told = super().to_dict()
        return {name: value for name, value in told.items() if value is not None}


#: What a model without bounds is calibrated from: split conformal prediction by the absolute error,
#: whose one width the calibration finds (Lei et al., JASA 2018, 113:1094).
EVEN_BOUNDS = Interval((0.05, 0.95), band=100.0)


def check_outputs(names: tuple[str, ...]) -> None:
    """Refuse channels that no part of the program knows.

    Raises:
        ValueError: they are not ``OUTPUTS``, nor the value alone.
    """
    if names not in (OUTPUTS, OUTPUTS[:1]):
        known = f"{list(OUTPUTS)} or {list(OUTPUTS[:1])}"
        raise ValueError(f"outputs must be {known}, not {list(names)}")
