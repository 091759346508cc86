"""A case of a study: whose images, and to which groups it belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record

#: Not in the name of a folder: separators, what shells and Windows keep for themselves, blanks.
_NOT_IN_NAMES = re.compile(r"[^\w.+=@-]+")


@dataclass(frozen=True)
class CaseInputs(Record):
    """The files of one case, absolute paths or addresses.

    Attributes:
        id: its name, for people and tables.
        mr: the image that a CT is made of: MR, or CBCT.
        ct: the real one; None without.
        mask: voxels of the MR that count; None for the body.
        transform: places the CT; None to register.
        mr_landmarks, ct_landmarks: place the CT; None to register.
        groups: what it is told apart by, by name: site, scanner, sequence, region, ...
        problem: why nothing can be done, one sentence; "" where something can.
    """

    id: str
    mr: str
    ct: str | None = None
    mask: str | None = None
    transform: str | None = None
    mr_landmarks: str | None = None
    ct_landmarks: str | None = None
    groups: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def folder_name(self) -> str:
        """The id as the name of a folder."""
        return _NOT_IN_NAMES.sub("_", self.id).strip(".") or "_"

    @property
    def files(self) -> dict[str, str]:
        """Its images, transform and landmarks, by what they are."""
        found = {name: getattr(self, name) for name in FILES}
        return {name: path for name, path in found.items() if path}


#: Fields that name a file.
FILES = tuple(one.name for one in fields(CaseInputs) if one.name not in ("id", "groups", "problem"))


def checked_cases(cases: list[CaseInputs], source: str) -> list[CaseInputs]:
    """The cases by name, each once.

    Raises:
        InputError: there are none, or two have one name.
    """
    if not cases:
        raise InputError(f"No case was found in {source}: look at its names, or give a table.")
    seen: dict[str, str] = {}
    for case in cases:
        name = case.folder_name.casefold()
        if name in seen:
            raise InputError(
                f"Two cases of {source} are called {seen[name]!r} and {case.id!r}: rename one."
            )
        seen[name] = case.id
    return sorted(cases, key=lambda case: case.id)


def missing_file(case: CaseInputs) -> str:
    """One sentence about a file of a case that is not there; "" if all are."""
    for what, path in case.files.items():
        if not is_address(path) and not Path(path).exists():
            return f"The {what} {path} does not exist."
    return ""


def is_address(path: str) -> bool:
    """Whether a path is an address of object storage (``s3://...``) and not a file's."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path) is not None
