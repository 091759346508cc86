"""A node that takes image series from callers that were named, and stores them in a folder.

It is off unless somebody starts it, and reached from this machine alone unless another address is
named. It answers two requests: whether it is there (C-ECHO), and to store a CT or MR image
(C-STORE). It gives nothing away: it can neither be asked for images nor told to send or delete any.
Nothing is encrypted, and a title is a name, not a password: who listens elsewhere than on the
loopback has to name the IP address of each caller, too.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
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

from SyntheticCTLib.dicom.network.addresses import (
    ANSWER_SECONDS,
    CONNECTION_SECONDS,
    Address,
    Caller,
    check_library,
)
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.dicom.fields import text, without_pydicom_warnings

#: What is taken; everything else is declined when the connection is made.
ACCEPTED = (
    CTImageStorage,
    MRImageStorage,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    LegacyConvertedEnhancedCTImageStorage,
    LegacyConvertedEnhancedMRImageStorage,
)

#: Connections at a time.
_MOST_CALLS = 4

#: Nothing is taken that would leave less than this on the disk, bytes.
_FREE_BYTES = 1 << 30

#: Answers to a request to store (DICOM PS3.4, B.2.3).
_STORED, _OUT_OF_ROOM, _DOES_NOT_FIT, _NOT_UNDERSTOOD = 0x0000, 0xA700, 0xA900, 0xC000

#: A connection that is declined for good, by the service's user, for its calling or called title
#: (DICOM PS3.8, 9.3.4).
_UNKNOWN_CALLER, _UNKNOWN_CALLED = (0x01, 0x01, 0x03), (0x01, 0x01, 0x07)

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")

_log = logging.getLogger(__name__)


def check_listening(at: str, callers: Sequence[str]) -> tuple[Address, list[Caller]]:
    """Where to listen and to whom, refused where nobody or everybody would be heard.

    Args:
        at: a port of the loopback, or TITLE@HOST:PORT.
        callers: each a title, or TITLE@IP.

    Raises:
        InputError: an address or caller is none, nobody may call, or callers elsewhere than on this
            machine have no IP address.
        ResourceError: pynetdicom is not installed.
    """
    address, found = Address.of_listener(at), [Caller.of(one) for one in callers]
    if not found:
        raise InputError(f"Nobody may send to {address}: name who may, by --calling TITLE.")
    loose = [caller.title for caller in found if caller.host is None]
    if loose and not address.is_loopback:
        raise InputError(
            f"{address} can be reached from other machines, and a title alone is no password: give "
            f"{loose[0]} with its address, as --calling {loose[0]}@IP."
        )
    check_library()
    return address, found


class Listener:
    """A node that listens while its ``with`` block lasts.

    Args:
        folder: gets a folder for each series, with a file for each image.
        at: where it listens.
        callers: who may call.

    Raises:
        ResourceError: the port is taken, or the host is not this machine's.
    """

    def __init__(self, folder: Path, at: Address, callers: Sequence[Caller]) -> None:
        self._folder, self._at, self._callers = folder, at, callers
        self._server: Any = None

    def __enter__(self) -> Listener:
        from pynetdicom import AE, ALL_TRANSFER_SYNTAXES, evt
        from pynetdicom.sop_class import Verification

        entity = AE(ae_title=self._at.title)
        entity.acse_timeout = entity.connection_timeout = CONNECTION_SECONDS
        entity.dimse_timeout = entity.network_timeout = ANSWER_SECONDS
        entity.maximum_associations = _MOST_CALLS
        entity.require_called_aet = True
        entity.require_calling_aet = [caller.title for caller in self._callers]
        entity.add_supported_context(Verification)
        for storage in ACCEPTED:
            entity.add_supported_context(storage, ALL_TRANSFER_SYNTAXES)
        handlers = [(evt.EVT_REQUESTED, self._decline), (evt.EVT_C_STORE, self._store)]
        try:
            self._server = entity.start_server(
                (self._at.host, self._at.port), block=False, evt_handlers=handlers
            )
        except OSError as error:
            raise ResourceError(
                f"Cannot listen as {self._at} ({error.strerror or error}): choose another port or "
                "address."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for association in self._server.active_associations:
            association.abort()  # or the end would wait until they have nothing more to say
        self._server.shutdown()

    def _decline(self, event: Any) -> None:
        """Decline who was not named, before anything is agreed on."""
        asked = event.assoc.requestor.primitive
        calling, called = asked.calling_ae_title, asked.called_ae_title
        host = str(event.assoc.requestor.address)
        known = any(caller.is_(calling, host) for caller in self._callers)
        if known and called.strip() == self._at.title:
            return
        _log.warning("Declined a call of %r from %s to %r.", calling, host, called)
        event.assoc.acse.send_reject(*(_UNKNOWN_CALLED if known else _UNKNOWN_CALLER))
        event.assoc.kill()  # waits until the answer is out

    def _store(self, event: Any) -> int:
        """Write an image as it came, whole or not at all; the answer is a status."""
        content: bytes = event.encoded_dataset()
        if shutil.disk_usage(self._folder).free - len(content) < _FREE_BYTES:
            _log.warning("%s is too full: an image was declined.", self._folder)
            return _OUT_OF_ROOM
        try:
            with without_pydicom_warnings():
                image = dcmread(BytesIO(content), stop_before_pixels=True)
            names = text(image, "SeriesInstanceUID"), text(image, "SOPInstanceUID")
        except Exception:  # pydicom's parsers raise what they come upon
            return _NOT_UNDERSTOOD
        if not all(_UID.fullmatch(name) and len(name) <= 64 for name in names):
            return _NOT_UNDERSTOOD
        if names[1] != event.request.AffectedSOPInstanceUID:
            return _DOES_NOT_FIT
        folder = self._folder / names[0]
        try:
            folder.mkdir(exist_ok=True)
            with atomic_path(folder / f"{names[1]}.dcm") as temporary:
                temporary.write_bytes(content)
        except OSError as error:
            _log.warning("An image could not be stored: %s.", error)
            return _OUT_OF_ROOM
        return _STORED
