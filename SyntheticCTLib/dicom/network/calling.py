"""Calling another node: one way for all that is asked of it, encrypted where that was chosen."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.dicom.network.addresses import (
    ANSWER_SECONDS,
    CONNECTION_SECONDS,
    OWN_TITLE,
    Address,
)
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.errors import ResourceError


def calling_entity() -> Any:
    """pynetdicom's entity by which this program calls."""
    from pynetdicom import AE

    entity = AE(ae_title=OWN_TITLE)
    entity.acse_timeout = entity.connection_timeout = CONNECTION_SECONDS
    entity.dimse_timeout = entity.network_timeout = ANSWER_SECONDS
    return entity


def called(entity: Any, to: Address, tls: TlsOptions, otherwise: str, **more: Any) -> Any:
    """An association with another node.

    Args:
        entity: with the contexts that are asked for.
        to: whom to call.
        tls: whether the connection is encrypted.
        otherwise: how the sentence ends if there is none.
        more: further arguments of ``associate``.

    Raises:
        InputError: a certificate is missing.
        ResourceError: there is none; the sentence says why.
    """
    context = tls.for_calling()
    if context is not None:
        more["tls_args"] = (context, to.host)
    try:
        association = entity.associate(to.host, to.port, ae_title=to.title, **more)
    except OSError as error:  # no name that leads anywhere
        raise ResourceError(f"{to} cannot be reached ({error.strerror}){otherwise}") from error
    if association.is_established:
        return association
    said = "refused the connection" if association.is_rejected else "does not answer"
    reason = "" if association.is_rejected else tls.why_not(to.host, to.port)
    raise ResourceError(f"{to} {said}{f' ({reason})' if reason else ''}{otherwise}")
