"""An .mhd header and its values under their final names, of which the header's comes last."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import PLACED, settle
from SyntheticCTLib.files.metaimage.header import read_header


def put_header(header: Path, path: Path, removing: Path | None = None) -> None:
    """Give a header and its values, written in a folder beside, their names.

    The values get a name that no file has, and the header is renamed last. So header and values
    fit at every moment, and no other image loses its values. Who is killed between the two leaves
    word of them for ``atomic.remove_leftovers``.

    Args:
        header: its last line names its values, which lie beside it under its own name, ``.raw``.
        path: the header to be.
        removing: a file about the older image; it goes just before the new one comes.

    Raises:
        OSError: they cannot be renamed.
    """
    former = own_values(path)
    values = _free_name(path)
    written = header.read_bytes().rpartition(b"=")[0]
    header.write_bytes(written + b"= " + values.name.encode() + b"\n")
    header.with_suffix(PLACED).write_text(values.name, encoding="utf-8")
    header.with_suffix(".raw").replace(values)
    settle(values)
    settle(header)
    try:
        if removing is not None:
            removing.unlink(missing_ok=True)
        header.replace(path)
    except OSError:
        values.unlink()
        raise
    settle(path.parent)
    if former is not None:
        former.unlink(missing_ok=True)


def part_values(whole: Path, header: Path) -> None:
    """Make a header and its values, ``.raw`` beside it, of one file that holds both.

    Args:
        whole: the .mha file, not packed; it goes.
        header: the .mhd file to be.

    Raises:
        OSError: they cannot be written.
    """
    values = header.with_suffix(".raw")
    with whole.open("rb") as source, header.open("wb") as words, values.open("wb") as sink:
        for line in iter(source.readline, b""):
            if line.startswith(b"ElementDataFile"):
                words.write(b"ElementDataFile = " + values.name.encode() + b"\n")
                break
            words.write(line)
        shutil.copyfileobj(source, sink, 1 << 20)
    whole.unlink()


def own_values(path: Path) -> Path | None:
    """The file of values of an .mhd file that is about to be replaced, if it was written here."""
    if not path.is_file():
        return None
    try:
        (values,) = read_header(path).files
    except (InputError, ValueError):
        return None
    ours = re.fullmatch(rf"{re.escape(path.stem)}(-\d+)?\.raw", values.name)
    return values if ours and values.parent == path.parent else None


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}{end}.raw") for end in _endings())
    return next(name for name in names if not name.exists())


def _endings() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in itertools.count(1))
