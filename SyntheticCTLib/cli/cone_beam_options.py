"""Options that the commands which simulate cone beams share."""

from __future__ import annotations

import argparse


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Options that say with what to project and reconstruct."""
    parser.add_argument(
        "--engine",
        help="torch (default), or rtk (the Reconstruction Toolkit: pip install itk-rtk); a scan "
        "that is repeated from its record takes the record's",
    )
    parser.add_argument(
        "--device", default="cpu", help="for the engine torch: cpu (default), cuda or cuda:N"
    )


def add_truncated_option(parser: argparse.ArgumentParser) -> None:
    """The option that asks for bodies larger than the field of view."""
    parser.add_argument(
        "--truncated",
        action="store_true",
        help="scan as if of a body that outgrows the field of view: full and half fans, what "
        "vendors do at the panel's edge, their grey values and paddings",
    )
