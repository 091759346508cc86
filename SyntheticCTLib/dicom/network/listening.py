"""A node that takes image series from callers that were named, and stores them in a folder.

It is off unless somebody starts it, and reached from this machine alone unless another address is
named. It answers two requests: whether it is there (C-ECHO), and to store a CT or MR image
(C-STORE). It gives nothing away: it can neither be asked for images nor told to send or delete any.
A title is a name, not a password: who listens elsewhere than on the loopback has to name the IP
address of each caller, too. With certificates (``tls``) connections are encrypted, and each caller
has to show one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from SyntheticCTLib.dicom.network.addresses import (
    ANSWER_SECONDS,
    CONNECTION_SECONDS,
    Address,
    Caller,
    check_library,
)
from SyntheticCTLib.dicom.network.storing import ACCEPTED, store
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.errors import InputError, ResourceError

#: The question whether a node is there (Verification).
_ECHO = "1.2.840.10008.1.1"

#: Connections at a time.
_MOST_CALLS = 4

#: A connection that is declined for good, by the service's user, for its calling or called title
#: (DICOM PS3.8, 9.3.4).
_UNKNOWN_CALLER, _UNKNOWN_CALLED = (0x01, 0x01, 0x03), (0x01, 0x01, 0x07)

_log = logging.getLogger(__name__)


def check_listening(
    at: str, callers: Sequence[str], tls: TlsOptions = TlsOptions()
) -> tuple[Address, list[Caller]]:
    """Where to listen and to whom, refused where nobody or everybody would be heard.

    Args:
        at: a port of the loopback, or TITLE@HOST:PORT.
        callers: each a title, or TITLE@IP.
        tls: whether connections are encrypted.

    Raises:
        InputError: an address or caller is none, nobody may call, callers elsewhere than on this
            machine have no IP address, or a certificate is missing.
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
    tls.check(listening=True)
    check_library()
    return address, found


class Listener:
    """A node that listens while its ``with`` block lasts.

    Args:
        folder: gets a folder for each series, with a file for each image.
        at: where it listens.
        callers: who may call.
        tls: whether connections are encrypted, and callers show certificates.

    Raises:
        InputError: a certificate is missing.
        ResourceError: the port is taken, or the host is not this machine's.
    """

    def __init__(
        self,
        folder: Path,
        at: Address,
        callers: Sequence[Caller],
        tls: TlsOptions = TlsOptions(),
    ) -> None:
        self._folder, self._at, self._callers, self._tls = folder, at, callers, tls
        self._server: Any = None
        self._arriving: dict[Any, set[str]] = {}

    def __enter__(self) -> Listener:
        from pynetdicom import AE, ALL_TRANSFER_SYNTAXES, evt

        entity = AE(ae_title=self._at.title)
        entity.acse_timeout = entity.connection_timeout = CONNECTION_SECONDS
        entity.dimse_timeout = entity.network_timeout = ANSWER_SECONDS
        entity.maximum_associations = _MOST_CALLS
        entity.require_called_aet = True
        entity.require_calling_aet = [caller.title for caller in self._callers]
        entity.add_supported_context(_ECHO)
        for storage in ACCEPTED:
            entity.add_supported_context(storage, ALL_TRANSFER_SYNTAXES)
        handlers: list[Any] = [(evt.EVT_REQUESTED, self._decline), (evt.EVT_C_STORE, self._store)]
        try:
            self._server = entity.start_server(
                (self._at.host, self._at.port),
                block=False,
                evt_handlers=handlers,
                ssl_context=self._tls.for_listening(),
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

    def arriving(self) -> set[str]:
        """The series, by UID, of which images came over connections that are still open."""
        for association in list(self._arriving):
            if not association.is_established:
                del self._arriving[association]
        return set().union(*self._arriving.values())

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
        status, series = store(event, self._folder)
        if series:
            self._arriving.setdefault(event.assoc, set()).add(series)
        return status
