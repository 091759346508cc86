"""DICOM files to an archive or a workstation over the network (C-STORE)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.progress import UNWATCHED, Watch

#: How this program calls itself on the network.
CALLING_TITLE = "SYNTHETICCT"

#: Seconds for the connection, and for the answer to one file.
_CONNECTION_SECONDS, _ANSWER_SECONDS = 10, 60

#: An application entity has at most 16 characters, none of them a backslash.
_ADDRESS = re.compile(r"(?P<title>[^\\@]{1,16})@(?P<host>[^@\s]+):(?P<port>\d{1,5})")


@dataclass(frozen=True)
class Address:
    """Whom to send to: application entity title, host and port."""

    title: str
    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> Address:
        """The address of a text such as "ARCHIVE@10.0.0.7:104".

        Raises:
            InputError: it is none.
        """
        found = _ADDRESS.fullmatch(text.strip())
        if found is None or not 0 < int(found["port"]) < 65536:
            raise InputError(f"{text!r} is no address: give it as TITLE@HOST:PORT.")
        return cls(found["title"], found["host"].strip("[]"), int(found["port"]))

    def __str__(self) -> str:
        return f"{self.title}@{self.host}:{self.port}"


def check_sending(address: str) -> Address:
    """Refuse what could not be sent, before hours of work.

    Raises:
        InputError: the address is none.
        ResourceError: pynetdicom is not installed.
    """
    found = Address.of(address)
    if find_spec("pynetdicom") is None:
        raise ResourceError("Sending DICOM needs pynetdicom: pip install pynetdicom.")
    return found


def send(files: Sequence[Path], address: str, *, watch: Watch = UNWATCHED) -> None:
    """Send files, one after the other over one connection.

    Args:
        files: DICOM files.
        address: TITLE@HOST:PORT.
        watch: told about each file; stops between two of them.

    Raises:
        InputError: the address is none.
        ResourceError: nobody answers there, it does not take such objects, or refuses one of them;
            the files stay where they are.
        Cancelled: a stop was asked for; what was sent stays there.
    """
    to = check_sending(address)
    from pynetdicom import AE

    entity = AE(ae_title=CALLING_TITLE)
    entity.acse_timeout = entity.connection_timeout = _CONNECTION_SECONDS
    entity.dimse_timeout = entity.network_timeout = _ANSWER_SECONDS
    classes = {str(dcmread(path, specific_tags=["SOPClassUID"]).SOPClassUID) for path in files}
    for storage in sorted(classes):
        entity.add_requested_context(storage, [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
    association = entity.associate(to.host, to.port, ae_title=to.title)
    if not association.is_established:
        said = "refused the connection" if association.is_rejected else "does not answer"
        raise ResourceError(f"{to} {said}: nothing was sent, the files are in {files[0].parent}.")
    try:
        for number, path in enumerate(files):
            watch.report("sending", number / len(files), path.name)
            _store(association, path, to)
    finally:
        association.release()


def _store(association: Any, path: Path, to: Address) -> None:
    try:
        status = association.send_c_store(dcmread(path))
    except (ValueError, RuntimeError) as error:
        raise ResourceError(f"{to} does not take {path}: {error}.") from error
    code = status.get("Status") if status else None
    # Warnings (Bxxx) are about changed fields: the object is there.
    if code is None or (code != 0 and code >> 12 != 0xB):
        shown = "no answer" if code is None else f"status {code:04X}"
        reason = str(status.get("ErrorComment") or "") if status else ""
        told = f"{shown}, {reason}" if reason else shown
        raise ResourceError(f"{to} did not store {path} ({told}).")
