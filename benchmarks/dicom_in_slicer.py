"""Our DICOM files in 3D Slicer's database and its volume plugin, without the application.

    apt-get install cmake g++ qtbase5-dev libqt5sql5-sqlite libdcmtk-dev
    git clone https://github.com/Slicer/Slicer
    git clone https://github.com/commontk/CTK   # at the commit that Slicer's SuperBuild names
    pip install dcmqi                           # into any environment
    python benchmarks/dicom_in_slicer.py --ctk CTK --slicer Slicer --dcmqi ENVIRONMENT/bin

The studies of ``dicom_by_others.py`` that have every object (limb, cone beam, head) are imported by
the class that is Slicer's database (``ctkDICOMDatabase`` with its indexer), built here from source.
What it then knows of patient, study and series is printed. Slicer's own DICOMScalarVolumePlugin
examines and loads each image series on slicer-core; its grid and voxels are held against our
reader's. Slicer leaves segmentations and reports to dcmqi's programs, which are run as its plugins
do. Stand-ins: settings, the application's logic, and what asks the database for a file.
"""

from __future__ import annotations

import argparse
import importlib.util
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import dicom_by_others
import numpy as np
import pydicom
import slicer
import vtk

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.mrml.volumes import volume_from_node

HERE = Path(__file__).resolve().parent

#: Of ``dicom_by_others.STUDIES``.
STUDIES = ("thigh MR", "cone-beam CT", "head MR")


def main() -> None:
    """Write the studies, import them, load them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ctk", type=Path, required=True, help="source of CTK")
    parser.add_argument("--slicer", type=Path, required=True, help="source of 3D Slicer")
    parser.add_argument("--dcmqi", type=Path, required=True, help="folder of dcmqi's programs")
    parser.add_argument("--build", type=Path, help="keep the built database there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        program = built(arguments.ctk, arguments.build or folder / "build")
        studies = [written(folder, name) for name in STUDIES]
        said = subprocess.run(
            [program, folder / "database", *studies], capture_output=True, text=True, check=True
        )
        database = Database(folder / "database" / "ctkDICOM.sql")
        plugin = volume_plugin(arguments.slicer, database)
        print("| patient | modality | series | files | loaded |")
        print("| --- | --- | --- | --- | --- |")
        for line in said.stdout.splitlines():
            patient, _, series, modality, description, count = line.split("\t")
            loaded = load(plugin, database.filesForSeries(series), modality, arguments.dcmqi)
            print(f"| {patient} | {modality} | {description} | {count} | {loaded} |", flush=True)


def built(ctk: Path, folder: Path) -> Path:
    """The program with Slicer's database, built if it is not there yet."""
    program = folder / "slicer_database"
    if not program.is_file():
        source = HERE / "slicer_database"
        subprocess.run(["cmake", "-S", source, "-B", folder, f"-DCTK={ctk}"], check=True)
        subprocess.run(["cmake", "--build", folder], check=True)
    return program


def written(folder: Path, name: str) -> Path:
    """The folder of a study with every object, and nothing else."""
    found = dicom_by_others.sources(None)
    head = found.pop("drawn head CT")
    place, truth = folder / "made" / name.replace(" ", "_"), folder / "ct.nrrd"
    place.parent.mkdir(exist_ok=True)
    write_volume(head if name == "head MR" else found["thigh CT"], truth)
    dicom_by_others.checked_study(place, found[name], *dicom_by_others.STUDIES[name], truth)
    study = folder / "imported" / place.name
    study.mkdir(parents=True)
    for path in (*(place / n for n in ("source", "synthetic", "enhanced")), *place.glob("*.dcm")):
        path.rename(study / path.name)
    return study


class Database:
    """Answers of Slicer's database, from its file."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(path).execute(
            "select SeriesInstanceUID, SOPInstanceUID, Filename from Images"
        )
        self._found = [(*row[:2], str((path.parent / row[2]).resolve())) for row in self._rows]

    def filesForSeries(self, series: str, most: int | None = None) -> list[str]:  # noqa: N802
        """The files of a series, named as the plugins call it."""
        return [path for uid, _, path in self._found if uid == series][:most]

    def fileForInstance(self, uid: str) -> str:  # noqa: N802
        """The file of an instance."""
        return next((path for _, instance, path in self._found if instance == uid), "")

    def fileValue(self, path: str, tag: str) -> str:  # noqa: N802
        """A field of a file as text."""
        value = pydicom.dcmread(path, stop_before_pixels=True).get(_numbers(tag))
        if value is None or value.value is None:
            return ""
        several = isinstance(value.value, pydicom.multival.MultiValue)
        return "\\".join(map(str, value.value)) if several else str(value.value)

    def fileValueExists(self, path: str, tag: str) -> bool:  # noqa: N802
        """Whether a file has a field."""
        return _numbers(tag) in pydicom.dcmread(path)

    def instanceValue(self, uid: str, tag: str) -> str:  # noqa: N802
        """The same of an instance."""
        return self.fileValue(self.fileForInstance(uid), tag)


def _numbers(tag: str) -> tuple[int, int]:
    group, element = tag.split(",")
    return int(group, 16), int(element, 16)


def volume_plugin(source: Path, database: Database) -> Any:
    """Slicer's plugin for images, from its source."""
    settings = SimpleNamespace(value=lambda name, default=None: default)
    standing: dict[str, dict[str, Any]] = {
        "ctk": {},
        "qt": {"QSettings": lambda: settings},
        "vtkITK": vars(slicer),
        "slicer.i18n": {"tr": lambda text: text},
    }
    for name, content in standing.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(content)
    scene = slicer.mrmlScene = slicer.vtkMRMLScene()
    scene.AddNode(slicer.vtkMRMLSelectionNode())
    logic = slicer.vtkSlicerApplicationLogic()
    logic.SetMRMLScene(scene)
    slicer.app = SimpleNamespace(applicationLogic=lambda: logic)
    slicer.modules = SimpleNamespace(DICOMInstance=SimpleNamespace(), dicomPlugins={})
    slicer.dicomDatabase = database
    slicer.util.settingsValue = lambda name, default, converter=None, settings=None: default
    folder = source / "Modules/Scripted"
    library = sys.modules["DICOMLib"] = ModuleType("DICOMLib")
    for name in ("DICOMPlugin", "DICOMUtils"):
        part = module(folder / "DICOMLib" / f"{name}.py")
        vars(library).update({"DICOMUtils": part} if name == "DICOMUtils" else vars(part))
    library.DICOMExportScalarVolume = None  # type: ignore[attr-defined]
    made = module(folder / "DICOMPlugins/DICOMScalarVolumePlugin.py").DICOMScalarVolumePluginClass()
    made.addSeriesInSubjectHierarchy = lambda loadable, node: None  # Qt's
    return made


def module(path: Path) -> Any:
    """A file of Slicer's as a module."""
    told = importlib.util.spec_from_file_location(path.stem, path)
    assert told is not None
    assert told.loader is not None
    made = importlib.util.module_from_spec(told)
    told.loader.exec_module(made)
    return made


def load(plugin: Any, files: list[str], modality: str, dcmqi: Path) -> str:
    """What becomes of a series' files, in words."""
    if modality in ("CT", "MR"):
        return loaded_volume(plugin, files)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        calls = {
            "SEG": ["segimage2itkimage", "--outputDirectory", out, "--mergeSegments"],
            "SR": ["tid1500reader", "--outputMetadata", out / "report.json"],
        }
        surface = "Surface" in pydicom.dcmread(files[0], stop_before_pixels=True).SOPClassUID.name
        if modality not in calls or surface:
            return "in the database"
        program, *rest = calls[modality]
        command = [dcmqi / str(program), "--inputDICOM", files[0], *rest]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        written_files = sorted(path.name for path in out.iterdir())
        if done.returncode == 0 and written_files:
            return f"dcmqi {program}: {', '.join(written_files)}"
        return f"dcmqi {program} FAILS: {(done.stderr or done.stdout).strip().splitlines()[-1:]}"


def loaded_volume(plugin: Any, files: list[str]) -> str:
    """An image by Slicer's plugin, beside the same by our reader."""
    best = max(plugin.examineFiles(files), key=lambda loadable: loadable.confidence)
    node = plugin.load(best)
    if node is None:
        return "NOT LOADED"
    theirs = volume_from_node(node)
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(files):
            (Path(folder) / f"{number}.dcm").symlink_to(path)
        ours = to_orientation(read_volume(folder), theirs.grid.orientation)
    same = "equal" if np.array_equal(theirs.array, ours.array) else "DIFFERENT"
    moved = "" if node.GetParentTransformNode() is None else "; UNDER A TRANSFORM"
    warned = f"; it says: {' '.join(best.warning.split())}" if best.warning else ""
    apart = theirs.grid.apart(ours.grid)
    return f"DICOMScalarVolumePlugin: voxels {same}, {apart:.1e} mm apart{moved}{warned}"


if __name__ == "__main__":
    vtk.vtkObject.GlobalWarningDisplayOff()
    main()
