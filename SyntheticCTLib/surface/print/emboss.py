"""Words raised on a bone: which case it is, which side, and that it is not for clinical use.

The points of the surface under the letters are moved towards the reader, after its triangles were
made finer there. The surface stays closed whatever it looks like, and nothing is cut or joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.print.letters import letters
from SyntheticCTLib.surface.print.refine import refined
from SyntheticCTLib.surface.print.sides import check_side
from SyntheticCTLib.surface.print.text_place import BAND_MM, FACING, Frame, TextPlaces

#: What every print says.
WARNING = "SYNTHETIC, NOT FOR CLINICAL USE"

#: Sizes of letters that are tried, mm: below the last no printer draws them.
_SIZES_MM = (7.0, 6.0, 5.0, 4.0, 3.0)

#: How far letters stand out, mm: two layers and more of every process.
RAISED_MM = 0.8

#: Pixels of the letters' picture a mm; triangles under letters are no longer than this, mm.
_PIXELS_A_MM = 10
_FINE_MM = 0.45

#: The letters' sides slope over about twice this, mm: a steeper step needs finer triangles.
_SOFT_MM = 0.25

#: Triangles are made finer this far round the letters, mm.
_ROUND_MM = 0.6


@dataclass(frozen=True)
class Embossed(Record):
    """Words on a surface.

    Attributes:
        lines: as they stand there.
        letter_mm: size of the letters.
        raised_mm: how far they stand out.
        place: of their middle, LPS mm.
        towards: the direction from which they are read, LPS.
    """

    lines: tuple[str, ...]
    letter_mm: float
    raised_mm: float
    place: tuple[float, float, float]
    towards: tuple[float, float, float]

    @property
    def text(self) -> str:
        """The words in one line."""
        return " / ".join(self.lines)


@dataclass(frozen=True, eq=False)
class _Words:
    """Lines and how much of each pixel they cover, 0 to 1, (rows, columns), the upper row first."""

    lines: tuple[str, ...]
    letter_mm: float
    covered: np.ndarray

    @property
    def size_mm(self) -> tuple[float, float]:
        rows, columns = self.covered.shape
        return columns / _PIXELS_A_MM, rows / _PIXELS_A_MM

    def at(self, placed: np.ndarray, round_mm: float = 0.0) -> np.ndarray:
        """The largest cover (n,) within some mm of places (n, 2): along and up from the middle."""
        rows, columns = self.covered.shape
        row = (rows - 1) / 2 - placed[:, 1] * _PIXELS_A_MM
        column = (columns - 1) / 2 + placed[:, 0] * _PIXELS_A_MM
        steps = np.arange(-1, 2) * round_mm * _PIXELS_A_MM if round_mm else np.zeros(1)
        found = np.zeros(len(placed))
        for down in steps:
            for right in steps:
                j, i = np.rint(row + down).astype(int), np.rint(column + right).astype(int)
                inside = (j >= 0) & (j < rows) & (i >= 0) & (i < columns)
                value = self.covered[j.clip(0, rows - 1), i.clip(0, columns - 1)]
                found = np.maximum(found, np.where(inside, value, 0.0))
        return found


def embossed(
    surface: BoneSurface, name: str, side: str = "", *, watch: Watch = UNWATCHED
) -> tuple[BoneSurface, Embossed]:
    """The surface with the case's name, its side and ``WARNING`` raised on a flat place of it.

    Args:
        surface: closed; its point arrays are kept, those of new points are their neighbours'.
        name: of the case.
        side: "left" or "right"; "" where there is none.
        watch: asked whether to stop.

    Returns:
        The surface, and what was written where: in the largest letters for which a place is flat
        enough.

    Raises:
        InputError: no name, another side, or no place.
        Cancelled: a stop was asked for.
    """
    check_side(side)
    if not name.strip():
        raise InputError("Words on a print begin with the case's name; there is none.")
    places = TextPlaces(surface.points, surface.triangles, watch)
    for words in _layouts(name, side):
        frame = places.best(*words.size_mm)
        if frame is not None:
            made = _raised(surface, words, frame)
            x, y, z = (float(c) for c in frame.middle)
            r, s, t = (float(c) for c in frame.axes[2])
            return made, Embossed(words.lines, words.letter_mm, RAISED_MM, (x, y, z), (r, s, t))
    raise InputError(
        f"No place of the surface is flat and large enough for the words {name!r} and "
        f"{WARNING!r} in letters of {_SIZES_MM[-1]:g} mm: write it without --emboss, or shorten "
        "the name."
    )


def _layouts(name: str, side: str) -> Iterator[_Words]:
    """The words in letters of each size, the largest first, in few lines and in many."""
    first, then = f"{name.strip()} {side.upper()}".strip(), WARNING
    wraps: dict[tuple[str, ...], None] = {}  # a set that keeps its order
    for width in range(len(then), 8, -1):
        lines = (*_wrapped(first, width), *_wrapped(then, width))
        wraps.setdefault(lines, None)
    for size in _SIZES_MM:
        for lines in wraps:
            pixels = round(size * _PIXELS_A_MM / _CAPITAL)
            yield _Words(lines, size, _softened(letters("\n".join(lines), pixels, bold=True)))


#: Less of a cover than this is none.
_TOUCHED = 0.02

#: Height of a capital letter as a share of the size of its font.
_CAPITAL = 0.72


def _softened(cover: np.ndarray) -> np.ndarray:
    """The cover (rows, columns), 0 to 1, with soft edges and a margin for them."""
    margin = round(2 * _SOFT_MM * _PIXELS_A_MM)
    image = sitk.GetImageFromArray(np.pad(cover.astype(np.float32) / 255.0, margin))
    soft = sitk.DiscreteGaussian(image, [(_SOFT_MM * _PIXELS_A_MM) ** 2] * 2)
    found: np.ndarray = np.clip(sitk.GetArrayFromImage(soft), 0.0, 1.0)
    return found


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of whole words, no longer than they must be."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _raised(surface: BoneSurface, words: _Words, frame: Frame) -> BoneSurface:
    def under(points: np.ndarray) -> np.ndarray:
        placed = frame.of(points)
        near = np.abs(placed[:, 2]) <= BAND_MM + RAISED_MM
        near[near] = words.at(placed[near, :2], _ROUND_MM) > _TOUCHED
        return near

    facing = meshes.triangle_normals(surface.points, surface.triangles)
    facing /= np.linalg.norm(facing, axis=1, keepdims=True).clip(1e-12)
    towards = np.zeros(len(surface.points), bool)
    towards[surface.triangles[facing @ frame.axes[2] >= FACING / 2]] = True
    points, triangles, parents = refined(surface.points, surface.triangles, _FINE_MM, under)
    placed = frame.of(points)
    movable = towards[parents] & (np.abs(placed[:, 2]) <= BAND_MM)
    height = np.zeros(len(points))
    height[movable] = RAISED_MM * words.at(placed[movable, :2])
    points = points + height[:, None] * frame.axes[2]
    names = meshes.point_array_names(surface.mesh)
    arrays = {name: meshes.point_array(surface.mesh, name) for name in names}
    data = {name: values[parents] for name, values in arrays.items() if values is not None}
    mesh = meshes.make_mesh(points, triangles, data)
    mesh.GetFieldData().ShallowCopy(surface.mesh.GetFieldData())
    return replace(surface, mesh=mesh)
