"""Relative electron density (or stopping power) of HU, by the user's own calibration table."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.files.text_files import read_text


@dataclass(frozen=True)
class DensityTable:
    """A CT scanner's calibration, as a treatment planning system has it.

    Attributes:
        hu: rising.
        density: relative to water, one for each; straight lines between, constant beyond the ends.
    """

    hu: tuple[float, ...]
    density: tuple[float, ...]

    def of(self, hu: np.ndarray) -> Float64Array:
        """Density relative to water of HU, the same shape."""
        found: Float64Array = np.interp(hu, self.hu, self.density)
        return found


def read_density_table(path: str | Path, quantity: str = "density") -> DensityTable:
    """The table in a CSV file: HU and density relative to water, below a header or not.

    Any other quantity of HU that is never below 0 can stand in its place, such as kg/m3 or m/s.

    There is no table by default: it belongs to a scanner, its tube voltage and its reconstruction.

    Args:
        path: of the file.
        quantity: what the second column is, for sentences.

    Raises:
        InputError: it cannot be read, has fewer than two rows, HU that do not rise, or a value
            below 0.
    """
    path = Path(path)
    try:
        lines = csv.reader(read_text(path).splitlines())
        rows = [row for row in lines if any(cell.strip() for cell in row)]
    except OSError as error:
        raise InputError(sentence_of(error)) from error
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as a table: {error}.") from error
    pairs = []
    for row in rows[0 if _is_number(rows) else 1 :]:
        try:
            pairs.append((float(row[0]), float(row[1])))
        except (ValueError, IndexError) as error:
            raise InputError(
                f"{path} must have two numbers a row, HU and {quantity}; one is "
                f"{','.join(row)[:60]!r}."
            ) from error
    if len(pairs) < 2:
        raise InputError(f"{path} has {len(pairs)} rows of HU and {quantity}; two are needed.")
    hu, density = zip(*pairs, strict=True)
    for value, stands_for in pairs:
        if not (math.isfinite(value) and 0 <= stands_for < math.inf):
            raise InputError(
                f"A row of {path} is {value:g} HU and {stands_for:g}: a {quantity} is a number "
                "from 0."
            )
    for before, after in pairwise(hu):
        if after <= before:
            raise InputError(
                f"The HU of {path} must rise from row to row; after {before:g} comes {after:g}."
            )
    return DensityTable(hu, density)


def _is_number(rows: list[list[str]]) -> bool:
    """Whether the first row holds figures and no header."""
    try:
        float(rows[0][0])
    except (ValueError, IndexError):
        return False
    return True
