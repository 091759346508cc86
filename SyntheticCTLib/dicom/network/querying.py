"""Asking an archive which series it has (C-FIND), and for one of them (C-GET, C-MOVE)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from SyntheticCTLib.dicom.network.addresses import OWN_TITLE, Address, check_library
from SyntheticCTLib.dicom.network.calling import called, calling_entity
from SyntheticCTLib.dicom.network.storing import ACCEPTED, OUT_OF_ROOM, store, too_full
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.dicom.network.wanted import SERIES_KEYS, STUDY_KEYS, Wanted
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.atomic import atomic_folder
from SyntheticCTLib.files.dicom.fields import text, whole, without_pydicom_warnings
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Who asks for more has not said whom he means.
_MOST_STUDIES = 200

#: Study Root of Query/Retrieve (DICOM PS3.4, C.6.2).
_FIND, _MOVE, _GET = (UID(f"1.2.840.10008.5.1.4.1.2.2.{number}") for number in (1, 2, 3))

#: Ways to write pixels that are asked for, each alone: so the archive can send what it has.
_WRITINGS: tuple[list[UID], ...] = (
    [ExplicitVRLittleEndian, ImplicitVRLittleEndian],
    *([one] for one in (JPEGLosslessSV1, JPEGLossless, JPEGLSLossless)),
    *([one] for one in (JPEG2000Lossless, RLELossless)),
)


@dataclass(frozen=True)
class FoundSeries:
    """A series as an archive tells of it; "" for what it does not tell.

    Attributes:
        images: how many; None where it does not say.
    """

    patient_id: str
    patient_name: str
    study_date: str
    study: str
    series: str
    modality: str
    number: str
    description: str
    images: int | None


class Archive:
    """An archive that is asked.

    Args:
        address: TITLE@HOST:PORT.
        tls: whether connections are encrypted.

    Raises:
        InputError: the address is none, or a certificate is missing.
        ResourceError: pynetdicom is not installed.
    """

    def __init__(self, address: str, tls: TlsOptions = TlsOptions()) -> None:
        self._address, self._tls = Address.of(address), tls
        tls.check()
        check_library()

    def find(self, wanted: Wanted, watch: Watch = UNWATCHED) -> list[FoundSeries]:
        """The series that fit, as the archive has them in order of studies.

        Raises:
            InputError: nothing says whose, or more studies fit than anybody means.
            ResourceError: it does not answer, or not to such questions.
        """
        wanted.check()
        found = []
        with self._connected(_FIND) as association:
            studies = self._studies(association, wanted)
            for number, study in enumerate(studies):
                watch.report("asking the archive", number / len(studies))
                asked = _question("SERIES", wanted, SERIES_KEYS)
                asked.StudyInstanceUID = text(study, "StudyInstanceUID")
                for keyword in ("SeriesNumber", "SeriesDescription"):
                    setattr(asked, keyword, "")
                asked.NumberOfSeriesRelatedInstances = ""
                answers = self._answers(association.send_c_find(asked, _FIND))
                found += [_found(study, series) for series in answers]
        pattern = wanted.description.lower()
        return [
            one for one in found if not pattern or fnmatchcase(one.description.lower(), pattern)
        ]

    def get(self, series: FoundSeries, folder: Path, watch: Watch = UNWATCHED) -> None:
        """Have a series sent over this connection, into a new folder that appears whole.

        Raises:
            InputError: the folder holds something.
            ResourceError: it does not answer, does not give series so, not all images came, or
                the disk has no room for them.
            Cancelled: a stop was asked for; nothing was written.
        """
        from pynetdicom import build_role, evt

        answered: set[int] = set()
        with atomic_folder(folder) as temporary:

            def stored(event: Any) -> int:
                status = store(event, temporary, series.series)[0]
                answered.add(status)
                return status

            roles = [build_role(storage, scp_role=True) for storage in ACCEPTED]
            handlers = [(evt.EVT_C_STORE, stored)]
            with self._connected(_GET, ext_neg=roles, evt_handlers=handlers) as association:
                try:
                    self._fetch(association.send_c_get(_series(series), _GET), "give", watch)
                except ResourceError as error:
                    if OUT_OF_ROOM in answered:  # the archive only hears that something failed
                        raise ResourceError(too_full(folder)) from error
                    raise
            count = len(list(temporary.iterdir()))
            if count == 0 or (series.images is not None and count != series.images):
                raise ResourceError(
                    f"{self._address} sent {count} of {series.images or 'some'} images: ask again, "
                    "or have them sent to a node (--move-to)."
                )

    def move(self, series: FoundSeries, title: str, watch: Watch = UNWATCHED) -> None:
        """Have a series sent to a node that the archive knows by its title.

        Raises:
            ResourceError: it does not answer, does not know the node, or cannot reach it.
        """
        with self._connected(_MOVE) as association:
            self._fetch(association.send_c_move(_series(series), title, _MOVE), "move", watch)

    @contextmanager
    def _connected(self, model: UID, **more: Any) -> Iterator[Any]:
        from pynetdicom import build_context

        entity = calling_entity()
        entity.add_requested_context(model)
        if model == _GET:
            entity.requested_contexts = [
                *entity.requested_contexts,
                *(
                    build_context(storage, list(map(str, way)))
                    for storage in ACCEPTED
                    for way in _WRITINGS
                ),
            ]
        otherwise = f"; it may have to be told of {OWN_TITLE} first."
        association = called(entity, self._address, self._tls, otherwise, **more)
        try:
            yield association
        finally:
            association.release()

    def _studies(self, association: Any, wanted: Wanted) -> list[Dataset]:
        asked = _question("STUDY", wanted, STUDY_KEYS)
        found: list[Dataset] = []
        for study in self._answers(association.send_c_find(asked, _FIND)):
            found.append(study)
            if len(found) > _MOST_STUDIES:
                raise InputError(
                    f"More than {_MOST_STUDIES} studies fit: say more of the patient or the date."
                )
        return found

    def _answers(self, responses: Any) -> Iterator[Dataset]:
        for status, identifier in responses:
            code = status.get("Status") if status else None
            if code in (0xFF00, 0xFF01) and identifier is not None:
                yield identifier
            elif code != 0:
                raise self._declined("answer", status)

    def _fetch(self, responses: Any, verb: str, watch: Watch) -> None:
        for status, _ in responses:
            code = status.get("Status") if status else None
            if code not in (0x0000, 0xFF00):
                raise self._declined(verb, status)
            left = int(status.get("NumberOfRemainingSuboperations") or 0)
            done = int(status.get("NumberOfCompletedSuboperations") or 0)
            failed = int(status.get("NumberOfFailedSuboperations") or 0)
            if failed and code == 0:
                raise self._declined(verb, status)
            watch.report("fetching", done / max(done + left, 1))

    def _declined(self, verb: str, status: Any) -> ResourceError:
        code = status.get("Status") if status else None
        shown = "no answer" if code is None else f"status {code:04X}"
        reason = str(status.get("ErrorComment") or "") if status else ""
        failed = str(status.get("NumberOfFailedSuboperations") or "") if status else ""
        told = [shown, *filter(None, [reason, failed and f"{failed} images failed"])]
        return ResourceError(f"{self._address} did not {verb} what was asked ({', '.join(told)}).")


def _question(level: str, wanted: Wanted, keys: dict[str, str]) -> Dataset:
    asked = Dataset()
    asked.SpecificCharacterSet = "ISO_IR 192"
    asked.QueryRetrieveLevel = level
    with without_pydicom_warnings():
        for keyword, name in keys.items():
            setattr(asked, keyword, getattr(wanted, name))
    return asked


def _series(series: FoundSeries) -> Dataset:
    asked = Dataset()
    asked.QueryRetrieveLevel = "SERIES"
    asked.StudyInstanceUID, asked.SeriesInstanceUID = series.study, series.series
    return asked


def _found(study: Dataset, series: Dataset) -> FoundSeries:
    try:
        count = whole(series, "NumberOfSeriesRelatedInstances", Path("the answer"), 0)
    except InputError:
        count = 0
    return FoundSeries(
        patient_id=text(study, "PatientID"),
        patient_name=text(study, "PatientName"),
        study_date=text(study, "StudyDate"),
        study=text(study, "StudyInstanceUID"),
        series=text(series, "SeriesInstanceUID"),
        modality=text(series, "Modality"),
        number=text(series, "SeriesNumber"),
        description=text(series, "SeriesDescription"),
        images=count or None,
    )
