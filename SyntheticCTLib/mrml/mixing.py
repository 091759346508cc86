"""Two volumes in one picture: a checkerboard, or one up to a line and the other beyond it."""

from __future__ import annotations

from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.volumes import node_from_volume, update_node, volume_from_node

#: Edge of the fields of a checkerboard, mm.
FIELD_MM = 20.0


def checkerboard(first: np.ndarray, second: np.ndarray, spacing: Any) -> np.ndarray:
    """Fields of both images in turn, along all three axes.

    Args:
        first, second: arrays ``[k, j, i]`` of one shape.
        spacing: (i, j, k), mm.
    """
    i, j, k = (
        np.floor(np.arange(count) * step / FIELD_MM).astype(int)
        for count, step in zip(first.shape[::-1], spacing, strict=True)
    )
    odd = (k[:, None, None] + j[None, :, None] + i[None, None, :]) % 2 == 1
    return np.where(odd, second, first)


def split(first: np.ndarray, second: np.ndarray, share: float) -> np.ndarray:
    """The first image up to a share of the columns along i, the second one beyond.

    Args:
        first, second: arrays ``[k, j, i]`` of one shape.
        share: 0 (all of it the second) to 1 (all of it the first).
    """
    mixed = second.copy()
    columns = round(share * first.shape[2])
    mixed[:, :, :columns] = first[:, :, :columns]
    return mixed


def show_mixed(
    scene: Any, sct_node: Any, ct_node: Any, *, share: float | None = None, node: Any = None
) -> Any:
    """A volume node that mixes an sCT and a CT on its grid.

    Args:
        scene: where it goes.
        sct_node: gives grid and place.
        ct_node: on the same grid.
        share: see ``split``; None for a checkerboard.
        node: the node to change; None for a new one, named "<sCT> and CT".

    Raises:
        InputError: the two are not on one grid.
    """
    sct, ct = volume_from_node(sct_node), volume_from_node(ct_node)
    if not sct.grid.same(ct.grid):
        raise InputError(
            f"{ct_node.GetName()!r} is not on the grid of {sct_node.GetName()!r}: compare them "
            "first, which puts the CT there."
        )
    if share is None:
        array = checkerboard(sct.array, ct.array, sct.spacing)
    else:
        array = split(sct.array, ct.array.astype(sct.array.dtype), share)
    mixed = sct.with_array(array)
    if node is None:
        node = node_from_volume(scene, mixed, f"{sct_node.GetName()} and CT", like=sct_node)
        mark_as_hounsfield(node)
        show_as_ct(node)
        put_beside(node, sct_node)
    else:
        update_node(node, mixed, like=sct_node)
    return node
