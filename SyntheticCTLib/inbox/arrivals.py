"""Which series a folder holds, and for how long nothing of them has changed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import is_uid
from SyntheticCTLib.files.dicom.headers import Header, read_header

_log = logging.getLogger(__name__)

#: What tells that a file is another one than before: bytes, and when it was written, ns.
_Stamp = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Arrival:
    """A series as it lies in the folder.

    Attributes:
        headers: of its files, by name.
        files, size: how many, and their bytes: what grows while it arrives.
    """

    headers: list[Header]
    files: int
    size: int

    @property
    def uid(self) -> str:
        """SeriesInstanceUID."""
        return self.headers[0].series_uid


@dataclass
class _Seen:
    stamp: _Stamp
    header: Header | None


class Arrivals:
    """A folder that is looked at again and again. A header is read once, unless its file changes.

    The clock is this process's own: that of a disk on the network may be another.

    Args:
        folder: what lies below it is looked at, but for hidden files and folders.
        passed_over: folders in it that are not.
    """

    def __init__(self, folder: Path, passed_over: tuple[Path, ...] = ()) -> None:
        self._folder = folder
        self._passed_over = {path.resolve() for path in passed_over}
        self._seen: dict[Path, _Seen] = {}
        self._changed: dict[str, tuple[tuple[int, int], float]] = {}
        self._unread: set[str] = set()

    def settled(self, now: float, seconds: float) -> list[Arrival]:
        """The series of which nothing has changed for so long.

        Args:
            now: time of this look, s, by any clock that does not jump.
            seconds: how long; 0 for every series that is there.
        """
        found = []
        for arrival in self._look():
            size = arrival.files, arrival.size
            before, since = self._changed.get(arrival.uid, (None, now))
            if before != size:
                since = now
            self._changed[arrival.uid] = size, since
            if now - since >= seconds:
                found.append(arrival)
        return found

    def all_headers(self) -> list[list[Header]]:
        """Of every series that was there at the last look."""
        return list(self._series().values())

    def _look(self) -> list[Arrival]:
        there = dict(self._files())
        for path in self._seen.keys() - there.keys():
            del self._seen[path]
        for path, stamp in there.items():
            if path not in self._seen or self._seen[path].stamp != stamp:
                self._seen[path] = _Seen(stamp, _header(path))
        return [
            Arrival(headers, len(headers), sum(there[header.path][0] for header in headers))
            for headers in self._series().values()
        ]

    def _series(self) -> dict[str, list[Header]]:
        series: dict[str, list[Header]] = {}
        for path in sorted(self._seen):
            header = self._seen[path].header
            if header is not None:
                series.setdefault(header.series_uid, []).append(header)
        return series

    def _files(self) -> Iterator[tuple[Path, _Stamp]]:
        for place, folders, names in os.walk(self._folder, onerror=self._tell_unread):
            folders[:] = [
                name
                for name in folders
                if not name.startswith(".")
                and (Path(place) / name).resolve() not in self._passed_over
            ]
            for name in names:
                path = Path(place) / name
                try:
                    told = path.stat()
                except OSError:
                    continue  # it has just gone
                if not name.startswith("."):
                    yield path, (told.st_size, told.st_mtime_ns)

    def _tell_unread(self, error: OSError) -> None:
        """Say once that a folder cannot be read; one that has just gone is none."""
        folder = str(error.filename)
        if not isinstance(error, FileNotFoundError) and folder not in self._unread:
            self._unread.add(folder)
            _log.warning("%s cannot be read (%s): its series are not seen.", folder, error.strerror)


def _header(path: Path) -> Header | None:
    """Of an image; None for what is none, or cannot be read, which a later change may mend."""
    try:
        header = read_header(path)
    except (InputError, OSError) as error:
        _log.warning("%s", error)
        return None
    if header is None or not header.is_image:
        return None
    if not is_uid(header.series_uid):  # results are called by it
        _log.warning("%s was passed over: its SeriesInstanceUID is none.", path)
        return None
    return header
