"""What can be chosen of DICOM objects: whose they are, and where their UIDs come from."""

from __future__ import annotations

import re
from dataclasses import field

from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import check_options, holds_options, option

_GROUP = "DICOM"

#: UIDs under this root are made of random UUIDs, and need no registration (DICOM PS3.5, B.2).
UUID_ROOT = "2.25."

#: Leaves room for enough random digits in the 64 that a UID may have.
_LONGEST_ROOT = 40

_ROOT = re.compile(r"[012](?:\.(?:0|[1-9]\d*))+\.")


#: DICOM's longest text of PatientID, and of PatientName in one alphabet.
_LONGEST_WORDS = 64


@holds_options
class NewObjects:
    """What holds for every object that is written, whoever the patient is."""

    uid_root: str = option(
        "new UIDs begin with this", default=UUID_ROOT, metavar="ROOT", group=_GROUP
    )
    anonymise: str | None = option(
        "take the patient out (DICOM's basic profile); KEYFILE holds the cohort's key, by "
        "which one patient always gets one pseudonym",
        default=None,
        metavar="KEYFILE",
        group=_GROUP,
    )
    enhanced: bool = option(
        "of an image, one object with all slices (Enhanced CT or MR Image Storage) instead of "
        "a file for each",
        default=False,
        group=_GROUP,
    )
    send: str | None = option(
        "also send what was written to this node (needs pynetdicom)",
        default=None,
        metavar="TITLE@HOST:PORT",
        group=_GROUP,
    )
    tls: TlsOptions = field(default_factory=TlsOptions)


@holds_options
class DicomOptions(NewObjects):
    """The same, and whose patient and study."""

    like: str | None = option(
        "folder of the DICOM series whose patient, study and slices the result takes (default: "
        "INPUT, if it is one; else a new study)",
        default=None,
        metavar="SERIES",
        group=_GROUP,
    )
    patient_id: str | None = option(
        "PatientID of a new study (default: one that nobody has)",
        default=None,
        metavar="ID",
        group=_GROUP,
    )
    patient_name: str | None = option(
        "PatientName of a new study, as Family^Given", default=None, metavar="NAME", group=_GROUP
    )

    def __post_init__(self) -> None:
        check_options(self)
        for name, value in (("PatientID", self.patient_id), ("PatientName", self.patient_name)):
            _check_words(name, value or "")


def _check_words(name: str, value: str) -> None:
    """Refuse what a field of DICOM cannot hold: it would be cut, or become several."""
    if "\\" in value or not value.isprintable():
        raise InputError(f"{name} cannot be {value!r}: give one line without a backslash.")
    parts = value.split("=") if name == "PatientName" else [value]
    if max(map(len, parts)) > _LONGEST_WORDS or len(parts) > 3 or value.count("^") > 4 * len(parts):
        raise InputError(
            f"{name} is too long for DICOM ({len(value)} characters): give at most "
            f"{_LONGEST_WORDS} characters."
        )


def checked_root(root: str) -> str:
    """A root of UIDs with its last dot.

    Raises:
        InputError: it is none.
    """
    dotted = root if root.endswith(".") else f"{root}."
    if not _ROOT.fullmatch(dotted) or len(dotted) > _LONGEST_ROOT:
        raise InputError(
            f"{root!r} is no root of UIDs: give numbers with dots between, at most "
            f"{_LONGEST_ROOT} characters, such as 1.2.826.0.1.3680043.10.99"
        )
    return dotted
