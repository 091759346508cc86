"""A comparison as a folder: report, figures, surfaces, difference map, pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.comparison.columns import TABLES, csv_text, tables
from SyntheticCTLib.comparison.compare import Comparison
from SyntheticCTLib.comparison.folder import (
    DIFFERENCE,
    DOCUMENT,
    JOINT_HISTOGRAM,
    PICTURES,
    PLACED_CT,
    REPORT,
    SURFACE_PAGE,
    SURFACES,
    TRANSFORM,
)
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import exchanged_folder
from SyntheticCTLib.files.names import check_parent
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.report.build import write_report
from SyntheticCTLib.report.pictures.comparison_pictures import PICTURE_NAMES, write_pictures
from SyntheticCTLib.report.surface_page import write_surface_page
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.files.record import DISTANCE_MEANING, SurfaceOrigin

#: Names that a comparison may write; an older comparison's file of such a name does not stay.
NAMES = (
    REPORT,
    SURFACE_PAGE,
    DOCUMENT,
    *TABLES,
    JOINT_HISTOGRAM,
    DIFFERENCE,
    PLACED_CT,
    TRANSFORM,
    *(name for surface in SURFACES.values() for name in (surface, f"{surface}.json")),
)

_LARGEST_DIFFERENCE = float(np.iinfo(np.int16).max)


def check_folder(folder: str | Path) -> None:
    """Refuse a folder that could not be written. Look before hours of work, not after.

    Raises:
        InputError: it is a file, or the folder that it would be in does not exist.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: choose a folder for the comparison.")
    check_parent(folder)


def write_comparison(
    comparison: Comparison,
    folder: str | Path,
    *,
    title: str = "",
    interactive: bool = False,
    watch: Watch = UNWATCHED,
) -> dict[str, Path]:
    """Write everything into a folder. Until all of it is there, nothing is.

    Files of other names in the folder are left alone; those of an older comparison are replaced.

    Args:
        comparison: what to write.
        folder: is made if it does not exist; its parent must exist.
        title: of the report, for example the case's name; "" for none.
        interactive: also write the page on which the surfaces can be turned, if there are any.

    Returns:
        The files by their names, without the pictures.

    Raises:
        InputError: see ``check_folder``.
        OSError: a file cannot be written.
        Cancelled: a stop was asked for; nothing was written.
    """
    check_folder(folder)
    folder = Path(folder)
    with exchanged_folder(folder, is_of_comparison) as made:
        _write(comparison, made, title, interactive, watch)
        watch.check()
    return {name: folder / name for name in NAMES if (folder / name).exists()}


def is_of_comparison(path: Path) -> bool:
    """Whether a comparison writes a file of this name."""
    if path.parent.name == PICTURES:
        return any(path.match(pattern) for pattern in PICTURE_NAMES)
    return path.name in NAMES


def _write(
    comparison: Comparison,
    folder: Path,
    title: str,
    interactive: bool,
    watch: Watch,
) -> None:
    (folder / PICTURES).mkdir()
    pictures = write_pictures(comparison, folder / PICTURES, watch=watch.part(0.0, 0.7))
    watch.report("writing", 0.7)
    document = replace(comparison.document, title=title, pictures=pictures)
    write_json(document, folder / DOCUMENT)
    for name, table in tables(document).items():
        (folder / name).write_text(csv_text(table), encoding="utf-8", newline="")
    _write_joint(comparison, folder / JOINT_HISTOGRAM)
    watch.report("writing", 0.75)
    _write_volumes(comparison, folder)
    watch.check()
    watch.report("writing", 0.9)
    _write_surfaces(comparison, folder)
    if interactive and comparison.surface is not None:
        write_surface_page(folder, folder / SURFACE_PAGE)
    write_report(folder)
    watch.report("writing", 1.0)


def _write_joint(comparison: Comparison, path: Path) -> None:
    """Rows are bins of the sCT, columns bins of the CT, both named by their lower edge in HU."""
    lower = comparison.joint.edges[:-1].tolist()
    rows = [
        [edge, *counts]
        for edge, counts in zip(lower, comparison.joint.counts.tolist(), strict=True)
    ]
    header = ["sCT from HU \\ CT from HU", *lower]
    path.write_text(csv_text((header, rows)), encoding="utf-8", newline="")


def _write_volumes(comparison: Comparison, folder: Path) -> None:
    limit = _LARGEST_DIFFERENCE
    hounsfield = np.clip(np.rint(comparison.difference.array), -limit, limit).astype(np.int16)
    legend = comparison.difference.metadata["legend"]
    metadata = {**_geometry(comparison.sct), "description": legend}
    difference = comparison.sct.with_array(hounsfield, **metadata)
    write_volume(difference, folder / DIFFERENCE)
    placed = comparison.placement
    if placed.kind != "none":
        write_volume(_without_comment(placed.ct), folder / PLACED_CT)
    if placed.registration is not None:
        write_transform(placed.registration.transform, folder / TRANSFORM)


def _geometry(volume: Volume) -> dict[str, Any]:
    """Metadata that let a file hold exactly the grid that the volume's own file holds."""
    return {key: value for key, value in volume.metadata.items() if key != "description"}


def _without_comment(volume: Volume) -> Volume:
    return volume.with_array(volume.array, **_geometry(volume), description="CT on the sCT's grid")


def _write_surfaces(comparison: Comparison, folder: Path) -> None:
    if comparison.surface is None:
        return
    made = comparison.document.provenance
    for image, surface, model in (
        ("sCT", comparison.surface.sct_surface, None if made is None else made.model),
        ("CT", comparison.surface.ct_surface, None),
    ):
        origin = SurfaceOrigin(surface_of=image, model=model, signed_distance=DISTANCE_MEANING)
        export_surface(surface, folder / SURFACES[image.lower()], origin)
