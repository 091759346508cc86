"""``synthetic-ct case``: an MR's synthetic CT, its bone to print, and the answer about it."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.answers import add_exit_code, exit_code_of
from SyntheticCTLib.cli.case_text import case_data, case_text, case_verdict
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.case import CaseJob

add_parser = job_parser(
    CaseJob,
    summary="from an MR to a synthetic CT, its bone as files, and the answer with a CT",
    description="Make the synthetic CT of an MR, write its bone in the formats asked for, "
    "checked for print, and with a real CT of the patient compare the two: everything in one "
    "folder, with a page, index.html, that says what is there.",
    more=add_exit_code,
)


def run(arguments: argparse.Namespace) -> int:
    """Carry the case out, show the answer first."""
    _, done = carry_out(arguments, CaseJob)
    data, text = case_data(done.result, done.files), case_text(done.result, done.files)
    console.write_result(arguments, data, text)
    return exit_code_of(arguments, case_verdict(done.result))
