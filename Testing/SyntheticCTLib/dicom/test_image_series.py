"""A volume as a DICOM series: its place, whose it is, what it says, and what others say of it."""

import logging
import shutil
import subprocess

import numpy as np
import pydicom
import pytest
import slicer
from highdicom import Image, get_volume_from_series
from scipy.spatial.transform import Rotation

from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord

OBLIQUE = Rotation.from_euler("zxy", [31, 7, -13], degrees=True).as_matrix()
RECORD = SynthesisRecord(ModelUsed("tiny", "1.2.0", "ab" * 32, "MR"))


def hu_on(grid):
    hu = np.random.default_rng(5).integers(-1024, 3072, grid.shape).astype(np.int16)
    return Volume.on(grid, hu)


@pytest.fixture
def written(tmp_path, source):
    volume = hu_on(read_volume(source).grid)
    write_series(volume, tmp_path / "sct", context_of_series(source), modality="CT", record=RECORD)
    return volume, tmp_path / "sct"


def test_a_series_is_read_back_bit_for_bit_in_every_orientation(
    tmp_path, make_series, axis_orientations
):
    for n, direction in enumerate([*axis_orientations, OBLIQUE]):
        if np.linalg.det(direction) < 0:
            continue  # a stack of slices is right-handed: its reader turns k round
        source = tmp_path / f"mr{n}"
        make_series(source, direction, size=(5, 4, 2))
        volume = hu_on(read_volume(source).grid)
        write_series(volume, tmp_path / f"sct{n}", context_of_series(source), modality="CT")
        found = read_volume(tmp_path / f"sct{n}")
        assert found.grid == volume.grid
        np.testing.assert_array_equal(found.array, volume.array)


def test_a_new_study_has_every_voxel_in_its_place(tmp_path, axis_orientations):
    for n, direction in enumerate([*axis_orientations, OBLIQUE]):
        grid = Grid((5, 4, 2), (1.25, -7.5, 30.0), (0.7, 0.9, 3.1), tuple(direction.ravel()))
        volume = hu_on(grid)
        write_series(volume, tmp_path / f"{n}", new_study(grid), modality="CT")
        found = read_volume(tmp_path / f"{n}")
        turned = to_orientation(found, grid.orientation)
        assert turned.grid.apart(grid) < 1e-6
        np.testing.assert_array_equal(turned.array, volume.array)


def test_it_belongs_to_the_patient_study_and_frame_of_reference(source, written, slices):
    theirs = {image.ImagePositionPatient[2]: image for image in slices(source)}
    for image in slices(written[1]):
        their = theirs[image.ImagePositionPatient[2]]
        for keyword in (
            "PatientName",
            "PatientID",
            "PatientBirthDate",
            "StudyInstanceUID",
            "StudyDate",
            "StudyID",
            "FrameOfReferenceUID",
            "PatientPosition",
            "InstanceNumber",
        ):
            assert image[keyword].value == their[keyword].value
        assert str(image.PatientName) == "Müller^Jo"
        assert image.SeriesInstanceUID != their.SeriesInstanceUID
        assert image.SourceImageSequence[0].ReferencedSOPInstanceUID == their.SOPInstanceUID
        series = image.ReferencedSeriesSequence[0]
        assert series.SeriesInstanceUID == their.SeriesInstanceUID


def test_it_says_what_it_is_and_which_network_made_it(written, slices):
    images = slices(written[1])
    assert len({image.SOPInstanceUID for image in images}) == len(images)
    image = images[0]
    assert image.SOPClassUID.name == "CT Image Storage"
    assert image.SeriesDescription == "Synthetic CT - NOT FOR CLINICAL USE"
    assert image.ImageType == ["DERIVED", "SECONDARY", "AXIAL"]
    assert image.BurnedInAnnotation == "NO"
    assert image.SyntheticData == "YES"
    algorithm = image.DerivationAlgorithmSequence[0]
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == ("tiny", "1.2.0")
    assert "ab" * 32 in algorithm.AlgorithmParameters
    assert "ab" * 32 in image.DerivationDescription
    own, scanner = image.ContributingEquipmentSequence
    assert own.PurposeOfReferenceCodeSequence[0].CodeMeaning == "Synthesizing Equipment"
    assert scanner.Manufacturer == "Scanners Ltd"
    assert (image.RescaleSlope, image.RescaleIntercept, image.RescaleType) == (1, -1024, "HU")
    assert image.PixelRepresentation == 1


def test_without_a_record_nothing_claims_to_be_synthetic(tmp_path, source, slices):
    volume = hu_on(read_volume(source).grid)
    write_series(volume, tmp_path / "ct", context_of_series(source), modality="CT")
    image = slices(tmp_path / "ct")[0]
    assert image.SeriesDescription == "Derived CT - NOT FOR CLINICAL USE"
    assert "SyntheticData" not in image
    assert "DerivationAlgorithmSequence" not in image


def test_a_synthetic_mr_is_an_mr(tmp_path, source, slices):
    grid = read_volume(source).grid
    volume = Volume.on(grid, np.random.default_rng(1).uniform(0, 700, grid.shape))
    write_series(volume, tmp_path / "smr", context_of_series(source), modality="MR", record=RECORD)
    image = slices(tmp_path / "smr")[0]
    assert image.SOPClassUID.name == "MR Image Storage"
    assert image.SeriesDescription == "Synthetic MR - NOT FOR CLINICAL USE"
    assert "RescaleSlope" not in image
    np.testing.assert_array_equal(read_volume(tmp_path / "smr").array, np.rint(volume.array))


def test_the_same_voxels_in_another_order_are_not_resampled(tmp_path, source, caplog):
    volume = hu_on(read_volume(source).grid)
    turned = to_orientation(volume, "RAI")
    assert turned.grid != volume.grid
    with caplog.at_level(logging.WARNING):
        write_series(turned, tmp_path / "sct", context_of_series(source), modality="CT")
    np.testing.assert_array_equal(read_volume(tmp_path / "sct").array, volume.array)
    assert caplog.text == ""


def test_another_grid_is_resampled_with_a_word_and_one_elsewhere_refused(tmp_path, source, caplog):
    grid = read_volume(source).grid
    fine = grid.covering((0.5, 0.5, 1.0))
    context = context_of_series(source)
    with caplog.at_level(logging.WARNING):
        smooth = Volume.on(fine, np.full(fine.shape, 35, np.int16))
        write_series(smooth, tmp_path / "sct", context, modality="CT")
    assert "resampled onto the series' slices" in caplog.text
    found = read_volume(tmp_path / "sct")
    assert found.grid == grid
    assert np.median(found.array) == 35
    away = Grid(grid.size, (400.0, 0.0, 0.0), grid.spacing, grid.direction)
    with pytest.raises(InputError, match="Only 0 % of the image lie where the series is"):
        write_series(hu_on(away), tmp_path / "away", context, modality="CT")


@pytest.mark.parametrize("value", [40000, np.nan, np.inf])
def test_values_that_do_not_fit_are_refused(tmp_path, value):
    array = np.zeros((3, 4, 5), np.float32)
    array[1, 1, 1] = value
    grid = Grid((5, 4, 3))
    with pytest.raises(InputError, match="do not fit the 16 bits"):
        write_series(Volume.on(grid, array), tmp_path / "s", new_study(grid), modality="CT")
    assert list(tmp_path.iterdir()) == []


def test_a_stop_leaves_nothing_and_a_full_folder_is_left_alone(tmp_path):
    grid = Grid((5, 4, 3))
    token = CancelToken()
    stop = Watch(lambda told: token.cancel() if told.fraction > 0.3 else None, token)
    study = new_study(grid)
    with pytest.raises(Cancelled):
        write_series(hu_on(grid), tmp_path / "s", study, modality="CT", watch=stop)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "other.txt").write_text("mine")
    with pytest.raises(InputError, match="choose the name of a new folder"):
        write_series(hu_on(grid), tmp_path / "s", study, modality="CT")
    assert [path.name for path in tmp_path.rglob("*")] == ["s", "other.txt"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"patient_id": "x" * 65}, "PatientID is too long"),
        ({"patient_id": "a\\b"}, "PatientID cannot be"),
        ({"patient_id": "a\nb"}, "PatientID cannot be"),
        ({"patient_name": "a^b^c^d^e^f"}, "PatientName is too long"),
        ({"patient_name": "a\x1bb"}, "PatientName cannot be"),
    ],
)
def test_what_a_field_of_dicom_cannot_hold_is_refused(options, words):
    with pytest.raises(InputError, match=words):
        DicomOptions(**options)


def test_the_longest_patient_id_leaves_the_name_as_long_as_it_can_be():
    study = new_study(Grid((5, 4, 3)), DicomOptions(patient_id="x" * 64))
    assert len(str(study.study.PatientName)) == 64


def test_uids_begin_with_the_root_that_was_given(tmp_path, slices):
    grid = Grid((5, 4, 3))
    options = DicomOptions(uid_root="1.2.40.0.99", patient_id="A7", patient_name="Doe^Jo")
    study = new_study(grid, options)
    write_series(hu_on(grid), tmp_path / "s", study, modality="CT", uid_root=options.uid_root)
    for image in slices(tmp_path / "s"):
        for keyword in (
            "StudyInstanceUID",
            "SeriesInstanceUID",
            "SOPInstanceUID",
            "FrameOfReferenceUID",
        ):
            assert image[keyword].value.startswith("1.2.40.0.99.")
            assert image[keyword].value.is_valid
        assert (image.PatientID, str(image.PatientName)) == ("A7", "Doe^Jo")
    for root in ("1.02", "3.4", "seven", "1." + "9" * 50):
        with pytest.raises(InputError, match="no root of UIDs"):
            write_series(hu_on(grid), tmp_path / "t", study, modality="CT", uid_root=root)


@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("region", ["", "HEAD", "THIGH"])
def test_dciodvfy_and_dcentvfy_find_no_error(
    tmp_path, make_series, dciodvfy, dcentvfy, modality, region
):
    source = tmp_path / "mr"
    make_series(source, OBLIQUE, **({"BodyPartExamined": region} if region else {}))
    volume = read_volume(source)
    for name, context in (("own", context_of_series(source)), ("new", new_study(volume.grid))):
        write_series(volume, tmp_path / name, context, modality=modality, record=RECORD)
        assert dciodvfy(tmp_path / name / "0001.dcm") == []
    assert dcentvfy(*source.iterdir(), *(tmp_path / "own").iterdir()) == []


def test_dcmtk_and_highdicom_read_it(written):
    volume, folder = written
    files = sorted(folder.iterdir())
    if shutil.which("dcmdump"):
        done = subprocess.run(["dcmdump", "+E", *files], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    found = get_volume_from_series([pydicom.dcmread(path) for path in files])
    array = found.array
    assert array.shape == volume.array.shape
    same = [np.array_equal(array, volume.array), np.array_equal(array, volume.array[::-1])]
    assert any(same)
    assert Image.from_dataset(pydicom.dcmread(files[0])).Rows == volume.array.shape[1]


def test_mrml_reads_it_into_the_same_place(written):
    volume, folder = written
    scene = slicer.vtkMRMLScene()
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    reader = slicer.vtkMRMLVolumeArchetypeStorageNode()
    scene.AddNode(reader)
    files = sorted(map(str, folder.iterdir()))
    reader.SetFileName(files[0])
    for path in files:
        reader.AddFileName(path)
    reader.SetSingleFile(False)
    assert reader.ReadData(node) == 1
    found = volume_from_node(node)
    assert found.grid.apart(volume.grid) < 1e-5
    np.testing.assert_array_equal(found.array, volume.array)
