"""More calls for scripts: what a job of the panel's does, in this process, with nodes and files.

As in ``logic`` the window waits meanwhile, and each call says which node it needs.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTLib.jobs.job import Modality, run_job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.shared_options import SourceOptions
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import modality_for_job, read_image, registered_node
from SyntheticCTLib.mrml.nodes import check_points, check_transform, check_volume
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.transforms import transform_node, write_start_from_landmarks
from SyntheticCTLib.mrml.volumes import modality_of
from SyntheticCTLib.preprocessing.kinds import MR
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
from SyntheticCTLib.synthesis.record import recorded_synthesis


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
def look_at(
    node: Any, *, model: str = DEFAULT_MODEL, modality: Modality | None = None
) -> dict[str, Any]:
    """What an image is taken for, and what speaks against using a model on it.

    Args:
        node: volume node.
        model: id of a model, or path of a model folder.
        modality: "MR", "CT" or "CBCT", where that is known.

    Returns:
        "modality" and "warnings", each with "code", "sentence" and "refuses".

    Raises:
        InputError: no volume node, or one that holds no image.
    """
    check_volume(node, "The image")
    said = modality_for_job(node) if modality is None else modality
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as folder:
        handover = Handover(Path(folder))
        source = handover.volume(node, "input")
        handover.write()
        job = InspectJob(source, str(Path(folder) / "found.json"), model, said)
        found: dict[str, Any] = run_job(job).result
    return found


@typed
def expected_accuracy(node: Any) -> ExpectedAccuracy | None:
    """What to expect of the bone of a synthetic CT; None where its model says nothing.

    Raises:
        InputError: no volume node, or no model made its image.
    """
    check_volume(node, "The synthetic CT")
    kept = record_of(node)
    record = None if kept is None else recorded_synthesis(kept)
    if record is None:
        raise InputError(f"{node.GetName()!r} has no record of a synthesis: give a synthetic CT.")
    return record.expected


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
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as name:
        folder = Path(name)
        handover = Handover(folder)
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


@typed
def export_surface(
    node: Any,
    path: str | Path,
    *,
    settings: SurfaceSettings | None = None,
    repair: bool = True,
    emboss: bool = False,
    side: str = "",
) -> Path:
    """Write the bone surface of a CT or synthetic CT, with its checks in a JSON file beside it.

    Args:
        node: volume node, HU.
        path: .stl, .obj, .ply, .vtp or .3mf.
        settings: what decides where the surface lies; None for the defaults.
        repair: fill holes and drop islands.
        emboss: raise the node's name, the side and "synthetic, not for clinical use" on it.
        side: "left" or "right"; "" for none.

    Returns:
        The file.

    Raises:
        InputError: no volume node, no CT in HU, no bone, or an unknown format.
    """
    check_volume(node, "The CT")
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as folder:
        handover = Handover(Path(folder))
        job = SurfaceJob(
            input=handover.volume(node, "input"),
            output=str(path),
            options=AccuracyOptions(settings or SurfaceSettings()),
            repair=repair,
            emboss=emboss,
            side=side,
            title=node.GetName(),
        )
        handover.write()
        return run_job(job).files["output"]


@typed
def save_as_dicom(
    node: Any,
    folder: str | Path,
    *,
    like: str | Path | None = None,
    enhanced: bool = False,
    send: str | None = None,
) -> Path:
    """Write a synthetic image as a DICOM series.

    Args:
        node: volume node.
        folder: a new folder.
        like: folder of the series whose patient and study it goes into; None for a new study.
        enhanced: all slices in one Enhanced CT or MR.
        send: node that it is also sent to, TITLE@HOST:PORT.

    Returns:
        The folder.

    Raises:
        InputError: no volume node, or the folder is there.
    """
    check_volume(node, "The synthetic image")
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as name:
        handover = Handover(Path(name))
        job = DicomJob(
            input=handover.volume(node, "input"),
            output=str(folder),
            kind="series",
            dicom=DicomOptions(
                like=None if like is None else str(like), enhanced=enhanced, send=send
            ),
            modality="MR" if modality_of(node) == MR.name else "CT",
        )
        handover.write()
        return run_job(job).files["output"]
