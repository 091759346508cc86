"""Bones that come out of the printer in several parts, which nobody may expect of one bone."""

from __future__ import annotations

from collections.abc import Sequence

from vtkmodules.vtkCommonDataModel import vtkPolyData

from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BONE
from SyntheticCTLib.surface.topology import shell_volumes, shells

#: So many volumes are told of a bone in more parts.
_MOST_TOLD = 4


def loose_parts(mesh: vtkPolyData, names: Sequence[str], smallest_mm3: float) -> list[str]:
    """A sentence for each bone that is in several parts, which nothing holds together.

    Args:
        mesh: closed, with the point array "bone" where it has several.
        names: of the bones by number; without any the mesh is looked at as one.
        smallest_mm3: what encloses less is a speck, mm³, which the verdict tells as one.
    """
    number = meshes.point_array(mesh, BONE)
    if number is None or len(names) < 2:
        return _told(Sentence("It"), _outer_volumes(mesh, smallest_mm3))
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    found = []
    for bone, name in enumerate(names):
        keep = number[triangles[:, 0]] == bone
        if keep.any():
            part = meshes.make_mesh(*meshes.submesh(points, triangles, keep)[:2])
            what = Sentence("The bone {name}", name=repr(name))
            found += _told(what, _outer_volumes(part, smallest_mm3))
    return found


def _outer_volumes(mesh: vtkPolyData, smallest_mm3: float) -> list[float]:
    """Volumes of the parts that are no specks, largest first, mm³; cavities are no parts."""
    merged = meshes.cleaned(mesh)
    points, triangles = meshes.points_of(merged), meshes.triangles_of(merged)
    volumes = shell_volumes(points, triangles, *shells(triangles, len(points)))
    return sorted(volumes[volumes >= smallest_mm3].tolist(), reverse=True)


def _told(what: str, volumes: list[float]) -> list[str]:
    if len(volumes) < 2:
        return []
    return [
        Sentence(
            "{what} is in {count} loose parts, of {sizes}: nothing holds them in their places once "
            "they are printed.",
            what=what,
            count=len(volumes),
            sizes=_sizes([f"{volume / 1000:.1f}" for volume in volumes]),
        )
    ]


def _sizes(volumes: list[str]) -> str:
    """Volumes in cm³ in words, the first few of many."""
    if len(volumes) > _MOST_TOLD:
        return Sentence("{first} cm³ and less", first=", ".join(volumes[:_MOST_TOLD]))
    return Sentence("{first} and {last} cm³", first=", ".join(volumes[:-1]), last=volumes[-1])
