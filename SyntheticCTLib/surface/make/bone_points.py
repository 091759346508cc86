"""Points that a person put into bones: which bones and voxels they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume

#: A point beside its bone means the nearest bone up to this far away, mm.
_REACH_MM = 5.0


def bone_of(name: str) -> str:
    """The bone that a point's name means: "femur" of "femur/2"."""
    return name.rsplit("/", 1)[0]


def points_in_bone(
    ct: Volume, bone: Mask, points: Mapping[str, Sequence[float]]
) -> dict[str, tuple[int, int, int]]:
    """The bone voxel (k, j, i) that each point means.

    Args:
        ct: the image.
        bone: bool (k, j, i) on its grid.
        points: LPS mm, by the name of the bone.

    Raises:
        InputError: a point lies in no bone and beside none.
    """
    voxels = np.argwhere(bone)
    places = voxels[:, ::-1] @ ct.affine[:3, :3].T + ct.affine[:3, 3]
    found = {}
    for name, point in points.items():
        apart = np.linalg.norm(places - np.asarray(point, float), axis=1)
        nearest = int(apart.argmin()) if len(apart) else 0
        if not len(apart) or apart[nearest] > _REACH_MM:
            far = f"{apart[nearest]:.1f} mm from the nearest bone" if len(apart) else "in no bone"
            raise InputError(
                f"The point {name!r} lies {far} above {BONE_HU:g} HU: put it into its bone."
            )
        k, j, i = (int(n) for n in voxels[nearest])
        found[name] = (k, j, i)
    return found
