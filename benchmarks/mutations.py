"""Damaged files of every kind of reader: read right, refused in a sentence, or a breach.

    python benchmarks/mutations.py                  # 10,000 inputs, some minutes; Linux and macOS
    python benchmarks/mutations.py --only dicom     # readers whose names begin so
    python benchmarks/mutations.py --light --each 8       # what the tests run

Whole files are made, then changed at random places by a seed: bytes flipped, pieces cut out,
doubled or overwritten, numbers of headers exchanged for absurd ones. A process of its own reads
them, each with a limit of time; where one ends it, another goes on. A breach is a death, a hang, an
exception that is not ours, a value that is no number, other voxels out of a file whose checksum
covers them, or memory out of proportion to the file. What reads meshes and HDF5 runs in a process
that may die or is ended, so that a death or a hang is a refusal there; one input in a hundred goes
through the reader that starts that process. The script ends with 1 if there was a breach;
``--keep FOLDER`` keeps those inputs.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from damaged.family import Family
from damaged.images import image_families

from SyntheticCTLib import make_limb_phantom
from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.files.trial import limit_memory
from SyntheticCTLib.image.volume import Volume

#: A read that takes longer hangs, s.
_SECONDS = 30

#: One of these small files that takes more memory takes too much, bytes.
_MOST_MEMORY = 256 << 20

#: So many of the inputs of a reader that may die go through its door.
_DOOR_EVERY = 100

_ABSURD = (b"0", b"-1", b"nan", b"inf", b"1e300", b"2147483648", b"99999999999999999999", b"x", b"")
_NUMBER = re.compile(rb"-?\d+(\.\d+)?([eE][-+]?\d+)?")

#: Exit codes of the process that reads.
_RIGHT, _REFUSED, _OTHER_VALUES, _NOT_FINITE, _EXCEPTION, _MEMORY = 0, 2, 3, 4, 5, 6
_BREACHES = {
    _NOT_FINITE: "not finite",
    _EXCEPTION: "exception",
    _OTHER_VALUES: "other voxels",
    _MEMORY: "memory",
}


def families(folder: Path, *, light: bool) -> Iterator[Family]:
    """One whole file of each kind; libraries are loaded late, for a small process forks quickly."""
    phantom = make_limb_phantom(size=(24, 24, 8), spacing=(4.0, 4.0, 10.0))
    whole = phantom.ct.with_array(np.rint(phantom.ct.array).astype(np.int16))
    yield from image_families(whole, folder)
    from damaged.others import model_families, other_families

    yield from other_families(phantom, folder)
    if not light:
        yield from model_families(phantom, folder / "tiny")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three faults."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice((_flip, _cut, _double, _overwrite, _exchange))(content, chance)
    return content


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(max(len(content), 1))
    if chance.random() < 0.7:  # headers decide most
        start = min(start, chance.randrange(600))
    return start, min(len(content), start + int(2 ** chance.uniform(0, 10)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    at, _ = _span(content, chance)
    changed = bytearray(content)
    if at < len(changed):
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] if chance.random() < 0.3 else content[:start] + content[end:]


def _double(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 50)) + content[end:]


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + chance.randbytes(min(end - start, 16)) + content[start + 16 :]


def _exchange(content: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(content[:4000]))
    if not numbers:
        return _flip(content, chance)
    one = chance.choice(numbers)
    return content[: one.start()] + chance.choice(_ABSURD) + content[one.end() :]


def outcomes(family: Family, contents: Sequence[bytes], whole: Any) -> Iterator[str]:
    """What reading each of these comes to: "right", "refused" or the breach.

    A process of its own reads them, one after the other, and says of each how it went; where it
    dies or hangs, another one goes on with the next.
    """
    start = 0
    while start < len(contents):
        said, status = _read_by_child(family, contents, start, whole)
        for code in said:
            refused = code == _REFUSED or (family.may_die and code in (_EXCEPTION, _MEMORY))
            yield "refused" if refused else _BREACHES.get(code, "right")
        start += len(said)
        if start < len(contents):
            hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            yield "refused" if family.may_die else "hang" if hung else "death"
            start += 1


def _read_by_child(
    family: Family, contents: Sequence[bytes], start: int, whole: Any
) -> tuple[bytes, int]:
    """The codes of the inputs from ``start`` on, as far as a child came, and how it ended."""
    sys.stdout.flush()
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        _be_silent()
        if family.may_die:
            limit_memory(len(contents[0]))
        for content in contents[start:]:
            signal.alarm(_SECONDS)
            family.file.write_bytes(content)
            before = _peak()
            code = _code(family.read, family.file, whole, covered=family.covered)
            os.write(tell, bytes([_MEMORY if _peak() > before + _MOST_MEMORY else code]))
        os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        said = pipe.read()
    return said, os.waitpid(process, 0)[1]


def _peak() -> int:
    """The most memory that this process has held so far, bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def _be_silent() -> None:
    """Libraries write what they come upon to the process's own streams."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _code(read: Callable[[Path], Any], path: Path, whole: Any, *, covered: bool) -> int:
    try:
        found = read(path)
    except (SyntheticCTError, OSError):
        return _REFUSED
    except BaseException:
        return _EXCEPTION
    if not isinstance(found, Volume):
        return _RIGHT
    if not np.isfinite(found.array).all():
        return _NOT_FINITE
    if covered and found.array.shape == whole.array.shape:
        same = found.array.dtype != whole.array.dtype or np.array_equal(found.array, whole.array)
        return _RIGHT if same else _OTHER_VALUES
    return _RIGHT


def campaign(
    each: int, seed: int, keep: Path | None, *, only: str = "", light: bool = False
) -> Iterator[tuple[str, Counter[str]]]:
    """Outcomes of each family, one after the other."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        for family in families(Path(name), light=light):
            if not family.name.startswith(only):
                continue
            chance = random.Random(f"{seed} {family.name}")
            content, whole = family.file.read_bytes(), family.read(family.file)
            changed = [mutated(content, chance) for _ in range(each)]
            found = list(outcomes(family, changed, whole))
            if family.door is not None:
                through = replace(family, read=family.door, may_die=False)
                some = slice(None, None, _DOOR_EVERY)
                found[some] = outcomes(through, changed[some], whole)
            for number, came in enumerate(found):
                if keep is not None and came not in ("right", "refused"):
                    place = keep / f"{family.name}-{number}-{came.replace(' ', '-')}"
                    place.mkdir(parents=True, exist_ok=True)
                    (place / family.file.name).write_bytes(changed[number])
            family.file.write_bytes(content)
            yield family.name, Counter(found)


def main() -> int:
    """Run, print the table; 1 where there was a breach."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=280, help="inputs of each of the 36 readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="readers whose names begin so")
    parser.add_argument("--light", action="store_true", help="without what needs torch")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print("| reader | tried | right | refused | breaches |\n| --- | --- | --- | --- | --- |")
    breaches, total = 0, Counter[str]()
    for name, tally in campaign(
        given.each, given.seed, given.keep, only=given.only, light=given.light
    ):
        others = {key: n for key, n in tally.items() if key not in ("right", "refused")}
        breaches += sum(others.values())
        total += tally
        words = ", ".join(f"{n} {key}" for key, n in others.items()) or "0"
        counts = f"{tally.total()} | {tally['right']} | {tally['refused']}"
        print(f"| {name} | {counts} | {words} |", flush=True)
    print(f"| all | {total.total()} | {total['right']} | {total['refused']} | {breaches} |")
    return 1 if breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
