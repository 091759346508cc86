"""The call that works off the patients of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.synthesis.options import SynthesisOptions


@typed
def run_study(
    source: str | Path, folder: str | Path, *, model: str = DEFAULT_MODEL, **options: Any
) -> Path:
    """Work off the patients of a folder as one study.

    Args:
        source: folder of images, root of a DICOM tree, or a CSV table of cases.
        folder: the study's folder.
        model: id of a model, or path of a model folder.
        options: of ``SynthesisOptions``.

    Returns:
        The study's page.

    Raises:
        InputError: there are no patients, or the folder is of another study.
    """
    from SyntheticCTLib.cohort.job import CohortJob
    from SyntheticCTLib.cohort.study import Study

    how = CaseOptions(model=str(model), synthesis=SynthesisOptions(**options))
    return run_job(CohortJob(Study(source=str(source), how=how), str(folder))).files["index.html"]
