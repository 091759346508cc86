"""Voxel by voxel needs one grid: the check, and the sentence when there are two."""

from __future__ import annotations

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume


def check_one_grid(sct: Volume, other: Volume, name: str) -> None:
    """Raise unless a volume lies on the sCT's grid.

    Args:
        sct: the synthetic CT.
        other: CT or mask.
        name: what to call ``other`` in the sentence ("CT", "mask").

    Raises:
        InputError: size or place differ.
    """
    if sct.grid.same(other.grid):
        return
    raise InputError(
        f"The sCT and the {name} are on different grids ({sct.grid.describe(origin=True)}; "
        f"{other.grid.describe(origin=True)}): "
        f"register or resample the {name} onto the sCT first, for example with compare."
    )
