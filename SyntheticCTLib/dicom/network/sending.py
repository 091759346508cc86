"""DICOM files to an archive or a workstation over the network (C-STORE)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from SyntheticCTLib.dicom.network.addresses import Address, check_library
from SyntheticCTLib.dicom.network.calling import called, calling_entity
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.progress import UNWATCHED, Watch


def check_sending(address: str, tls: TlsOptions = TlsOptions()) -> Address:
    """Refuse what could not be sent, before hours of work.

    Raises:
        InputError: the address is none, or a certificate is missing.
        ResourceError: pynetdicom is not installed.
    """
    found = Address.of(address)
    tls.check()
    check_library()
    return found


def send(
    files: Sequence[Path],
    address: str,
    *,
    tls: TlsOptions = TlsOptions(),
    watch: Watch = UNWATCHED,
) -> None:
    """Send files, one after the other over one connection.

    Args:
        files: DICOM files.
        address: TITLE@HOST:PORT.
        tls: whether the connection is encrypted.
        watch: told about each file; stops between two of them.

    Raises:
        InputError: the address is none, or a certificate is missing.
        ResourceError: nobody answers there, it does not take such objects, or refuses one of them;
            the files stay where they are.
        Cancelled: a stop was asked for; what was sent stays there.
    """
    to = check_sending(address, tls)
    entity = calling_entity()
    classes = {str(dcmread(path, specific_tags=["SOPClassUID"]).SOPClassUID) for path in files}
    for storage in sorted(classes):
        entity.add_requested_context(storage, [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
    association = called(
        entity, to, tls, f": nothing was sent, the files are in {files[0].parent}."
    )
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
