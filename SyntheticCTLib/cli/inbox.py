"""``synthetic-ct inbox``: the synthetic image of every series that arrives in a folder."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import add_job_parser, job_of
from SyntheticCTLib.inbox.job import InboxJob

if TYPE_CHECKING:
    from SyntheticCTLib.inbox.status import Status


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    add_job_parser(
        subparsers,
        InboxJob,
        summary="make the synthetic image of every DICOM series that arrives in a folder",
        description="Looks at FOLDER until it is stopped, makes the synthetic image of every new "
        "series as a DICOM series in its patient and study, and sends it on with --send. With "
        "--listen series also arrive over the network; nothing listens without it. Not for "
        "clinical use.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Work off what arrives, a line for each series."""
    from SyntheticCTLib.jobs.job import run_job

    job = job_of(arguments, InboxJob)
    with console.working(arguments) as watch:
        done = run_job(job, watch if arguments.quiet else console.with_lines(watch))
    ended: list[Status] = done.result
    console.write_result(arguments, ended, _ending(ended, job.output))
    return 0


def _ending(ended: list[Status], output: str) -> str:
    counts = Counter(one.state for one in ended)
    what = ", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing new"
    return f"Worked off into {output}: {what}."
