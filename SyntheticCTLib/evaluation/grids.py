"""Voxel by voxel needs one grid: the check, and the sentence when there are two."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.checks import check_mask_values
from SyntheticCTLib.image.volume import Volume


def check_one_grid(
    image: Volume, other: Volume, name: str, *, of: str = "sCT", by: str = ""
) -> None:
    """Raise unless a volume lies on another's grid.

    Args:
        image: the synthetic CT, or what ``of`` names.
        other: CT, mask or labels.
        name: what to call ``other`` in the sentence ("CT", "mask").
        of: what to call ``image``.
        by: the command that brings ``other`` there, if one does.

    Raises:
        InputError: size or place differ.
    """
    if image.grid.same(other.grid):
        return
    tool = f", for example with {by}" if by else ""
    raise InputError(
        f"The {image.called(of)} and the {other.called(name)} are on different grids "
        f"({_described(image)}; {_described(other)}): register or resample the {name} onto the "
        f"{of} first{tool}."
    )


def check_mask(image: Volume, mask: Volume, name: str = "mask", *, of: str = "sCT") -> None:
    """Raise unless a volume can be a mask of another: on its grid, and 0 outside.

    Args:
        image, mask, name, of: see ``check_one_grid``.

    Raises:
        InputError: size or place differ, it has values below 0, as images do, or none above.
    """
    check_one_grid(image, mask, name, of=of)
    check_mask_values(mask.array, mask.called(name))
    if not mask.array.any():
        raise InputError(
            f"The {mask.called(name)} is empty: no voxel is above 0, so nothing would count; give "
            "one that has some, or leave it out."
        )


def check_labels(image: Volume, labels: Volume, name: str = "labels", *, of: str = "CT") -> None:
    """Raise unless a volume can be labels of another: on its grid, whole numbers from 0.

    Args:
        image, labels, name, of: see ``check_one_grid``.

    Raises:
        InputError: size or place differ, or it has values that no labels have.
    """
    check_one_grid(image, labels, name, of=of)
    values = labels.array
    if values.min() < 0 or (
        values.dtype.kind == "f" and not np.array_equal(values, values.round())
    ):
        raise InputError(
            f"The {labels.called(name)} have values from {values.min():g} to {values.max():g}: "
            "labels are whole numbers, 0 outside; give the labels if this is another image."
        )


def _described(volume: Volume) -> str:
    return f"{volume.grid.describe(origin=True)} along {volume.grid.orientation}"
