"""Images that come over the network, written to a folder as they came."""

from __future__ import annotations

import logging
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.uid import (
    CTImageStorage,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    LegacyConvertedEnhancedCTImageStorage,
    LegacyConvertedEnhancedMRImageStorage,
    MRImageStorage,
)

from SyntheticCTLib.files.atomic import atomic_path, wanted_name
from SyntheticCTLib.files.dicom.fields import is_uid, text, without_pydicom_warnings

#: What is taken; everything else is declined when the connection is made.
ACCEPTED = (
    CTImageStorage,
    MRImageStorage,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    LegacyConvertedEnhancedCTImageStorage,
    LegacyConvertedEnhancedMRImageStorage,
)

#: Nothing is taken that would leave less than this on the disk, bytes.
_FREE_BYTES = 1 << 30

#: Answers to a request to store (DICOM PS3.4, B.2.3).
_STORED, OUT_OF_ROOM, _DOES_NOT_FIT, _NOT_UNDERSTOOD = 0x0000, 0xA700, 0xA900, 0xC000

_log = logging.getLogger(__name__)


def store(event: Any, folder: Path, series: str | None = None) -> tuple[int, str]:
    """Write an image byte for byte, whole or not at all.

    Args:
        event: pynetdicom's, of a C-STORE request.
        folder: gets a folder for the image's series, and the image in it, each called by its UID.
        series: the only one that is taken, into ``folder`` itself; None for any.

    Returns:
        The status to answer with, and the UID of the image's series, "" where it was declined.
    """
    content: bytes = event.encoded_dataset()
    if shutil.disk_usage(folder).free - len(content) < _FREE_BYTES:
        _log.warning("An image was declined. %s", too_full(wanted_name(folder)))
        return OUT_OF_ROOM, ""
    try:
        with without_pydicom_warnings():
            image = dcmread(BytesIO(content), stop_before_pixels=True)
        of, own = text(image, "SeriesInstanceUID"), text(image, "SOPInstanceUID")
    except Exception:  # pydicom's parsers raise what they come upon
        return _NOT_UNDERSTOOD, ""
    if not (is_uid(of) and is_uid(own)):  # they become names of files
        return _NOT_UNDERSTOOD, ""
    if own != event.request.AffectedSOPInstanceUID or series not in (None, of):
        return _DOES_NOT_FIT, ""
    try:
        place = folder / of if series is None else folder
        place.mkdir(exist_ok=True)
        with atomic_path(place / f"{own}.dcm") as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        _log.warning("An image could not be stored: %s.", error)
        return OUT_OF_ROOM, ""
    return _STORED, of


def too_full(folder: Path) -> str:
    """The sentence for a folder whose disk takes no more images."""
    room = _FREE_BYTES >> 30
    return f"The disk of {folder} is too full: {room} GiB of it have to stay free; make room."
