"""Read a MetaImage file: .mha, or .mhd with its files of values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.axes import check_lengths, check_right_angles, millimetres
from SyntheticCTLib.files.metaimage.header import MetaHeader, read_header
from SyntheticCTLib.files.text_header import numbers, outside
from SyntheticCTLib.files.unpack import exact_bytes
from SyntheticCTLib.files.values import array_of_text, as_array
from SyntheticCTLib.image.grid import Matrix, Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.memory import check_memory

#: What MetaImage writes where the modality is not known.
_NO_MODALITY = ("", "OTHER", "UNKNOWN")

#: What scales nothing: a slope and an offset as text.
_NO_SCALES = [[slope, offset] for slope in ("", "1") for offset in ("", "0")]

#: Sizes of voxels differ by less than this share when they mean the same.
_SAME_SIZE = 1e-3

_OPPOSITE = {"L": "R", "R": "L", "P": "A", "A": "P", "S": "I", "I": "S"}


def read_metaimage(path: Path) -> tuple[Volume, list[str]]:
    """The volume of a .mha or .mhd file, and what is unsure about it, a sentence each.

    Raises:
        InputError: damaged, cut off, no MetaImage file, or not one 3D scalar image.
        ResourceError: it is larger than the free memory; its values were not read.
    """
    header = read_header(path)
    origin, spacing, direction = _place(path, header)
    check_memory(header.size, header.kind.itemsize, str(path))
    named = header.fields.get("modality", "").upper().removeprefix("MET_MOD_")
    metadata = {} if named in _NO_MODALITY else {"modality": named}
    volume = Volume(_array(path, header), origin, spacing, direction, metadata)
    return volume, list(_doubts(path, header, volume.grid.orientation))


def _doubts(path: Path, header: MetaHeader, orientation: str) -> Iterator[str]:
    """What the header leaves out, or says in two ways.

    "AnatomicalOrientation" names the side that an axis comes from, but some programs write the
    side that it goes to: only what is wrong either way contradicts the matrix.
    """
    fields = header.fields
    yield from outside(path, header.files)
    if not {"elementspacing", "elementsize"} & fields.keys():
        yield f"{path} does not say how large its voxels are: 1 mm was taken."
    if "transformmatrix" not in fields:
        yield f"{path} does not say how its image lies in the patient: left and right are a guess."
    elif "offset" not in fields:
        yield f"{path} does not say where its first voxel lies: 0, 0, 0 was taken."
    if {"elementspacing", "elementsize"} <= fields.keys() and _differ(fields):
        yield (
            f"{path} contradicts itself: voxels of {fields['elementsize']} by ElementSize, "
            f"{fields['elementspacing']} apart by ElementSpacing, which was taken."
        )
    scale = [fields.get(f"elementtointensityfunction{word}", "") for word in ("slope", "offset")]
    if scale not in _NO_SCALES:
        yield (
            f"{path} names a scale of its values (ElementToIntensityFunction: slope "
            f"{scale[0] or 1}, offset {scale[1] or 0}) that MetaImage's readers pass over: the "
            "stored values were taken."
        )
    named = fields.get("anatomicalorientation", "").upper()
    either = {orientation, "".join(_OPPOSITE[side] for side in orientation)}
    if len(named) == 3 and set(named) <= _OPPOSITE.keys() and named not in either:
        yield (
            f"{path} contradicts itself: its axes go to {'/'.join(orientation)} by its matrix, "
            f"which was taken, but AnatomicalOrientation is {named}."
        )


def _differ(fields: dict[str, str]) -> bool:
    """Whether size and distance of voxels are other numbers; what is no number is said already."""
    try:
        apart, size = (
            np.array(fields[key].split(), float) for key in ("elementspacing", "elementsize")
        )
    except ValueError:
        return True
    return len(apart) != len(size) or not np.allclose(apart, size, rtol=_SAME_SIZE)


def _place(path: Path, header: MetaHeader) -> tuple[Vector, Vector, Matrix]:
    """Origin, spacing and direction. MetaImage writes one axis after the other: columns."""
    fields, axes = header.fields, header.axes
    unit = millimetres(path, fields.get("distanceunits", ""))
    steps = fields.get("elementspacing", fields.get("elementsize", "1 " * axes))
    spacing = [s * unit for s in numbers(path, "ElementSpacing", steps, float, axes)[:3]]
    place = numbers(path, "Offset", fields.get("offset", "0 " * axes), float, axes)
    origin = [o * unit for o in place[:3]]
    identity = " ".join(str(int(n)) for n in np.eye(axes).ravel())
    turned = fields.get("transformmatrix", identity)
    matrix = np.array(numbers(path, "TransformMatrix", turned, float, axes * axes))
    direction = matrix.reshape(axes, axes).T[:3, :3]
    check_right_angles(path, direction)
    check_lengths(path, spacing, origin)
    return (
        (origin[0], origin[1], origin[2]),
        (spacing[0], spacing[1], spacing[2]),
        tuple(float(c) for c in direction.ravel()),
    )


def _array(path: Path, header: MetaHeader) -> np.ndarray:
    if header.text:
        start = max(header.start, 0)
        return array_of_text(header.files[0], start, header.size, header.kind)
    values = bytearray()
    for file in header.files:
        values += _values(path, file, header)
    return as_array(values, header.size, header.kind)


def _values(path: Path, file: Path, header: MetaHeader) -> bytearray:
    count = header.data_bytes // len(header.files)
    if header.packed:
        promised, found = header.packed_bytes, file.stat().st_size - max(header.start, 0)
        if promised is not None and promised != found:
            raise InputError(
                f"{file} is cut off or damaged: it holds {found} bytes of packed values, its "
                f"header promises {promised}."
            )
        return exact_bytes(file, count, start=max(header.start, 0), packed=True)
    start = header.start
    if start == -1:
        start = file.stat().st_size - count
        if start < 0:
            raise InputError(f"{file} is cut off: its header promises {count} bytes of values.")
    return exact_bytes(file, count, start=start)
