"""Axes in a NRRD header that ITK reads back as exactly the given spacing and direction.

NRRD stores each axis as one vector, direction times spacing. ITK reads spacing as the vector's
length and direction as the vector times the reciprocal of that length, so the product's rounding
shows in the last of 64 bits. The vectors that read back right lie within a few of these last bits
of the product.

Format: https://teem.sourceforge.net/nrrd/format.html
"""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.image.volume import Volume

#: How many neighbouring 64-bit numbers are tried on either side of each component.
_REACH = 2


def put_exact_directions(path: Path, volume: Volume) -> None:
    """Rewrite the "space directions" of a NRRD file so that they read back as the volume's own.

    Leaves the file alone when no vectors do (a grid that never was in a NRRD file may have none).

    Args:
        path: a .nrrd file with values in it.
        volume: the volume that was written to it.
    """
    columns = volume.direction_matrix.T
    axes = [_axis(column, step) for column, step in zip(columns, volume.spacing, strict=True)]
    vectors = " ".join("({},{},{})".format(*(f"{v:.17g}" for v in axis)) for axis in axes)
    # The copy is closed before atomic_path renames it: Windows renames no open file.
    with atomic_path(path) as copy, path.open("rb") as source, copy.open("wb") as sink:
        for line in source:
            is_axes = line.startswith(b"space directions:")
            sink.write(f"space directions: {vectors}\n".encode() if is_axes else line)
            if line.strip() == b"":
                break
        shutil.copyfileobj(source, sink, 1 << 20)


def _axis(direction: np.ndarray, spacing: float) -> np.ndarray:
    """The vector near direction * spacing that reads back right, or the product itself."""
    vector = direction * spacing
    for candidate in _neighbours(vector):
        # Summed from left to right as the reader does; a dot product may round otherwise.
        squares = candidate**2
        length = np.sqrt(squares[0] + squares[1] + squares[2])
        if length == spacing and np.array_equal(candidate * (1.0 / length), direction):
            return candidate
    return vector


def _neighbours(vector: np.ndarray) -> list[np.ndarray]:
    choices = []
    for value in vector:
        values = [value]
        if value != 0.0:
            for far in (-np.inf, np.inf):
                near = value
                for _ in range(_REACH):
                    near = np.nextafter(near, far)
                    values.append(near)
        choices.append(values)
    return [np.array(candidate) for candidate in product(*choices)]
