"""Voxel by voxel needs one grid: the check, and the sentence when there are two."""

from __future__ import annotations

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume

#: How far corners of one grid may be apart, as a share of the smallest spacing. NIfTI keeps places
#: in single precision, so the same grid read from two files differs in the sixth digit.
GRID_TOLERANCE = 0.01


def check_one_grid(sct: Volume, other: Volume, name: str) -> None:
    """Raise unless a volume lies on the sCT's grid.

    Args:
        sct: the synthetic CT.
        other: CT or mask.
        name: what to call ``other`` in the sentence ("CT", "mask").

    Raises:
        InputError: size or place differ.
    """
    if sct.same_grid(other, tolerance_mm=GRID_TOLERANCE * min(sct.spacing)):
        return
    raise InputError(
        f"The sCT and the {name} are on different grids ({_described(sct)}; {_described(other)}): "
        f"register or resample the {name} onto the sCT first, for example with compare."
    )


def _described(volume: Volume) -> str:
    size = " x ".join(str(count) for count in volume.size)
    spacing = " x ".join(f"{length:.4g}" for length in volume.spacing)
    origin = ", ".join(f"{place:.1f}" for place in volume.origin)
    return f"{size} voxels of {spacing} mm from ({origin})"
