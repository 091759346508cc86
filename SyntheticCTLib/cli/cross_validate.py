"""``synthetic-ct cross-validate``: a recipe's figures on patients it did not learn from."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.cohort.cross_validate import CrossValidateOnEngineJob

add_parser = job_parser(
    CrossValidateOnEngineJob,
    summary="train and score a recipe on every fold, with repeats and generalisation experiments",
    description="Part the patients into folds, train once without each, and score every "
    "patient by the network that did not see it. Started again, it goes on where it stopped.",
)


def run(arguments: argparse.Namespace) -> int:
    """Train, score, and show the table."""
    from SyntheticCTLib.training.run.cross_table import cross_cells

    found = carry_out(arguments, CrossValidateOnEngineJob)[1].result
    header, *rows = cross_cells(found.summary, found.columns)
    data = {"summary": found.summary, "patients": found.scores}
    console.write_result(arguments, data, console.table(rows, header=header))
    return 0
