"""A comparison's folder: the names of its files, and its one reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import read_record
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface.files.reading import read_surface

REPORT = "report.html"
#: The surfaces to be turned, where somebody asked for it.
SURFACE_PAGE = "bone-3d.html"
DOCUMENT = "comparison.json"
PICTURES = "pictures"
DIFFERENCE = "difference.nii.gz"
PLACED_CT = "ct_on_sct_grid.nii.gz"
TRANSFORM = "registration.tfm"
JOINT_HISTOGRAM = "joint_histogram.csv"

#: Put here by people, not by a comparison: see ``evaluation.reader_scores``.
READERS = "readers.csv"
SURFACES = {"sct": "bone_sct.vtp", "ct": "bone_ct.vtp"}


@dataclass(frozen=True, eq=False)
class SavedComparison:
    """A comparison from memory or from its folder.

    Attributes:
        document: every figure.
        difference: sCT minus CT in HU, 0 outside the region.
        ct: the CT on the sCT's grid; None where it was there already.
        meshes: ``vtkPolyData`` of the bone by "sct" and "ct"; empty where there is no bone.
    """

    document: ComparisonDocument
    difference: Volume
    ct: Volume | None
    meshes: dict[str, Any]


def read_document(folder: str | Path) -> ComparisonDocument:
    """The figures in a comparison's folder.

    Raises:
        InputError: there are none, or they are damaged or of another version.
    """
    path = Path(folder) / DOCUMENT
    if not path.is_file():
        raise InputError(f"{folder} holds no {DOCUMENT}: give the folder of a comparison.")
    return read_record(ComparisonDocument, path, "run the comparison again")


def read_comparison(folder: str | Path) -> SavedComparison:
    """Everything in a comparison's folder but its pictures.

    Raises:
        InputError: the folder holds no comparison, or a damaged one.
    """
    folder = Path(folder)
    document = read_document(folder)
    placed = folder / PLACED_CT
    found = {image: folder / name for image, name in SURFACES.items()}
    return SavedComparison(
        document,
        read_volume(folder / DIFFERENCE),
        read_volume(placed) if placed.is_file() else None,
        {image: read_surface(path) for image, path in found.items() if path.is_file()},
    )
