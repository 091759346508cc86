"""What can be chosen of a study, beyond how each case is done (``jobs.case.CaseOptions``)."""

from __future__ import annotations

import re

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import COUNTS, check_options, holds_options, option

_FINDING = "finding the cases"
_RUNNER = "on what it is worked off"


@holds_options
class FindOptions:
    """Which files of a folder, and which series of a DICOM root, are a case.

    In a pattern ``{id}`` stands for the case's name and ``*`` for anything, both within one name.
    """

    mr_files: str | None = option(
        "in a folder: the MR, or the CBCT, of a case (default: {id}_mr*, {id}/mr*, {id}_cbct*, "
        "{id}/cbct*)",
        default=None,
        metavar="PATTERN",
        group=_FINDING,
    )
    ct_files: str | None = option(
        "in a folder: its CT (default: {id}_ct*, {id}/ct*)",
        default=None,
        metavar="PATTERN",
        group=_FINDING,
    )
    mask_files: str | None = option(
        "in a folder: the voxels of the MR that count (default: none)",
        default=None,
        metavar="PATTERN",
        group=_FINDING,
    )
    transform_files: str | None = option(
        "in a folder: the transform that places the CT (default: none, it is registered)",
        default=None,
        metavar="PATTERN",
        group=_FINDING,
    )
    mr_series: str = option(
        "in a DICOM root: regular expression that the description of the MR's (or CBCT's) "
        "series matches (default: it is the patient's only one)",
        default="",
        metavar="REGEX",
        group=_FINDING,
    )
    ct_series: str = option(
        "the same of the CT's series", default="", metavar="REGEX", group=_FINDING
    )

    def __post_init__(self) -> None:
        check_options(self)
        for flag, expression in (("--mr-series", self.mr_series), ("--ct-series", self.ct_series)):
            try:
                re.compile(expression)
            except re.error as error:
                raise InputError(
                    f"{flag} {expression!r} is no regular expression: {error}."
                ) from error


@holds_options
class ClusterOption:
    """A cluster in the place of this machine; no figure depends on it."""

    dask: str | None = option(
        "work on the Dask cluster of this scheduler, tcp://HOST:PORT, instead of on this "
        "machine; every file has to lie where all of its workers see it",
        default=None,
        metavar="ADDRESS",
        group=_RUNNER,
    )


@holds_options
class NetworkRunnerOptions(ClusterOption):
    """On what the networks of a cross-validation are trained.

    Raises:
        InputError: a number makes no sense.
    """

    workers: int = option(
        "networks at a time, each in a process of its own with --threads",
        default=1,
        metavar="N",
        limits=COUNTS,
        group=_RUNNER,
    )

    def __post_init__(self) -> None:
        check_options(self)


@holds_options
class RunnerOptions(ClusterOption):
    """On what the cases are worked off; no figure depends on it.

    Raises:
        InputError: a number makes no sense.
    """

    workers: int | None = option(
        "cases at a time (default: as many as cores and memory allow; with GPUs one each)",
        default=None,
        metavar="N",
        limits=COUNTS,
        group=_RUNNER,
    )
    memory_gib: float | None = option(
        "of memory that one case may take, GiB; Linux keeps it to that (default: no limit; so "
        "many are started as fit)",
        "--memory",
        default=None,
        metavar="GIB",
        limits=(0.1, 1e6),
        group=_RUNNER,
    )
    again: bool = option(
        "try again what was refused or failed before", default=False, group=_RUNNER
    )

    def __post_init__(self) -> None:
        check_options(self)
