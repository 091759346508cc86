"""Calibrate a model in its folder on patients that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.bundle import write_calibration
from SyntheticCTLib.models.outputs import Calibration
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.training.score.expected_and_measured import (
    ExpectedAndMeasured,
    expected_and_measured,
)
from SyntheticCTLib.training.score.interval_answers import held_out_answers
from SyntheticCTLib.training.score.interval_calibration import (
    COVERAGE,
    calibrated,
    left_out_coverages,
)
from SyntheticCTLib.training.score.surface_calibration import (
    measured_surfaces,
    surface_calibration,
)

#: Real images are less like simulated ones than these are like each other. Nobody can say by how
#: much; so much room is given: bounds that many times as far from the value, and a share within the
#: tolerance that may be lower by this.
WIDER_BOUNDS, LOWER_SHARE = 1.5, 0.15


@dataclass(frozen=True)
class CalibratedModel:
    """What was stored with a model, and what it means for each patient.

    Attributes:
        calibration: of the HU.
        surface: of the bone surface; None if too few patients have bone.
        left_out: share of each patient's voxels within bounds fitted to all the others; empty of
            two patients.
        surfaces: each patient's bone by the table of all the others; empty of too few.
    """

    calibration: Calibration
    surface: SurfaceCalibration | None
    left_out: dict[str, float]
    surfaces: list[ExpectedAndMeasured]


def calibrate_model(
    folder: str | Path,
    pairs: Path,
    names: Sequence[str],
    *,
    coverage: float = COVERAGE,
    simulated: bool = False,
    device: str = "auto",
    watch: Watch = UNWATCHED,
) -> CalibratedModel:
    """Synthesize patients, fit the model's bounds to them, and store that in its folder.

    Args:
        folder: of the model, or its id.
        pairs: aligned pairs.
        names: ids of pairs that it did not learn from.
        coverage: share of voxels that the bounds are to hold, 0 to 1.
        simulated: whether the pairs are drawn: what is stored then has room for real images, and
            says so.
        device: as for ``synthesize``.

    Raises:
        InputError: the model makes no CT, or learnt from one of the patients; a pair cannot be
            used; fewer than two patients.
        Cancelled: a stop was asked for; the folder is as it was.
    """
    model = load_model(folder)
    answers = held_out_answers(model, pairs, names, device=device, watch=watch.part(0.0, 0.6))
    fitted = calibrated(answers, coverage=coverage)
    measured = measured_surfaces(answers, fitted.factor, watch=watch.part(0.6, 1.0))
    surface = surface_calibration(measured)
    shares = left_out_coverages(answers, coverage=coverage) if len(answers) > 2 else {}
    if simulated:
        fitted, surface = with_room(fitted, surface)
    write_calibration(model.info.folder, fitted, surface)
    return CalibratedModel(fitted, surface, shares, expected_and_measured(measured))


def with_room(
    fitted: Calibration, surface: SurfaceCalibration | None
) -> tuple[Calibration, SurfaceCalibration | None]:
    """Both for real images, of whom none was measured."""
    # The error to expect is a share of the interval: it grows with it.
    wider = replace(fitted, factor=WIDER_BOUNDS * fitted.factor, guaranteed=False)
    if surface is None:
        return wider, None
    # The table was made with the bounds as they were fitted: their surfaces lie farther apart now.
    apart = tuple(WIDER_BOUNDS * mm for mm in surface.apart_mm)
    lowest = surface.lowest - LOWER_SHARE
    return wider, replace(surface, apart_mm=apart, lowest=lowest, simulated=True)
