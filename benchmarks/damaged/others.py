"""Whole files of all that is no image: meshes, transforms, points, tables, records, models."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from damaged.family import Family
from damaged.tiny_model import write_tiny_model

from SyntheticCTLib import compare, extract_surface, segment_tissues
from SyntheticCTLib.cohort.case_table import read_case_table
from SyntheticCTLib.cohort.study import read_choices
from SyntheticCTLib.comparison.folder import read_document
from SyntheticCTLib.evaluation.density.calibration import read_density_table
from SyntheticCTLib.evaluation.reader_scores import COLUMNS, read_reader_scores
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.jobs.job_files import job_from_json, job_to_json
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.registration.landmark_files import read_landmarks
from SyntheticCTLib.registration.transforms import read_transform, write_transform
from SyntheticCTLib.resources import resources
from SyntheticCTLib.segmentation.label_tables import label_names
from SyntheticCTLib.segmentation.labels import table_path, write_segmentation
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters, read_parameters
from SyntheticCTLib.simulation.phantom.limb_phantom import LimbPhantom
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.files.reading import read_by_vtk, read_surface
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.record_files import find_record
from SyntheticCTLib.training.run.recipe import load_recipe

_FCSV = """# Markups fiducial file version = 5.0
# CoordinateSystem = LPS
# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID
1,12.5,-3.25,100,0,0,0,1,1,1,0,ankle,,,2,0
2,-40,33.1,90.5,0,0,0,1,1,1,0,knee,,,2,0
"""
_MARKUP = """{"markups": [{"type": "Fiducial", "coordinateSystem": "LPS", "controlPoints": [
{"id": "1", "label": "ankle", "position": [12.5, -3.25, 100], "positionStatus": "defined"},
{"id": "2", "label": "knee", "position": [-40, 33.1, 90.5], "positionStatus": "defined"}]}]}
"""
_SCORES = [("anna", "knee", "sCT", "7"), ("anna", "knee", "CT", "8"), ("ben", "knee", "sCT", "6.5")]


def other_families(phantom: LimbPhantom, folder: Path) -> list[Family]:
    """One family of each kind of file that is made without torch."""
    return [
        *_transforms(folder),
        *_texts(folder),
        *_records(phantom, folder),
        *_meshes(phantom, folder),
    ]


def _meshes(phantom: LimbPhantom, folder: Path) -> list[Family]:
    surface = extract_surface(phantom.ct)
    names = {suffix: folder / f"bone.{suffix}" for suffix in ("stl", "ply", "obj", "vtp", "3mf")}
    for path in names.values():
        export_surface(surface, path)
    found = [
        Family(suffix, names[suffix], read_by_vtk, may_die=True, door=read_surface)
        for suffix in ("stl", "ply", "obj", "vtp")
    ]
    return [*found, Family("3mf", names["3mf"], read_surface)]


def _transforms(folder: Path) -> list[Family]:
    for name in ("pose.tfm", "pose.h5"):
        write_transform(sitk.Euler3DTransform((1, 2, 3), 0.1, 0.2, 0.3, (4, 5, 6)), folder / name)
    grid = sitk.BSplineTransformInitializer(sitk.Image(8, 8, 8, sitk.sitkInt16), (2, 2, 2))
    write_transform(grid, folder / "warp.tfm")
    return [
        Family("tfm", folder / "pose.tfm", read_transform),
        Family("tfm, B-spline", folder / "warp.tfm", read_transform),
        Family("h5", folder / "pose.h5", _by_itk, may_die=True, door=read_transform),
    ]


def _by_itk(path: Path) -> Any:
    return sitk.ReadTransform(str(path))


def _texts(folder: Path) -> list[Family]:
    rows = "\n".join(",".join(row) for row in (COLUMNS, *_SCORES))
    contents = {
        "points.mrk.json": _MARKUP,
        "points.fcsv": _FCSV,
        "cases.csv": "id,mr,ct,group\np1,mr1.nii.gz,ct1.nii.gz,a\np2,mr2.nii.gz,ct2.nii.gz,b\n",
        "study.toml": 'source = "pairs"\nthreads = 2\n',
        "density.csv": "HU,density\n-1000,0.001\n0,1.0\n1000,1.6\n3000,2.8\n",
        "scores.csv": rows + "\n",
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    job = folder / "job.json"
    job.write_text(job_to_json(SynthesizeJob("mr.nii.gz", "sct.nii.gz")), encoding="utf-8")
    recipe = folder / "recipe.json"
    shutil.copy(min((resources() / "training").glob("*.json")), recipe)
    return [
        Family("markups", folder / "points.mrk.json", read_landmarks),
        Family("fcsv", folder / "points.fcsv", read_landmarks),
        Family("cases of a study", folder / "cases.csv", read_case_table),
        Family("choices of a study", folder / "study.toml", read_choices),
        Family("density table", folder / "density.csv", read_density_table),
        Family("reader scores", folder / "scores.csv", read_reader_scores),
        Family("job", job, lambda path: job_from_json(path.read_bytes())),
        Family("recipe", recipe, load_recipe),
    ]


def _records(phantom: LimbPhantom, folder: Path) -> list[Family]:
    write_segmentation(segment_tissues(phantom.ct), folder / "labels.nii.gz")
    write_json(ConeBeamParameters().to_dict(), folder / "scan.json")
    compared = compare(phantom.ct, phantom.ct, AccuracyOptions(sensitivity=False))
    write_json(compared.document, folder / "comparison.json")
    return [
        Family("labels", table_path(folder / "labels.nii.gz"), lambda _: _names_of(folder)),
        Family("comparison", folder / "comparison.json", lambda path: read_document(path.parent)),
        Family("cone-beam scan", folder / "scan.json", read_parameters),
    ]


def _names_of(folder: Path) -> dict[int, str] | None:
    return label_names(folder / "labels.nii.gz")


def model_families(phantom: LimbPhantom, folder: Path) -> list[Family]:
    """A small model, one of its files damaged at a time, and the record of what it made."""
    import torch

    from SyntheticCTLib.models import load_model
    from SyntheticCTLib.synthesis.synthesize import synthesize

    torch.set_num_threads(1)  # a pool of threads would not outlive the fork
    write_tiny_model(folder, spacing_mm=(4.0, 4.0, 10.0))
    made = synthesize(phantom.mr, folder, force=True)
    write_volume(made.volume, folder.with_name("sct.nii.gz"))
    write_json(made.record, folder.with_name("sct.json"))

    def load(_: Path) -> Any:
        return load_model(folder)

    return [
        Family("record", folder.with_name("sct.json"), _record_of),
        Family("model's metadata", folder / "configs" / "metadata.json", load),
        Family("model's network", folder / "configs" / "inference.json", load),
        Family("model's weights", min((folder / "models").iterdir()), load),
    ]


def _record_of(path: Path) -> Any:
    return find_record(path.with_suffix(".nii.gz"))
