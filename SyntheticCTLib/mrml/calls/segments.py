"""Calls for segmentations: bones by shape, TotalSegmentator, how segments are shown."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.mrml.closed_surfaces import show_surfaces, surfaces_of
from SyntheticCTLib.mrml.handover import SUFFIX, temporary_handover
from SyntheticCTLib.mrml.job_files import segmentation_node
from SyntheticCTLib.mrml.nodes import check_points, check_segmentation, check_volume
from SyntheticCTLib.mrml.transforms import bone_points_of
from SyntheticCTLib.mrml.volumes import has_no_hounsfield, volume_from_node
from SyntheticCTLib.segmentation.label_tables import read_segmentation
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions


@typed
def segment_bones(scene: Any, ct_node: Any, *, points: Any = None, **options: Any) -> Any:
    """The bones of a CT or sCT one by one, as a segmentation node named "<input> bones".

    Args:
        scene: where it goes.
        ct_node: CT or sCT, HU.
        points: point list, one or more in each bone by its name: what touches is parted between
            them; None to part by shape.
        options: see ``surface.make.bone_bodies.bone_bodies``.

    Raises:
        InputError: no volume node, no bone, more names than bones, or a point in no bone.
    """
    from SyntheticCTLib.surface.make.bone_bodies import bone_bodies

    check_volume(ct_node, "The CT")
    if points is not None:
        check_points(points, "The list of points in bones")
        options["points"] = bone_points_of(points)
    found = bone_bodies(volume_from_node(ct_node), **options)
    return segmentation_node(scene, found, f"{ct_node.GetName()} bones", like=ct_node)


@typed
def segment_organs(
    scene: Any, node: Any, *, task: str | None = None, interpreter: str | None = None
) -> Any:
    """Organs and bones by TotalSegmentator, as a segmentation node.

    Args:
        scene: where it goes.
        node: volume node.
        task: of TotalSegmentator; None for "total", of an MR "total_mr".
        interpreter: Python that TotalSegmentator is installed in; None to look for it.

    Raises:
        InputError: no volume node.
        ResourceError: TotalSegmentator is not installed.
    """
    check_volume(node, "The image")
    chosen = task or ("total_mr" if has_no_hounsfield(node) else "total")
    options = TotalSegmentatorOptions()
    if interpreter is not None:
        options = TotalSegmentatorOptions(interpreter=interpreter)
    with temporary_handover() as handover:
        output = str(handover.folder / f"labels{SUFFIX}")
        job = SegmentJob(handover.volume(node, "input"), output, guest_task=chosen, options=options)
        handover.write()
        found = read_segmentation(run_job(job).files["output"])
    name = f"{node.GetName()} TotalSegmentator"
    return segmentation_node(scene, found, name, like=node)


@typed
def show_segments(node: Any, *, opacity: float | None = None, in_3d: bool = False) -> None:
    """How far segments cover the images of the slices, and whether they are shown in 3D.

    Args:
        node: segmentation node.
        opacity: in the slices, %; None leaves it.
        in_3d: make the surfaces that are not there yet, see ``closed_surfaces``.

    Raises:
        InputError: no segmentation node, or an opacity that is none.
    """
    check_segmentation(node, "The segmentation")
    if opacity is not None and not 0 <= opacity <= 100:
        raise InputError(f"An opacity is 0 to 100 %; got {opacity}.")
    if node.GetDisplayNode() is None:
        node.CreateDefaultDisplayNodes()
    if opacity is not None:
        node.GetDisplayNode().SetOpacity2DFill(opacity / 100.0)
    if in_3d:
        make = surfaces_of(node)
        if make is None:
            node.CreateClosedSurfaceRepresentation()
        else:
            for _shown in show_surfaces(node, make()):
                continue
