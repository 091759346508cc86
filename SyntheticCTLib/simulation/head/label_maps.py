"""Label maps of heads, of the families that are public, as tissues of ``HeadTissue``."""

from __future__ import annotations

import lzma
import tempfile
from pathlib import Path

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components, large_parts
from SyntheticCTLib.masks.morphology import closed, dilate, erode, without_holes
from SyntheticCTLib.simulation.head.anatomy import enlarged
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: BrainWeb's anatomical models of twenty normal brains (Aubert-Broche et al., IEEE Trans Med
#: Imaging 2006; 25:1410). Its "muscle and skin" is all of the scalp, fat included.
BRAINWEB: dict[int, T] = {
    0: T.OUTSIDE,
    1: T.CSF,
    2: T.GREY,
    3: T.WHITE,
    4: T.FAT,
    5: T.MUSCLE,
    6: T.SOFT,
    7: T.COMPACT,
    8: T.VESSEL,
    9: T.SOFT,
    10: T.DURA,
    11: T.SPONGY,
}

#: SynthSeg's training label maps (Billot et al., Med Image Anal 2023; 86:102789): FreeSurfer's
#: numbers for the brain, and numbers from 500 for the rest of the head.
SYNTHSEG: dict[int, T] = {
    0: T.OUTSIDE,
    **dict.fromkeys((4, 5, 14, 15, 24, 31, 43, 44, 63, 72), T.CSF),
    **dict.fromkeys((3, 8, 10, 11, 12, 13, 17, 18, 26, 42, 47, 49, 50, 51, 52, 53, 54, 58), T.GREY),
    **dict.fromkeys((2, 7, 16, 28, 41, 46, 60, 85, 512, 530), T.WHITE),
    502: T.VESSEL,
    506: T.EYE,
    507: T.SOFT,
    508: T.MUSCLE,
    509: T.MUCOSA,
    511: T.SKIN,
    514: T.VESSEL,
    515: T.COMPACT,
    516: T.SPONGY,
}

#: FreeSurfer's further numbers of the brain (lesions, hypointensities) lie below this.
_BRAIN_BELOW = 300

#: No label map of a head unpacks to more.
_MOST_BYTES = 1 << 30

#: Openings of airways to the outside that are closed, radius in mm.
_AIRWAY_MM = 4.0

#: The outline is found on voxels of about this size, mm.
_COARSE_MM = 2.0

#: Holes of a label map with fewer voxels are gaps between its labels, no air.
_SMALLEST_AIR_VOXELS = 12


def read_labels(path: Path) -> Volume:
    """A label map from any format of the library, or from a NIfTI packed with xz.

    Raises:
        InputError: the file cannot be read.
    """
    if path.suffix != ".xz":
        return read_volume(path)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        try:
            with lzma.open(path) as packed:
                plain.write_bytes(packed.read(_MOST_BYTES + 1))
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise InputError(f"{path} is damaged: it cannot be unpacked.") from error
        if plain.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path} unpacks to more than a label map has: it is another file.")
        return read_volume(plain)


def head_tissues(labels: Volume) -> Volume:
    """The same map in labels of ``HeadTissue``, axes along LPS, inner air told from outside.

    Args:
        labels: of one of the families here, [k, j, i].

    Raises:
        InputError: a number belongs to no family, or there is no bone.
    """
    mapped = to_orientation(_in_tissues(labels), "LPS")
    return mapped.with_array(_tidy(mapped.array, mapped), modality="labels")


def check_labels(labels: Volume) -> None:
    """Refuse what is no label map of a head, as ``head_tissues`` does, before its long work.

    Raises:
        InputError: a number belongs to no family, or there is no bone.
    """
    _in_tissues(labels)


def _in_tissues(labels: Volume) -> Volume:
    mapping = np.full(int(labels.array.max()) + 1, T.WHITE, np.uint8)
    for number, tissue in family_of(labels.array).items():
        if number < len(mapping):
            mapping[number] = tissue
    tissues = mapping[labels.array.astype(np.int64)]
    if not (tissues == T.COMPACT).any():
        raise InputError("The label map holds no compact bone: it is no map of a head.")
    return labels.with_array(tissues)


def family_of(array: np.ndarray) -> dict[int, T]:
    """The table of the family whose numbers these are.

    Raises:
        InputError: none has them.
    """
    found = np.unique(array)
    if broken := [value for value in found if value % 1]:
        raise InputError(f"The label map holds {broken[0]:g}: labels are whole numbers.")
    numbers = [int(number) for number in found]
    if set(numbers) <= BRAINWEB.keys():
        return BRAINWEB
    strange = [n for n in numbers if n not in SYNTHSEG and n >= _BRAIN_BELOW]
    if strange or min(numbers) < 0:
        raise InputError(f"Label {strange[0] if strange else min(numbers)} is of no known family.")
    return SYNTHSEG


def _tidy(tissues: np.ndarray, grid: Volume) -> np.ndarray:
    """Stray voxels outside go, gaps between labels close, what is inside and empty is air."""
    whole, filled = _outlines(tissues > 0, grid)
    tissues[~whole] = T.OUTSIDE
    inside = filled & (tissues == T.OUTSIDE)
    box = box_of(inside)
    if inside.any():
        _fill(tissues[box], inside[box])
    return tissues


def _outlines(head: Mask, grid: Volume) -> tuple[Mask, Mask]:
    """Round the largest part of a head, and the same closed and filled; found on coarse voxels."""
    by = max(round(_COARSE_MM / min(grid.spacing)), 1)
    x, y, z = (by * step for step in grid.spacing)
    coarse = large_parts(head[::by, ::by, ::by], 1.0)
    round_it = dilate(coarse, (x, y, z), 2 * _COARSE_MM)
    closed_up = without_holes(closed(coarse, (x, y, z), _AIRWAY_MM))
    inner = erode(closed_up, (x, y, z), _COARSE_MM)
    return enlarged(round_it, by, head.shape), enlarged(inner, by, head.shape)


def _fill(tissues: np.ndarray, inside: Mask) -> None:
    """Air where there are many empty voxels together, the neighbour's label where there are few."""
    numbers, counts = components(inside, corners=True)
    small = counts < _SMALLEST_AIR_VOXELS
    small[0] = False
    tissues[inside] = T.AIR
    gaps = small[numbers]
    for shift, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, 2), (-1, 2)):
        neighbour = np.roll(tissues, shift, axis)
        usable = gaps & (neighbour > T.AIR)
        tissues[usable] = neighbour[usable]
        gaps &= ~usable
