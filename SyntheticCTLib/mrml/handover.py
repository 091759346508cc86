"""Nodes to the files of a job, in two steps: what is to be written is taken from the scene at once,
and written by another thread, while the window works.

No voxel is copied: the thread reads the node's own. Whoever changes them meanwhile is told to press
the button again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.files.names import fit_name
from SyntheticCTLib.files.origin import MODALITY_KEY
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.segment_labels import drawn_by, labels_of
from SyntheticCTLib.mrml.surfaces import surface_of_node
from SyntheticCTLib.mrml.transforms import bone_points_of, write_transform_node
from SyntheticCTLib.mrml.volumes import modality_of, volume_from_node
from SyntheticCTLib.registration.landmark_files import write_landmarks
from SyntheticCTLib.segmentation.labels import table_path
from SyntheticCTLib.sentences import Sentence, replaced
from SyntheticCTLib.surface.files.export import write_stl

#: The files' format: exact in its geometry, and not packed.
SUFFIX = ".mhd"

#: MetaImage's names of the types of voxels that are written as they lie in memory.
_TYPES = {
    "int8": "MET_CHAR",
    "uint8": "MET_UCHAR",
    "int16": "MET_SHORT",
    "uint16": "MET_USHORT",
    "int32": "MET_INT",
    "uint32": "MET_UINT",
    "float32": "MET_FLOAT",
    "float64": "MET_DOUBLE",
}

#: Written at a time, bytes: between two pieces the thread looks whether it should stop.
_PIECE = 8 << 20


class Handover:
    """The files of one job.

    Args:
        folder: an empty folder for them.

    Attributes:
        folder: the same.
        bytes: how much there is to write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bytes = 0
        self._tasks: list[Callable[[], None]] = []
        self._names: dict[str, str] = {}
        self._stopped = threading.Event()

    def volume(self, node: Any, name: str) -> str:
        """Take a volume node, with its record, or what else the scene knows of its kind.

        Args:
            node: a scalar volume node.
            name: what it is for the job; the file is called as the node is, for sentences.

        Returns:
            The path that the file will have.

        Raises:
            InputError: see ``volumes.volume_from_node``.
        """
        volume = volume_from_node(node, copy=False)
        image, beside = node.GetImageData(), record_of(node) or {}
        state = image.GetMTime()
        known = modality_of(node)
        if known is not None and "scale" not in beside:
            beside = {**beside, MODALITY_KEY: known}
        path = self._path(name, node.GetName())

        def write() -> None:
            _write_raw(volume, path, self._stopped)
            if beside:
                write_json(beside, path.with_suffix(".json"))
            if image.GetMTime() != state:
                raise InputError(
                    f"{volume.metadata['source']!r} was changed while it was handed over: press "
                    "the button again."
                )

        self._add(volume, write)
        return str(path)

    def labels(self, segmentation_node: Any, reference: Any, name: str) -> str:
        """Take the segments of a segmentation node as labels on a volume node's grid.

        Returns:
            The path that the file will have; its table of names, colours and codes will lie
            beside it.

        Raises:
            InputError: the segmentation has no segments.
        """
        make, rows = labels_of(segmentation_node, reference)
        record = drawn_by(segmentation_node)
        path = self._path(name, segmentation_node.GetName())
        self.bytes += reference.GetImageData().GetNumberOfPoints()

        def write() -> None:
            _write_raw(make(), path, self._stopped)
            table: Mapping[str, Any] = {"context": "", "labels": rows, "record": record}
            write_json(table, table_path(path))

        self._tasks.append(write)
        return str(path)

    def region(self, make: Callable[[], Volume], node: Any, reference: Any, name: str) -> str:
        """Take where something counts, see ``regions.region_of``, whose result ``make`` is.

        Args:
            make: makes the region, in the thread that writes.
            node: the region's node, after which the file is called.
            reference: volume node with the region's grid.
            name: what it is for the job.

        Returns:
            The path that the file will have.
        """
        path = self._path(name, node.GetName())
        self.bytes += reference.GetImageData().GetNumberOfPoints()
        self._tasks.append(lambda: _write_raw(make(), path, self._stopped))
        return str(path)

    def surface(self, model_node: Any, name: str) -> str:
        """Take the surface of a model node, as it lies in the world.

        Returns:
            The path that its file will have, an STL.

        Raises:
            InputError: it has no triangles.
        """
        mesh = surface_of_node(model_node)
        path = self._path(name, model_node.GetName()).with_suffix(".stl")
        self._tasks.append(lambda: write_stl(mesh, path))
        return str(path)

    def transform(self, node: Any, name: str) -> str:
        """Take a transform node, see ``transforms.write_transform_node``.

        Returns:
            The path of its file, which is there already: it is small.
        """
        return write_transform_node(node, self.folder / f"{name}.tfm")

    def bone_points(self, node: Any, name: str) -> str:
        """Take a list of points in bones, see ``transforms.bone_points_of``.

        Returns:
            The path of its file, which is there already: it is small.

        Raises:
            InputError: it has no points.
        """
        path = self._path(name, node.GetName()).with_suffix(".mrk.json")
        points = bone_points_of(node)
        if not points:
            raise InputError(
                Sentence(
                    "{list} has no points: put one or more into each bone.",
                    list=repr(node.GetName()),
                )
            )
        write_landmarks(points, path)
        return str(path)

    def write(self) -> None:
        """Write everything; for a thread that is not the window's.

        Raises:
            InputError: a node was changed meanwhile.
            OSError: a file cannot be written.
            Cancelled: ``stop`` was called.
        """
        for task in self._tasks:
            task()

    def named(self, sentence: str) -> str:
        """A sentence about the files, with the nodes' names: nobody else knows the files."""
        for path, name in self._names.items():
            sentence = replaced(sentence, path, repr(name))
        return sentence

    def stop(self) -> None:
        """Let ``write`` end soon; for any thread."""
        self._stopped.set()

    def _path(self, name: str, node_name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        path = folder / f"{fit_name(node_name)}{SUFFIX}"
        self._names[str(path)] = node_name
        return path

    def _add(self, volume: Volume, write: Callable[[], None]) -> None:
        self.bytes += volume.array.nbytes
        self._tasks.append(write)


@contextmanager
def temporary_handover() -> Iterator[Handover]:
    """A handover for one call: its files go when the block ends."""
    with temporary_folder() as folder:
        yield Handover(folder)


def _write_raw(volume: Volume, path: Path, stopped: threading.Event) -> None:
    """An .mhd file. The voxels go from memory to the file without Python's lock.

    The folder is the job's own, so nothing has to appear whole; a file that is cut off has fewer
    bytes than its header says, and is refused where it is read.
    """
    array = np.ascontiguousarray(volume.array)
    kind = _TYPES.get(array.dtype.newbyteorder("=").name)
    if kind is None:
        write_volume(volume, path)
        return
    values = path.with_suffix(".raw")
    with values.open("wb", buffering=0) as file:
        pieces = array.data.cast("B")
        for start in range(0, len(pieces), _PIECE):
            if stopped.is_set():
                raise Cancelled("Cancelled: nothing was written.")
            piece = pieces[start : start + _PIECE]
            while piece:
                piece = piece[file.write(piece) :]
    path.write_text(_header(volume, array, kind, values.name), encoding="utf-8")


def _header(volume: Volume, array: np.ndarray, kind: str, values: str) -> str:
    # Axis after axis, and ``direction`` has the axes as columns.
    axes = np.asarray(volume.direction_matrix, np.float64).T.ravel()

    def numbers(given: Any) -> str:
        return " ".join(repr(float(number)) for number in given)

    return "\n".join(
        (
            "ObjectType = Image",
            "NDims = 3",
            "BinaryData = True",
            f"BinaryDataByteOrderMSB = {array.dtype.str.startswith('>')}",
            "CompressedData = False",
            f"TransformMatrix = {numbers(axes)}",
            f"Offset = {numbers(volume.origin)}",
            "CenterOfRotation = 0 0 0",
            f"ElementSpacing = {numbers(volume.spacing)}",
            f"DimSize = {' '.join(str(count) for count in volume.size)}",
            f"ElementType = {kind}",
            f"ElementDataFile = {values}",
            "",
        )
    )
