"""Where a job's images go: into a file, or into the folder of a DICOM series."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.files.origin import folder_record_path, record_path
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.synthesis.record_files import beside

if TYPE_CHECKING:
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.synthesis.record import SynthesisRecord

_log = logging.getLogger(__name__)


class ImageFile:
    """NIfTI, NRRD and the like, by the suffix.

    Attributes:
        path: of the image.
        is_file: it is one, and no folder.
    """

    is_file = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def record(self) -> Path:
        """Where the image's record goes."""
        return record_path(self.path)

    def beside(self, what: str) -> Path:
        """Where an image goes that belongs to it."""
        return beside(self.path, what)

    def write(
        self,
        volume: Volume,
        path: Path,
        record: SynthesisRecord | None,
        part: str = "",
        watch: Watch = UNWATCHED,
    ) -> None:
        """Write an image, whole or not at all."""
        from SyntheticCTLib.files.volumes import write_volume

        write_volume(volume, path)

    def send(self, watch: Watch = UNWATCHED) -> None:
        """Files are not sent."""

    def remove(self, path: Path) -> None:
        """Take away what was written."""
        path.unlink(missing_ok=True)


class DicomFolder:
    """A DICOM series in the patient and study of another, or in a new study.

    Args:
        path: a new folder.
        options: whose patient and study, and which UIDs.
        source: folder of the series that the image is made from; None for none.

    Raises:
        InputError: the series of ``options.like`` or ``source`` cannot be taken over.

    Attributes:
        path: of the folder.
        is_file: it is none.
    """

    is_file = False

    def __init__(self, path: Path, options: DicomOptions, source: str | None) -> None:
        from SyntheticCTLib.dicom.anonymous import context_by

        self.path = path
        self._options = options
        self._written: list[Path] = []
        folder = options.like or source
        self._context = None if folder is None else context_by(options, folder)

    @property
    def record(self) -> Path:
        """Where the image's record goes."""
        return folder_record_path(self.path)

    def beside(self, what: str) -> Path:
        """Where a series goes that belongs to it."""
        return self.path.with_name(f"{self.path.name}_{what}")

    def write(
        self,
        volume: Volume,
        path: Path,
        record: SynthesisRecord | None,
        part: str = "",
        forced: Iterable[str] = (),
        watch: Watch = UNWATCHED,
    ) -> None:
        """Write a series, whole or not at all."""
        from SyntheticCTLib.dicom.image_series import write_series
        from SyntheticCTLib.dicom.study_context import new_study

        if self._context is None:
            self._context = new_study(volume.grid, self._options)
            _log.warning(
                "No DICOM series stands behind the image: %s is a new study, of the patient %s.",
                self.path,
                self._context.study.PatientID,
            )
        write_series(
            volume,
            path,
            self._context,
            modality=str(volume.metadata["modality"]),
            record=record,
            part=part,
            forced=forced,
            uid_root=self._options.uid_root,
            enhanced=self._options.enhanced,
            watch=watch,
        )
        self._written += sorted(path.iterdir())

    def send(self, watch: Watch = UNWATCHED) -> None:
        """Send every series that was written, where that was asked for."""
        if self._options.send is not None:
            from SyntheticCTLib.dicom.network.sending import send

            send(self._written, self._options.send, tls=self._options.tls, watch=watch)

    def remove(self, path: Path) -> None:
        """Take away what was written."""
        shutil.rmtree(path, ignore_errors=True)
