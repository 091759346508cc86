"""Encrypted connections (TLS), by the certificates of an own machine and of those that it trusts.

Both sides show certificates, as DICOM's profile of secure connections asks (PS3.15, B.12). One set
of options is for every connection of a command: who is encrypted to one side is so to the other.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import check_is_file
from SyntheticCTLib.options import holds_options, option

if TYPE_CHECKING:
    import ssl

_GROUP = "encryption"

#: Seconds for finding out why a connection failed.
_PROBE_SECONDS = 5.0


@holds_options
class TlsOptions:
    """Whom to trust, and how to show who one is; where nobody is trusted nothing is encrypted."""

    tls_ca: str | None = option(
        "encrypt all connections (TLS) with those whose certificate, or that of who signed it, "
        "is in this file (PEM)",
        default=None,
        metavar="FILE",
        group=_GROUP,
    )
    tls_cert: str | None = option(
        "own certificate (PEM), to show where it is asked for; to listen there must be one",
        default=None,
        metavar="FILE",
        group=_GROUP,
    )
    tls_key: str | None = option(
        "its private key (PEM, no password; default: in the certificate's file)",
        default=None,
        metavar="FILE",
        group=_GROUP,
    )

    @property
    def encrypted(self) -> bool:
        """Whether connections are encrypted."""
        return self.tls_ca is not None

    def check(self, *, listening: bool = False) -> None:
        """Refuse what could not be used, before anybody is called.

        Args:
            listening: whether others call.

        Raises:
            InputError: a file is missing or is none, certificate and key do not fit, or somebody
                who listens has no certificate.
        """
        self.for_calling()
        if listening:
            self.for_listening()

    def for_calling(self) -> ssl.SSLContext | None:
        """How to call others; None where nothing is encrypted.

        Raises:
            InputError: see ``check``.
        """
        if self.tls_ca is None:
            if self.tls_cert or self.tls_key:
                raise InputError("A certificate of one's own encrypts nothing: give --tls-ca, too.")
            return None
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks certificate and name of the host
        self._trust(context)
        if self.tls_cert is not None:
            self._show(context)
        elif self.tls_key is not None:
            raise InputError("--tls-key belongs to a certificate: give --tls-cert, too.")
        return context

    def for_listening(self) -> ssl.SSLContext | None:
        """How to be called: only by who shows a certificate that is trusted.

        Raises:
            InputError: see ``check``.
        """
        if self.tls_ca is None:
            return None
        if self.tls_cert is None:
            raise InputError("Who is called has to show a certificate: give --tls-cert.")
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_REQUIRED
        self._trust(context)
        self._show(context)
        return context

    def why_not(self, host: str, port: int) -> str:
        """Why a call failed, of what encryption can be the reason for; "" where it is not."""
        context = self.for_calling()
        if context is None:
            return ""
        import socket
        import ssl

        try:
            with (
                socket.create_connection((host, port), _PROBE_SECONDS) as plain,
                context.wrap_socket(plain, server_hostname=host) as encrypted,
            ):
                encrypted.settimeout(_PROBE_SECONDS / 5)
                encrypted.recv(1)  # whether our own certificate is taken comes after the handshake
        except TimeoutError:
            return ""
        except ssl.SSLCertVerificationError as error:
            return f"its certificate is not trusted: {error.verify_message}".rstrip(".")
        except ssl.SSLError as error:
            reason = (error.reason or str(error)).replace("_", " ").lower()
            return f"no encrypted connection: {reason}"
        except OSError:
            return ""
        return ""

    def _trust(self, context: ssl.SSLContext) -> None:
        path = str(self.tls_ca)
        _load(lambda: context.load_verify_locations(path), "--tls-ca", path)

    def _show(self, context: ssl.SSLContext) -> None:
        path, key = str(self.tls_cert), self.tls_key
        if key is not None:
            _check_is_file(key, "--tls-key")
        _load(lambda: context.load_cert_chain(path, key, password=_no_password), "--tls-cert", path)


def _check_is_file(path: str, flag: str) -> None:
    try:
        check_is_file(Path(path))
    except InputError as error:
        raise InputError(f"{flag}: {error}") from error


def _load(load: Callable[[], None], flag: str, path: str) -> None:
    import ssl

    _check_is_file(path, flag)
    try:
        load()
    except (ssl.SSLError, OSError) as error:
        reason = str(getattr(error, "reason", None) or error).replace("_", " ").lower()
        raise InputError(
            f"{path} ({flag}) is no certificate in PEM form with its key, or they do not fit "
            f"({reason})."
        ) from error


def _no_password() -> str:
    raise InputError("The private key is locked by a password: give one without.")
