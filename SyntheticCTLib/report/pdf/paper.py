"""The few things of PDF that a sheet of text and pictures needs (ISO 32000-1), without a library.

Letters are the standard Helvetica that every viewer has; characters beyond Windows-1252 are written
by their nearest word.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator

import numpy as np

#: A4, points.
_WIDE, _HIGH, _MARGIN = 595, 842, 50
_COLUMN = _WIDE - 2 * _MARGIN

#: Lines are so far apart as letters are high, times this.
_LEADING = 1.35

#: Between pictures, points.
_GAP = 6

#: Widths of Helvetica's characters from the space to the tilde, thousandths of their height.
_WIDTHS = tuple(
    int(width)
    for width in """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
    556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
    667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556
    556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584
    """.split()  # noqa: SIM905 - a table of a hundred numbers
)
_OTHER_WIDTH = 600

#: Bold letters are wider by at most this.
_BOLD = 1.08

_INSTEAD = {"\u2212": "-", "\u202f": " ", "\u2265": "at least ", "\u2264": "at most "}


class Paper:
    """Text and pictures from top to bottom, on as many sheets as they need.

    Args:
        title: of the document.
        foot: a line at the foot of each sheet.
    """

    def __init__(self, title: str, foot: str) -> None:
        self._title, self._foot = title, foot
        self._sheets: list[list[bytes]] = []
        self._pictures: list[np.ndarray] = []
        self._y = 0.0
        self._turn()

    def text(self, words: str, size: float = 10, *, bold: bool = False, after: float = 4) -> None:
        """A paragraph.

        Args:
            words: what it says.
            size: height of the letters, points.
            bold: in thick letters.
            after: room below it, points.
        """
        for line in _lines(words, size, _COLUMN, bold):
            self._room(size * _LEADING)
            self._y -= size * _LEADING
            self._write(line, _MARGIN, self._y, size, bold)
        self._y -= after

    def row(self, name: str, value: str, size: float = 9) -> None:
        """A line of a table with a name and a value; long values go on below."""
        half = _COLUMN / 2
        cells = [list(_lines(words, size, half - 6, False)) for words in (name, value)]
        for n in range(max(map(len, cells))):
            self._room(size * _LEADING)
            self._y -= size * _LEADING
            for column, lines in enumerate(cells):
                if n < len(lines):
                    self._write(lines[n], _MARGIN + column * half, self._y, size, False)

    def pictures(self, title: str, pictures: list[np.ndarray], high: float) -> None:
        """Pictures (rows, columns, 3), uint8, beside each other as far as there is room.

        Args:
            title: stands above the first, on the same sheet.
            pictures: what is shown.
            high: how high each is, points; less where it would be wider than the sheet.
        """
        sizes = [
            (min(high, _COLUMN * rows / columns), columns / rows)
            for rows, columns in (picture.shape[:2] for picture in pictures)
        ]
        self._room(sizes[0][0] + 40)
        self.text(title, 12, bold=True, after=0)
        x = 0.0
        for picture, (up, shape) in zip(pictures, sizes, strict=True):
            wide = up * shape
            if x == 0.0 or x + wide > _COLUMN + 0.1:
                self._room(up + _GAP)
                self._y -= up + _GAP
                x = 0.0
            name = f"P{len(self._pictures)}"
            self._pictures.append(picture)
            place = f"q {wide:.2f} 0 0 {up:.2f} {_MARGIN + x:.2f} {self._y:.2f} cm /{name} Do Q"
            self._sheets[-1].append(place.encode())
            x += wide + _GAP
        self._y -= 2 * _GAP

    def content(self) -> bytes:
        """The file."""
        objects = list(self._objects())
        found, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
        for number, one in enumerate(objects, 1):
            places.append(len(found))
            found += b"%d 0 obj\n%s\nendobj\n" % (number, one)
        start = len(found)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        count = len(objects) + 1
        found += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        found += b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\n" % count
        return found + b"startxref\n%d\n%%%%EOF\n" % start

    def _objects(self) -> Iterator[bytes]:
        """Catalogue, sheets, title, two fonts, pictures; then each sheet and what is on it."""
        first = 6 + len(self._pictures)
        sheets = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(self._sheets)))
        yield b"<< /Type /Catalog /Pages 2 0 R >>"
        yield b"<< /Type /Pages /Kids [%s] /Count %d >>" % (sheets, len(self._sheets))
        yield b"<< /Title (%s) /Producer (SyntheticCT) >>" % _escaped(self._title)
        for name in (b"Helvetica", b"Helvetica-Bold"):
            yield b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % (
                name
            )
        for picture in self._pictures:
            size = b"/Width %d /Height %d" % (picture.shape[1], picture.shape[0])
            head = b"/Type /XObject /Subtype /Image %s /ColorSpace /DeviceRGB" % size
            yield _stream(np.ascontiguousarray(picture).tobytes(), head + b" /BitsPerComponent 8")
        names = b" ".join(b"/P%d %d 0 R" % (n, 6 + n) for n in range(len(self._pictures)))
        has = b"<< /Font << /F0 4 0 R /F1 5 0 R >> /XObject << %s >> >>" % names
        for n, lines in enumerate(self._sheets):
            box = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d]" % (_WIDE, _HIGH)
            yield b"<< %s /Resources %s /Contents %d 0 R >>" % (box, has, first + 2 * n + 1)
            yield _stream(b"\n".join(lines), b"")

    def _turn(self) -> None:
        self._sheets.append([])
        self._y = _HIGH - _MARGIN
        for n, line in enumerate(_lines(self._foot, 8, _COLUMN, False)):
            self._write(line, _MARGIN, _MARGIN / 2 - 10 * n, 8, False)

    def _room(self, high: float) -> None:
        if self._y - high < _MARGIN:
            self._turn()

    def _write(self, line: str, x: float, y: float, size: float, bold: bool) -> None:
        start = b"BT /F%d %.1f Tf %.2f %.2f Td" % (int(bold), size, x, y)
        self._sheets[-1].append(b"%s (%s) Tj ET" % (start, _escaped(line)))


def _stream(content: bytes, head: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        head,
        len(packed),
        packed,
    )


def _plain(words: str) -> str:
    """The same in characters that the font has."""
    for character, instead in _INSTEAD.items():
        words = words.replace(character, instead)
    found = []
    for character in words:
        try:
            character.encode("cp1252")
        except UnicodeEncodeError:
            character = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
        found.append(character or "?")
    return "".join(found)


def _escaped(words: str) -> bytes:
    found = _plain(words).encode("cp1252", "replace")
    return found.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _width(words: str, size: float, bold: bool) -> float:
    thousandths = sum(
        _WIDTHS[ord(c) - 32] if 32 <= ord(c) < 127 else _OTHER_WIDTH for c in _plain(words)
    )
    return thousandths * size / 1000 * (_BOLD if bold else 1.0)


def _lines(words: str, size: float, wide: float, bold: bool) -> Iterator[str]:
    """Words broken into lines of at most so many points; a word that is longer is cut."""
    line = ""
    for word in words.replace("\u00a0", " ").split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, size, bold) > wide:
            yield line
            longer = word
        while _width(longer, size, bold) > wide:
            cut = max(1, int(len(longer) * wide / _width(longer, size, bold)) - 1)
            yield longer[:cut]
            longer = longer[cut:]
        line = longer
    if line:
        yield line
