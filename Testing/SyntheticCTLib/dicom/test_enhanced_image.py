"""All slices in one object: Enhanced CT and MR, their place, and what others say of them."""

import subprocess

import numpy as np
import pydicom
import pytest
from highdicom import Image

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.segmentation_object import segmentation_object
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord

RECORD = SynthesisRecord(ModelUsed("tiny", "1.2.0", "ab" * 32, "MR"))


def hu_on(grid):
    hu = np.random.default_rng(5).integers(-1024, 3072, grid.shape).astype(np.int16)
    return Volume.on(grid, hu)


@pytest.fixture
def written(tmp_path, source):
    volume = hu_on(read_volume(source).grid)
    context = context_of_series(str(source))
    write_series(volume, tmp_path / "sct", context, modality="CT", record=RECORD, enhanced=True)
    (path,) = (tmp_path / "sct").iterdir()
    return volume, path


def test_it_is_read_back_bit_for_bit_in_every_orientation(tmp_path, make_series, axis_orientations):
    for n, direction in enumerate(axis_orientations):
        if np.linalg.det(direction) < 0:
            continue  # a stack of slices is right-handed: its reader turns k round
        make_series(tmp_path / f"mr{n}", direction, size=(5, 4, 2))
        volume = hu_on(read_volume(tmp_path / f"mr{n}").grid)
        context = context_of_series(str(tmp_path / f"mr{n}"))
        write_series(volume, tmp_path / f"sct{n}", context, modality="CT", enhanced=True)
        found = read_volume(tmp_path / f"sct{n}")
        assert found.grid == volume.grid
        np.testing.assert_array_equal(found.array, volume.array)


def test_each_frame_names_the_slice_that_it_was_made_from(source, written):
    image = pydicom.dcmread(written[1])
    theirs = {
        tuple(one.ImagePositionPatient): one.SOPInstanceUID
        for one in map(pydicom.dcmread, source.iterdir())
    }
    for frame in image.PerFrameFunctionalGroupsSequence:
        place = tuple(frame.PlanePositionSequence[0].ImagePositionPatient)
        named = frame.DerivationImageSequence[0].SourceImageSequence[0]
        assert named.ReferencedSOPInstanceUID == theirs[place]
    (evidence,) = image.SourceImageEvidenceSequence
    listed = evidence.ReferencedSeriesSequence[0].ReferencedSOPSequence
    assert {item.ReferencedSOPInstanceUID for item in listed} == set(theirs.values())


def test_it_says_what_it_is(written):
    image = pydicom.dcmread(written[1])
    assert image.SOPClassUID.name == "Enhanced CT Image Storage"
    assert image.SeriesDescription == "Synthetic CT - NOT FOR CLINICAL USE"
    assert image.SyntheticData == "YES"
    assert image.ContentQualification == "RESEARCH"
    (anatomy,) = image.SharedFunctionalGroupsSequence[0].FrameAnatomySequence
    assert anatomy.AnatomicRegionSequence[0].CodeMeaning == "Thigh"
    assert anatomy.FrameLaterality == "L"


@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("region", ["", "HEAD", "THIGH"])
def test_dciodvfy_and_dcentvfy_find_no_error(
    tmp_path, make_series, dciodvfy, dcentvfy, modality, region
):
    make_series(tmp_path / "mr", **({"BodyPartExamined": region} if region else {}))
    volume = read_volume(tmp_path / "mr")
    own = context_of_series(str(tmp_path / "mr"))
    for name, context in (("own", own), ("new", new_study(volume.grid))):
        write_series(
            volume, tmp_path / name, context, modality=modality, record=RECORD, enhanced=True
        )
        assert dciodvfy(tmp_path / name / "0001.dcm") == []
    assert dcentvfy(*(tmp_path / "mr").iterdir(), tmp_path / "own" / "0001.dcm") == []


def test_highdicom_reads_hu_and_a_segmentation_lies_on_it(written, segmentation, dciodvfy):
    volume, path = written
    found = Image.from_dataset(pydicom.dcmread(path)).get_volume()
    same = [np.array_equal(found.array, volume.array[::step]) for step in (1, -1)]
    assert any(same)
    labels = segmentation_object(segmentation, context_of_series(str(path.parent)))
    labels.save_as(path.with_name("labels.dcm"), enforce_file_format=True)
    assert dciodvfy(path.with_name("labels.dcm")) == []


def test_dcmtk_reads_it(written):
    try:
        done = subprocess.run(["dcmdump", "+E", written[1]], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("dcmdump (Debian's dcmtk) is not installed.")
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_command_line_asks_for_it(tmp_path, source, segmentation, capsys):
    write_volume(read_volume(source), tmp_path / "mr.nrrd")
    call = ["dicom", tmp_path / "mr.nrrd", "-o", tmp_path / "out", "--like", source, "--enhanced"]
    assert main([*map(str, call), "--modality", "MR"]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert pydicom.dcmread(path).SOPClassUID.name == "Enhanced MR Image Storage"
    call = ["dicom", tmp_path / "bone.stl", "-o", tmp_path / "b.dcm", "--like", source]
    assert main([*map(str, call), "--enhanced"]) == 2
    assert "--enhanced is a form of images" in capsys.readouterr().err
