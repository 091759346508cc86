"""Calls that bring a real CT to a synthetic one, and measure the one against the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.shared_options import SourceOptions
from SyntheticCTLib.mrml.handover import SUFFIX, temporary_handover
from SyntheticCTLib.mrml.job_files import read_image, registered_node
from SyntheticCTLib.mrml.nodes import (
    check_points,
    check_segmentation,
    check_transform,
    check_volume,
)
from SyntheticCTLib.mrml.regions import region_of
from SyntheticCTLib.mrml.transforms import transform_node, write_start_from_landmarks
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.surface.measure.options import AccuracyOptions


@dataclass(frozen=True, eq=False)
class PlacedNodes:
    """Where a registration put a CT.

    Attributes:
        ct: volume node, the CT on the synthetic CT's grid.
        transform: transform node that brings the CT there; None where nothing was registered.
        told: what was done, and warnings.
    """

    ct: Any
    transform: Any
    told: list[str]


@typed
def place_ct(
    scene: Any,
    sct_node: Any,
    ct_node: Any,
    *,
    registration: str = "rigid",
    start_node: Any = None,
    source_node: Any = None,
    points: tuple[Any, Any] | None = None,
) -> PlacedNodes:
    """Bring a CT onto a synthetic CT's grid, and measure nothing.

    Args:
        scene: where the results go.
        sct_node: synthetic CT, HU.
        ct_node: real CT, HU.
        registration: "rigid", "affine", "deformable" or "identity"; "transform" takes
            ``start_node`` as it lies.
        start_node: transform node to start from; it brings the CT onto the synthetic CT.
        source_node: what the synthetic CT was made from: the CT is registered to that.
        points: point lists on the synthetic CT (or its input) and on the CT, to start from.

    Raises:
        SyntheticCTError: see ``comparison.placement.place``.
    """
    check_volume(sct_node, "The synthetic CT")
    check_volume(ct_node, "The real CT")
    if points is not None:
        check_points(points[0], "The synthetic CT's list")
        check_points(points[1], "The CT's list")
    if source_node is not None:
        check_volume(source_node, "The source")
    if start_node is not None:
        check_transform(start_node, "The transform")
    if registration == "transform" and start_node is None:
        raise InputError("The transform is None: give a transform node as start_node.")
    with temporary_handover() as handover:
        folder = handover.folder
        start = None if start_node is None else handover.transform(start_node, "start")
        if points is not None and start is None:
            start = write_start_from_landmarks(*points, folder / "points.tfm")
        given = start if registration == "transform" and start is not None else registration
        source = None if source_node is None else handover.volume(source_node, "source")
        job = PlaceJob(
            sct=handover.volume(sct_node, "sct"),
            ct=handover.volume(ct_node, "ct"),
            output=str(folder / f"moved{SUFFIX}"),
            registration=given,
            start=None if given == start else start,
            transform=str(folder / "registration.tfm"),
            scanned=SourceOptions(source),
        )
        handover.write()
        files = run_job(job).files
        node, found = registered_node(scene, read_image(files["output"]), sct_node=sct_node)
        moved = None
        if "transform" in files:
            title = f"CT to {sct_node.GetName()}"
            moved = transform_node(scene, files["transform"], title, like=sct_node)
    return PlacedNodes(node, moved, [found["description"], *found["warnings"]])


@takes_keywords
def save_report(
    sct_node: Any,
    ct_node: Any,
    folder: str | Path,
    *,
    source_node: Any = None,
    registration: str | None = None,
    region_node: Any = None,
    bones_node: Any = None,
    options: AccuracyOptions = AccuracyOptions(),
) -> Path:
    """Measure a synthetic CT against a real one, and write the folder with report and figures.

    Args:
        sct_node, ct_node: volume nodes, HU.
        folder: where it goes.
        source_node, registration, region_node, bones_node: see ``logic.compare``.
        options: of the bone surfaces.

    Returns:
        The page.

    Raises:
        SyntheticCTError: see ``jobs.compare``.
    """
    check_volume(sct_node, "The synthetic CT")
    check_volume(ct_node, "The real CT")
    if source_node is not None:
        check_volume(source_node, "The source")
    if bones_node is not None:
        check_segmentation(bones_node, "The single bones")
    with temporary_handover() as handover:
        source = None if source_node is None else handover.volume(source_node, "source")
        mask = bones = None
        if region_node is not None:
            made = region_of(region_node, sct_node)
            mask = handover.region(made, region_node, sct_node, "mask")
        if bones_node is not None:
            bones = handover.labels(bones_node, ct_node, "bones")
        job = CompareJob(
            sct=handover.volume(sct_node, "sct"),
            ct=handover.volume(ct_node, "ct"),
            output=str(folder),
            registration="identity" if registration is None else registration,
            scanned=SourceOptions(source),
            mask=mask,
            labels=bones,
            options=options,
            title=sct_node.GetName(),
        )
        handover.write()
        return run_job(job).files["report.html"]
