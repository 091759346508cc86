"""Calls for scripts of what remains of the panel: sample data, TotalSegmentator, report, models."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.importing.offer import Offer
from SyntheticCTLib.jobs.add_model import AddModelJob
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.job import Job, Modality, run_job
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.shared_options import SourceOptions
from SyntheticCTLib.models import DEFAULT_MODEL, ModelInfo, list_models
from SyntheticCTLib.models.catalogue import added_models, find_model_folder
from SyntheticCTLib.mrml.closed_surfaces import show_surfaces, surfaces_of
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import segmentation_node
from SyntheticCTLib.mrml.nodes import check_points, check_segmentation, check_volume
from SyntheticCTLib.mrml.regions import region_of
from SyntheticCTLib.mrml.transforms import bone_points_of
from SyntheticCTLib.mrml.volumes import has_no_hounsfield, node_from_volume, volume_from_node
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED
from SyntheticCTLib.segmentation.label_tables import read_segmentation
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: Parts of the body that there are phantoms of.
PHANTOMS = ("thigh", "knee", "head")


@typed
def sample_data(scene: Any, part: str = "thigh") -> tuple[Any, Any]:
    """Draw a phantom, as Sample Data does.

    Returns:
        Volume nodes of its MR and its CT.

    Raises:
        InputError: there is no phantom of that part.
    """
    from SyntheticCTLib.files.volumes import read_volume

    if part not in PHANTOMS:
        raise InputError(f"There is no phantom {part!r}; known are {', '.join(PHANTOMS)}.")
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as folder:
        job: Job = HeadPhantomJob(folder, format="mhd")
        if part != "head":
            job = PhantomJob(folder, PhantomOptions(limb=part), format="mhd")
        files = run_job(job).files
        mr, ct = (
            node_from_volume(scene, read_volume(files[key]), f"{part} phantom {title}")
            for key, title in (("mr", "MR"), ("ct", "CT"))
        )
    mark_as_hounsfield(ct)
    show_as_ct(ct)
    return mr, ct


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
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as folder:
        handover = Handover(Path(folder))
        output = str(Path(folder) / f"labels{SUFFIX}")
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
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-") as temporary:
        handover = Handover(Path(temporary))
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


@typed
def run_study(
    source: str | Path, folder: str | Path, *, model: str = DEFAULT_MODEL, **options: Any
) -> Path:
    """Work off the patients of a folder as one study.

    Args:
        source: folder of images, root of a DICOM tree, or a CSV table of cases.
        folder: the study's folder.
        model: id of a model, or path of a model folder.
        options: of ``SynthesisOptions``.

    Returns:
        The study's page.

    Raises:
        InputError: there are no patients, or the folder is of another study.
    """
    from SyntheticCTLib.cohort.job import CohortJob
    from SyntheticCTLib.cohort.study import Study

    how = CaseOptions(model=str(model), synthesis=SynthesisOptions(**options))
    return run_job(CohortJob(Study(source=str(source), how=how), str(folder))).files["index.html"]


@typed
def add_model(
    source: str,
    *,
    agree: Callable[[Offer], bool] | bool = False,
    name: str | None = None,
    about: str | None = None,
    modality: Modality | None = None,
    regions: Sequence[str] = (),
    revision: str | None = None,
) -> ModelInfo:
    """Convert somebody else's model, try it, and put it among one's own.

    Args:
        source: folder, archive, file, https address, or "hf:owner/name".
        agree: True, or what is shown the offer and says whether it is wanted.
        name: what to call it; None for a name after the source.
        about: JSON file with what its files lack.
        modality: what it takes, where its files do not say.
        regions: body regions that it learnt from.
        revision: of a repository.

    Raises:
        InputError: nobody agreed: the sentence has all that is to be known.
        ModelError: it is of no known family, damaged, or answers otherwise here.
        ResourceError: it cannot be fetched.
    """
    yes = agree is True
    job = AddModelJob(source, name, about, modality, tuple(regions), revision, yes=yes)
    if callable(agree):
        info: ModelInfo = job.carried_out(agree, UNWATCHED).result.info
    else:
        info = run_job(job).result.info
    return info


@typed
def remove_model(model_id: str) -> Path:
    """Delete the folder of a model that ``add_model`` installed.

    Returns:
        The folder that was.

    Raises:
        InputError: the model was not installed by it.
        ModelError: there is no such model.
    """
    folder = find_model_folder(model_id)
    if folder.parent != added_models():
        raise InputError(f"{model_id} was not added by you ({folder}): it is left where it is.")
    shutil.rmtree(folder)
    return folder


@typed
def known_models() -> list[ModelInfo]:
    """Every usable model."""
    return list_models()
