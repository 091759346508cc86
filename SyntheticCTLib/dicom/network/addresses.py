"""Nodes of a DICOM network: who they are, and what they may ask of us."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from importlib.util import find_spec

from SyntheticCTLib.errors import InputError, ResourceError

#: How this program calls itself on the network.
OWN_TITLE = "SYNTHETICCT"

#: Where it listens unless another place is named: nobody but this machine reaches it.
LOOPBACK = "127.0.0.1"

#: Seconds for a connection, and for the answer to one message.
CONNECTION_SECONDS, ANSWER_SECONDS = 10, 60

#: An application entity has at most 16 characters, none of them a backslash.
_TITLE = r"(?P<title>[^\\@]{1,16})"
_ADDRESS = re.compile(rf"{_TITLE}@(?P<host>[^@\s]+):(?P<port>\d{{1,5}})")
_CALLER = re.compile(rf"{_TITLE}(?:@(?P<host>[^@\s]+))?")


@dataclass(frozen=True)
class Address:
    """A node: application entity title, host and port."""

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
        return cls(found["title"].strip(), found["host"].strip("[]"), int(found["port"]))

    @classmethod
    def of_listener(cls, text: str) -> Address:
        """Where to listen: TITLE@HOST:PORT, or a port of the loopback alone.

        Raises:
            InputError: it is neither.
        """
        if text.strip().isdecimal():
            return cls.of(f"{OWN_TITLE}@{LOOPBACK}:{text.strip()}")
        return cls.of(text)

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"{self.title}@{self.host}:{self.port}"


@dataclass(frozen=True)
class Caller:
    """Who may call: a title, and the only address that it may call from; None for any."""

    title: str
    host: str | None = None

    @classmethod
    def of(cls, text: str) -> Caller:
        """The caller of "SCANNER" or "SCANNER@10.0.0.7".

        Raises:
            InputError: it is neither.
        """
        found = _CALLER.fullmatch(text.strip())
        if found is None:
            raise InputError(f"{text!r} is no caller: give a title, or TITLE@IP.")
        host = found["host"]
        try:
            return cls(found["title"].strip(), host and str(ipaddress.ip_address(host.strip("[]"))))
        except ValueError as error:
            raise InputError(f"{text!r}: {host} is no IP address.") from error

    def is_(self, title: str, host: str) -> bool:
        """Whether a call with this title from this address is theirs."""
        return title.strip() == self.title and self.host in (None, host)


def check_library() -> None:
    """Refuse to work without the library of DICOM's network.

    Raises:
        ResourceError: pynetdicom is not installed.
    """
    if find_spec("pynetdicom") is None:
        raise ResourceError("DICOM over the network needs pynetdicom: pip install pynetdicom.")
