"""Calibrate a model in its folder on patients that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    device: str = "auto",
    watch: Watch = UNWATCHED,
) -> CalibratedModel:
    """Synthesize patients, fit the model's bounds to them, and store that in its folder.

    Args:
        folder: of the model, or its id.
        pairs: aligned pairs.
        names: ids of pairs that it did not learn from.
        coverage: share of voxels that the bounds are to hold, 0 to 1.
        device: as for ``synthesize``.
        watch: told how far it is.

    Raises:
        InputError: the model gives no bounds, or learnt from one of the patients; a pair cannot be
            used; fewer than two patients.
        Cancelled: a stop was asked for; the folder is as it was.
    """
    model = load_model(folder)
    answers = held_out_answers(model, pairs, names, device=device, watch=watch.part(0.0, 0.6))
    fitted = calibrated(answers, coverage=coverage)
    measured = measured_surfaces(answers, fitted.factor, watch=watch.part(0.6, 1.0))
    surface = surface_calibration(measured)
    shares = left_out_coverages(answers, coverage=coverage) if len(answers) > 2 else {}
    write_calibration(model.info.folder, fitted, surface)
    return CalibratedModel(fitted, surface, shares, expected_and_measured(measured))
