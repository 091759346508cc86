"""Save as DICOM: the image as a series; segments, surface, registration, answer beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.dicom_objects import Kind
from SyntheticCTLib.mrml.dicom_series import copy_series
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.origin import input_of
from SyntheticCTLib.mrml.volumes import modality_of, on_one_grid
from SyntheticCTLib.preprocessing.kinds import MR
from SyntheticCTPanel.dicom_inputs import ENHANCED, SERIES, handed_over, moving_series, series_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed_sct
from SyntheticCTPanel.protocols import Files, Parameters, ParameterSource, Starter, VolumeNode
from SyntheticCTPanel.report_files import ReportFiles

BUTTON = "dicomButton"


class DicomPart:
    """Starts the job that writes, and sends where that is asked for.

    Args:
        parameters: what is chosen.
        starter: starts the job.
        report: the comparison's files.
        file_of_instance: the file of a SOP instance UID in Slicer's DICOM database, "" for none.

    Attributes:
        receiver: node that what is written is also sent to, TITLE@HOST:PORT; "" for none.
    """

    def __init__(
        self,
        *,
        parameters: ParameterSource,
        starter: Starter,
        report: ReportFiles,
        file_of_instance: Callable[[str], str],
    ) -> None:
        self._parameters, self._starter, self._report = parameters, starter, report
        self._file_of_instance = file_of_instance
        self._saved: dict[str, Path] = {}
        self.receiver = ""

    @property
    def is_folder(self) -> bool:
        """Whether what is chosen becomes a folder, and no single file."""
        return self._parameters.get().dicomKind.value in (SERIES, ENHANCED)

    def type_receiver(self, text: str) -> None:
        """The user typed where to send to."""
        self.receiver = text.strip()

    def forget(self) -> None:
        """The scene is closed."""
        self._saved.clear()

    def export(self, path: str | Path) -> None:
        """Write what is chosen: in the input's study, or in a new one without DICOM.

        Args:
            path: a new folder for an image, else a .dcm file.
        """
        if self.is_folder:
            self._export_image(Path(path))
        else:
            self._export_object(Path(path))

    def _export_image(self, path: Path) -> None:
        new_study, sct, receiver = True, "", self.receiver

        def make_job(handover: Handover) -> DicomJob:
            nonlocal new_study, sct
            now = self._parameters.get()
            node = needed_sct(now)
            like = copy_series(_scanned(now), handover.folder, self._file_of_instance)
            new_study, sct = like is None, node.GetID()
            return DicomJob(
                input=handover.volume(node, "input"),
                output=str(path),
                kind="series",
                dicom=DicomOptions(
                    like=None if like is None else str(like),
                    enhanced=now.dicomKind.value == ENHANCED,
                    send=receiver or None,
                ),
                modality="MR" if modality_of(node) == MR.name else "CT",
            )

        def done(files: Files) -> str:
            self._saved[sct] = files["output"]
            if new_study:
                words = _(
                    "Wrote {folder}: a new study, because the input was not loaded from DICOM."
                )
            else:
                words = _("Wrote {folder}, in the patient and study of the input.")
            return _told(words.format(folder=files["output"]), receiver)

        title = _("DICOM to {folder}").format(folder=path.name)
        self._starter.start(BUTTON, title, make_job, done)

    def _export_object(self, path: Path) -> None:
        receiver = self.receiver

        def make_job(handover: Handover) -> DicomJob:
            now = self._parameters.get()
            kind = cast("Kind", now.dicomKind.value)
            report = self._report.folder if self._report.there else None
            given = handed_over(kind, now, handover, report)
            moving = None
            if kind == "registration":
                moving = moving_series(now, handover.folder, self._file_of_instance)
            saved = self._saved.get(needed_sct(now).GetID())
            like = series_of(_scanned(now), saved, handover.folder, self._file_of_instance)
            options = DicomOptions(like=like, send=receiver or None)
            return DicomJob(given, str(path), kind=kind, moving=moving, dicom=options)

        def done(files: Files) -> str:
            words = _("Wrote {file}, in the patient and study of its series.")
            return _told(words.format(file=files["output"]), receiver)

        title = _("DICOM to {folder}").format(folder=path.name)
        self._starter.start(BUTTON, title, make_job, done)


def _told(sentence: str, receiver: str) -> str:
    """With where it was sent to, if it was."""
    if not receiver:
        return sentence
    return f"{sentence} {_('Sent to {receiver}.').format(receiver=receiver)}"


def _scanned(now: Parameters) -> VolumeNode | None:
    """What the image was made from. Where nobody knows, the input if it lies on the same voxels:
    another patient's study must not be taken for this one's.
    """
    sct, chosen = needed_sct(now), now.inputVolume
    known: VolumeNode | None = input_of(sct)
    if known is not None or chosen is None:
        return known
    return chosen if on_one_grid(chosen, sct) else None
