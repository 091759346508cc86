"""A folder of patients as one study: the command ``cohort`` in the worker, with its progress."""

from __future__ import annotations

import csv
from pathlib import Path

from SyntheticCTLib.cohort.job import CohortJob
from SyntheticCTLib.cohort.study import Study
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTPanel.comparison_part import accuracy_options
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed
from SyntheticCTPanel.protocols import ChosenModel, Files, ParameterSource, Settings, Starter
from SyntheticCTPanel.registration_choice import REGISTRATIONS
from SyntheticCTPanel.synthesis_part import PRIOR, method_of

BUTTON = "studyButton"


class StudyPart:
    """Starts the job by what is chosen in the panel.

    Args:
        parameters: what is chosen.
        models: which model is chosen.
        settings: which device is.
        starter: starts the job.
    """

    def __init__(
        self,
        *,
        parameters: ParameterSource,
        models: ChosenModel,
        settings: Settings,
        starter: Starter,
    ) -> None:
        self._parameters, self._models = parameters, models
        self._settings, self._starter = settings, starter

    def start(self, source: str | Path, output: str | Path) -> None:
        """Work off the patients of a folder; what is done already is not done again.

        Args:
            source: folder of images, root of a DICOM tree, or a CSV table of cases.
            output: the study's folder.

        Raises:
            InputError: no model is chosen, or a method that needs planning CTs.
        """
        now = self._parameters.get()
        info = needed(self._models.chosen(), _("Choose a model first."))
        cone_beam = info.input_modality == CBCT.name
        if cone_beam and now.method.value == PRIOR:
            raise InputError(
                _("A study has no planning CTs: choose another method than By the planning CT.")
            )
        kind = now.registration.value
        how = CaseOptions(
            model=str(info.folder),
            synthesis=SynthesisOptions(
                device=self._settings.device,
                mirror=now.mirror,
                bias_correction=now.biasCorrection,
                force=now.useAnyway,
                method=method_of(now) if cone_beam else "auto",
            ),
            registration=kind if kind in REGISTRATIONS else "identity",
            accuracy=accuracy_options(now),
        )

        def make_job(_handover: Handover) -> CohortJob:
            return CohortJob(Study(source=str(source), how=how), str(output))

        def done(files: Files) -> str:
            count, failed = _rows(files["cases.csv"]), _rows(files["failures.csv"])
            words = _("{made} of {count} patients are done; the study's page: {page}")
            return words.format(made=count - failed, count=count, page=files["index.html"])

        title = _("Study of {folder}").format(folder=Path(source).name)
        self._starter.start(BUTTON, title, make_job, done, packages=True)


def _rows(table: Path) -> int:
    """How many rows a table has below its head."""
    with table.open(encoding="utf-8", newline="") as file:
        return max(0, sum(1 for _row in csv.reader(file)) - 1)
