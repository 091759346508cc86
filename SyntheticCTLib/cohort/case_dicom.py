"""Cases in a DICOM root: each patient's MR (or cone-beam CT) and CT, by what their headers say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.files.dicom.fields import text, words
from SyntheticCTLib.files.dicom.headers import Header, read_headers
from SyntheticCTLib.files.dicom.own_folder import folder_of_one, series_below
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, MR, Kind, kind_in_dicom

#: What tells patients apart in the report, by the tags of the source image.
_GROUPS = {
    "site": ("InstitutionName",),
    "scanner": ("Manufacturer", "ManufacturerModelName", "MagneticFieldStrength"),
    "sequence": ("SeriesDescription",),
    "region": ("BodyPartExamined",),
}

#: A series has at least so many slices to be a volume.
_FEWEST_SLICES = 3


def find_in_dicom(root: Path, options: FindOptions, links: Path) -> list[CaseInputs]:
    """The cases of a folder of DICOM files in any order, one a patient.

    Args:
        root: the folder.
        options: which series are wanted where a patient has several.
        links: folder for folders of links to the files of a series that lies among others; a
            reader wants one series a folder.

    Raises:
        InputError: there are no DICOM images, a file is damaged, or an expression is none.
    """
    patients: dict[str, list[list[Header]]] = {}
    for headers in read_headers(root).values():
        images = [header for header in headers if not header.other_kind]
        if sum(header.frames for header in images) >= _FEWEST_SLICES:
            name = text(images[0].dataset, "PatientID") or "no patient ID"
            patients.setdefault(name, []).append(images)
    beside = series_below(series for found in patients.values() for series in found)
    return [
        _case(name, series, options, links, beside) for name, series in sorted(patients.items())
    ]


def _case(
    name: str,
    series: Sequence[list[Header]],
    options: FindOptions,
    links: Path,
    beside: dict[Path, set[str]],
) -> CaseInputs:
    sources = [s for s in series if _kind(s) is MR] or [s for s in series if _kind(s) is CBCT]
    cts = [s for s in series if _kind(s) is CT]
    source, problem = _only(sources, options.mr_series, "MR or cone-beam CT", "--mr-series")
    ct, second = _only(cts, options.ct_series, "CT", "--ct-series") if cts else (None, "")

    def folder(headers: list[Header], what: str) -> str:
        return str(folder_of_one(headers, links / CaseInputs(name, "").folder_name / what, beside))

    if source is None:
        return CaseInputs(name, "", problem=problem)
    return CaseInputs(
        name,
        folder(source, "mr"),
        None if ct is None else folder(ct, "ct"),
        groups=_groups(source[0]),
        problem=second,
    )


def _kind(series: Sequence[Header]) -> Kind | None:
    dataset = series[0].dataset
    told = " ".join(
        [
            *words(dataset, "ImageType"),
            *(text(dataset, tag) for tag in ("SeriesDescription", "ManufacturerModelName")),
        ]
    )
    return kind_in_dicom(text(dataset, "Modality"), told)


def _only(
    found: Sequence[list[Header]], expression: str, what: str, flag: str
) -> tuple[list[Header] | None, str]:
    """The one series that is meant, or a sentence why nobody knows which."""
    wanted = re.compile(expression, re.IGNORECASE)
    titles = [text(s[0].dataset, "SeriesDescription") or "without a name" for s in found]
    fitting = [s for s, title in zip(found, titles, strict=True) if wanted.search(title)]
    if len(fitting) == 1:
        return fitting[0], ""
    listed = "; ".join(f'"{title}"' for title in titles) or "none"
    many = f"{len(fitting)} series of {what} fit" if fitting else f"No series of {what} fits"
    return None, f"{many} ({listed}): say which by {flag}."


def _groups(header: Header) -> dict[str, str]:
    found = {
        name: " ".join(filter(None, (text(header.dataset, tag) for tag in tags)))
        for name, tags in _GROUPS.items()
    }
    return {name: value for name, value in found.items() if value}
