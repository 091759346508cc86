"""Over which axes of a tile the mirror images of a synthesis are taken."""

from __future__ import annotations

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import ModelInfo

_ALL_AXES = (0, 1, 2)


def mirrored_axes(info: ModelInfo, *, asked: bool) -> tuple[int, ...]:
    """Axes of a tile (0 is k, 1 j, 2 i) over whose mirror images the mean is taken.

    Args:
        info: the model. One that says over which axes its training mirrored is shown no others: a
            head that stands on its crown is nothing that it ever saw.
        asked: mirror images are asked for; otherwise those that the model itself wants.

    Raises:
        InputError: they are asked for, and the model learnt none.
    """
    if not asked:
        return info.mirror_axes
    every = _ALL_AXES if info.patch_size[0] > 1 else _ALL_AXES[1:]  # of slices not their order
    learnt = None if info.training is None else info.training.flip_axes
    if learnt is None:
        return every
    found = tuple(axis for axis in every if axis in learnt)
    if not found:
        raise InputError(
            f"The model {info.id} was trained without mirror images, and would not know them: "
            "leave --mirror out."
        )
    return found
