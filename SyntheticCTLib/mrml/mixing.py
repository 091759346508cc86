"""Two volumes in one picture: a checkerboard, or one up to a line and the other beyond it."""

from __future__ import annotations

from typing import Any

import numpy as np
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.volumes import (
    grid_of_node,
    new_image,
    node_from_volume,
    update_node,
)

#: Edge of the fields of a checkerboard, mm.
FIELD_MM = 20.0

#: Directions of a line that moves, as unit vectors in LPS: it starts at the patient's right, front
#: or foot.
AXES = {"right-left": (1.0, 0.0, 0.0), "front-back": (0.0, 1.0, 0.0), "foot-head": (0.0, 0.0, 1.0)}


def checkerboard(mixed: np.ndarray, first: np.ndarray, second: np.ndarray, spacing: Any) -> None:
    """Fill an array with fields of both images in turn, along all three axes.

    Args:
        mixed: the array ``[k, j, i]`` that is filled.
        first, second: the images, arrays of its shape.
        spacing: (i, j, k), mm.
    """
    i, j, k = (
        np.floor(np.arange(count) * step / FIELD_MM).astype(int)
        for count, step in zip(first.shape[::-1], spacing, strict=True)
    )
    plane = (j[:, None] + i[None, :]) % 2 == 1
    for number, field in enumerate(k):  # slice by slice: what was just written is still at hand
        np.copyto(mixed[number], first[number], casting="unsafe")
        np.copyto(mixed[number], second[number], where=plane ^ bool(field % 2), casting="unsafe")


def split(
    mixed: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    columns: int,
    former: int,
    *,
    axis: int,
) -> None:
    """Move the line up to which an array shows the first image.

    Args:
        mixed: the array ``[k, j, i]`` that is changed: what lies between the lines, and no more.
        first, second: the images, arrays of its shape.
        columns: where the line is to be; 0 shows all of the second image.
        former: where it is.
        axis: of the arrays, across the line. A negative one (~axis) counts from its far end.
    """
    along = axis if axis >= 0 else ~axis
    turned = slice(None) if axis >= 0 else slice(None, None, -1)
    low, high = sorted((columns, former))
    part: list[slice] = [slice(None)] * 3
    part[along] = slice(low, high)
    across: list[slice] = [slice(None)] * 3
    across[along] = turned
    source = first if columns > former else second
    np.copyto(
        mixed[tuple(across)][tuple(part)],
        source[tuple(across)][tuple(part)],
        casting="unsafe",
    )


class Mixture:
    """A volume node that mixes an sCT and a CT on its grid, and how it is mixed now."""

    def __init__(self) -> None:
        self._state: tuple[Any, ...] = ()
        self._columns = 0

    def show(
        self,
        scene: Any,
        sct_node: Any,
        ct_node: Any,
        *,
        share: float | None = None,
        axis: tuple[float, float, float] = (1.0, 0.0, 0.0),
        node: Any = None,
    ) -> Any:
        """Mix them.

        Args:
            scene: where the node goes.
            sct_node: gives grid and place.
            ct_node: on the same grid.
            share: how much of the way the line has gone, 0 to 1; None for a checkerboard.
            axis: direction of that way, LPS.
            node: the node to change; None for a new one, named "<sCT> and CT".

        Returns:
            The node. It is not among those that can be chosen: it is a picture.

        Raises:
            InputError: the two are not on one grid.
        """
        grid = grid_of_node(sct_node)
        if not grid.same(grid_of_node(ct_node)):
            raise InputError(
                f"{ct_node.GetName()!r} is not on the grid of {sct_node.GetName()!r}: compare them "
                "first, which puts the CT there."
            )
        sct, ct = (slicer.util.arrayFromVolume(one) for one in (sct_node, ct_node))
        along = _axis_along(grid.direction_matrix, axis)
        state = (*(_state(one) for one in (sct_node, ct_node)), along)
        if share is None:
            image, mixed = new_image(sct.shape, sct.dtype)  # the picture's own: no copy of a copy
            checkerboard(mixed, sct, ct, grid.spacing)
            node = _shown(scene, sct_node, mixed, node, image)
            self._state = ()
            return node
        if node is None or (*state, _state(node)) != self._state:
            first = ct.astype(sct.dtype, copy=False)  # the line has not begun: all of it is the CT
            node, self._columns = _shown(scene, sct_node, first, node), 0
        count = sct.shape[along if along >= 0 else ~along]
        columns = round(share * count)
        mixed = slicer.util.arrayFromVolume(node)
        split(mixed, sct, ct, columns, self._columns, axis=along)
        self._columns = columns
        slicer.util.arrayFromVolumeModified(node)
        self._state = (*state, _state(node))
        return node


def _axis_along(directions: np.ndarray, towards: tuple[float, float, float]) -> int:
    """The array's axis nearest to a direction in LPS; ~axis where it runs the other way."""
    along = directions.T @ np.asarray(towards)  # of the axes i, j, k
    nearest = int(np.abs(along).argmax())
    axis = 2 - nearest  # arrays are [k, j, i]
    return axis if along[nearest] >= 0 else ~axis


def _state(node: Any) -> tuple[str, int]:
    image = node.GetImageData()
    return node.GetID(), 0 if image is None else image.GetMTime()


def _shown(scene: Any, sct_node: Any, array: np.ndarray, node: Any, image: Any = None) -> Any:
    grid = grid_of_node(sct_node)
    mixed = Volume.on(grid, array)
    if node is not None:
        update_node(node, mixed, like=sct_node, image=image)
        return node
    name = f"{sct_node.GetName()} and CT"
    node = node_from_volume(scene, mixed, name, like=sct_node, image=image, show=show_as_ct)
    node.SetHideFromEditors(True)
    mark_as_hounsfield(node)
    put_beside(node, sct_node)
    return node
