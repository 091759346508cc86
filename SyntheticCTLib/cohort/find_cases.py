"""The cases that somebody means by a table, a folder or a DICOM root."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from SyntheticCTLib.cohort.case_dicom import find_in_dicom
from SyntheticCTLib.cohort.case_inputs import CaseInputs, checked_cases
from SyntheticCTLib.cohort.case_patterns import find_in_folder
from SyntheticCTLib.cohort.case_table import read_case_table
from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_below

#: So many files of a folder are looked at to see whether they are DICOM.
_LOOKED_AT = 200


def find_cases(source: str | Path, options: FindOptions, links: Path) -> list[CaseInputs]:
    """The cases, by name.

    Args:
        source: a CSV table, a folder of images, or the root of a DICOM tree.
        options: which files or series are meant.
        links: see ``case_dicom.find_in_dicom``.

    Raises:
        InputError: the source does not exist, or holds no case, or see its reader.
    """
    path = Path(source)
    if path.is_file():
        found = read_case_table(path)
    elif not path.is_dir():
        raise InputError(f"{path} does not exist: give a CSV table, a folder or a DICOM root.")
    elif _is_dicom(path):
        found = find_in_dicom(path, options, links)
    else:
        found = find_in_folder(path, options)
    return checked_cases(found, str(path))


def _is_dicom(root: Path) -> bool:
    for path in islice(files_below(root), _LOOKED_AT):
        with path.open("rb") as file:
            if file.read(132)[128:] == b"DICM":
                return True
    return False
