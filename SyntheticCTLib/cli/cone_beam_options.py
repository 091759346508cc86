"""Options that the commands which simulate cone beams share."""

from __future__ import annotations

import argparse


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Options that say with what to project and reconstruct."""
    parser.add_argument(
        "--engine",
        default="torch",
        help="torch (default), or rtk (the Reconstruction Toolkit: pip install itk-rtk)",
    )
    parser.add_argument(
        "--device", default="cpu", help="for the engine torch: cpu (default), cuda or cuda:N"
    )
