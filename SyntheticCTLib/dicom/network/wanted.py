"""What an archive is asked for."""

from __future__ import annotations

from datetime import datetime

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import holds_options, option

#: Fields that an archive is asked by, of a study and of its series, and what they are here.
STUDY_KEYS = {
    "PatientID": "patient_id",
    "PatientName": "patient_name",
    "StudyDate": "study_date",
    "AccessionNumber": "accession_number",
    "StudyInstanceUID": "study",
}
SERIES_KEYS = {"Modality": "modality", "SeriesInstanceUID": "series"}

_GROUP = "which series"


@holds_options
class Wanted:
    """What is asked for; * and ? stand for any characters, as archives have it."""

    patient_id: str = option("PatientID", default="", metavar="ID", group=_GROUP)
    patient_name: str = option(
        "PatientName, such as Doe*", default="", metavar="NAME", group=_GROUP
    )
    study_date: str = option(
        "20240229, or 20240201-20240229", default="", metavar="DATE", group=_GROUP
    )
    accession_number: str = option("AccessionNumber", default="", metavar="NUMBER", group=_GROUP)
    study: str = option("StudyInstanceUID", default="", metavar="UID", group=_GROUP)
    series: str = option("SeriesInstanceUID", default="", metavar="UID", group=_GROUP)
    modality: str = option("MR or CT", default="", metavar="NAME", group=_GROUP)
    description: str = option(
        "SeriesDescription, such as *t1*, in any case", default="", metavar="WORDS", group=_GROUP
    )

    def check(self) -> None:
        """Refuse to ask for everything that an archive has, or for a date that is none.

        Raises:
            InputError: nothing says whose series are meant, or the date is no such date.
        """
        if self.study_date and not _is_date(self.study_date):
            raise InputError(
                f"A study's date is asked for as 20240229, or 20240201-20240229; got "
                f"{self.study_date!r}."
            )
        if not any(getattr(self, name) for name in STUDY_KEYS.values()):
            raise InputError(
                "Nothing says whose series are meant: name the patient, study, date or accession "
                "number."
            )


def _is_date(text: str) -> bool:
    """Whether DICOM has such a date, or range of dates, of which one end may be left open."""
    first, dash, last = text.partition("-")
    ends = [end for end in (first, last) if end]
    try:
        days = [datetime.strptime(end, "%Y%m%d").date() for end in ends]
    except ValueError:
        return False
    return bool(days) and all(len(end) == 8 for end in ends) and (bool(dash) or not last)
