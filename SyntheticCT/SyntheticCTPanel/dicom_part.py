"""Save as DICOM: the synthetic image as a series beside the one that the input came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.mrml.dicom_series import copy_series
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.origin import input_of
from SyntheticCTLib.mrml.volumes import modality_of, on_one_grid
from SyntheticCTLib.preprocessing.kinds import MR
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed_sct
from SyntheticCTPanel.protocols import Files, Parameters, ParameterSource, Starter, VolumeNode


class DicomPart:
    """Starts the job that writes the series.

    Args:
        parameters: what is chosen.
        starter: starts the job.
        file_of_instance: the file of a SOP instance UID in Slicer's DICOM database, "" for none.
    """

    def __init__(
        self,
        *,
        parameters: ParameterSource,
        starter: Starter,
        file_of_instance: Callable[[str], str],
    ) -> None:
        self._parameters, self._starter = parameters, starter
        self._file_of_instance = file_of_instance

    def export(self, path: str | Path) -> None:
        """The synthetic image as a series: in the input's study, or in a new one without DICOM.

        Args:
            path: a new folder.
        """
        path = Path(path)
        new_study = True

        def make_job(handover: Handover) -> DicomJob:
            nonlocal new_study
            now = self._parameters.get()
            sct = needed_sct(now)
            like = copy_series(_scanned(now), handover.folder, self._file_of_instance)
            new_study = like is None
            return DicomJob(
                input=handover.volume(sct, "input"),
                output=str(path),
                kind="series",
                dicom=DicomOptions(like=None if like is None else str(like)),
                modality="MR" if modality_of(sct) == MR.name else "CT",
            )

        def done(files: Files) -> str:
            if new_study:
                return _(
                    "Wrote {folder}: a new study, because the input was not loaded from DICOM."
                ).format(folder=files["output"])
            return _("Wrote {folder}, in the patient and study of the input.").format(
                folder=files["output"]
            )

        self._starter.start(
            "dicomButton", _("DICOM to {folder}").format(folder=path.name), make_job, done
        )


def _scanned(now: Parameters) -> VolumeNode | None:
    """What the image was made from. Where nobody knows, the input if it lies on the same voxels:
    another patient's study must not be taken for this one's.
    """
    sct, chosen = needed_sct(now), now.inputVolume
    known: VolumeNode | None = input_of(sct)
    if known is not None or chosen is None:
        return known
    return chosen if on_one_grid(chosen, sct) else None
