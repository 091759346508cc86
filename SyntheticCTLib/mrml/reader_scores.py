"""Readers' scores in the folder of a comparison, from which its report takes them."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.comparison.folder import READERS, REPORT
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.reader_scores import (
    ReaderScore,
    read_reader_scores,
    reader_agreement,
    with_score,
    write_reader_scores,
)
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.report import ReportJob


def scores_in(folder: Path) -> list[ReaderScore]:
    """The scores that a comparison's folder has.

    Raises:
        InputError: somebody wrote a table that cannot be read.
    """
    table = folder / READERS
    return read_reader_scores(table) if table.is_file() else []


def keep_score(folder: Path, score: ReaderScore) -> list[ReaderScore]:
    """Keep a score, and write the report anew where the table is complete.

    Returns:
        Every score now.

    Raises:
        InputError: the folder is none of a comparison, or its table cannot be read.
        OSError: the table or the report cannot be written.
    """
    if not (folder / REPORT).is_file():
        raise InputError(f"{folder} holds no report of a comparison: give the folder of one.")
    scores = with_score(scores_in(folder), score)
    write_reader_scores(folder / READERS, scores)
    try:
        reader_agreement(scores)
    except InputError:
        return scores  # one is missing, and the report would refuse the table
    run_job(ReportJob(str(folder)))
    return scores
