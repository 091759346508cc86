"""Calls about one image: what it is taken for, what to expect of it, phantoms."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTLib.jobs.job import Job, Modality, run_job
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.handover import temporary_handover
from SyntheticCTLib.mrml.job_files import modality_for_job
from SyntheticCTLib.mrml.nodes import check_volume
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
from SyntheticCTLib.synthesis.record import recorded_synthesis


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
    with temporary_handover() as handover:
        source = handover.volume(node, "input")
        handover.write()
        job = InspectJob(source, str(handover.folder / "found.json"), model, said)
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
    with temporary_folder() as place:
        folder = str(place)
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
