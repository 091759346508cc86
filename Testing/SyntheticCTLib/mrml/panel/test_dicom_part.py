"""Save as DICOM, without the rest of the panel."""

import numpy as np
import pydicom
import pytest

from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.study_context import new_study
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTPanel.dicom_part import DicomPart
from SyntheticCTPanel.report_files import ReportFiles


@pytest.fixture
def files():
    """File of each SOP instance UID, as Slicer's database knows them."""
    return {}


@pytest.fixture
def dicom(a_bench, files):
    return DicomPart(
        parameters=a_bench.parameters,
        starter=a_bench.starter,
        report=ReportFiles(a_bench.exchange),
        file_of_instance=lambda uid: files.get(uid, ""),
    )


def test_the_series_lies_in_the_study_of_an_input_from_dicom(
    dicom, a_bench, a_sct_node, files, tmp_path
):
    volume = volume_from_node(a_sct_node)
    write_series(volume, tmp_path / "mr", new_study(volume.grid), modality="MR")
    for path in (tmp_path / "mr").iterdir():
        files[pydicom.dcmread(path).SOPInstanceUID] = str(path)
    a_bench.chosen.sctVolume = a_bench.chosen.inputVolume = a_sct_node
    a_sct_node.SetAttribute("DICOM.instanceUIDs", " ".join(files))

    dicom.export(tmp_path / "sct")

    assert a_bench.finish() == ""
    assert "in the patient and study of the input" in a_bench.runner.message
    written, source = (read_volume(tmp_path / name) for name in ("sct", "mr"))
    for keyword in ("PatientID", "StudyInstanceUID", "FrameOfReferenceUID"):
        key = f"dicom:{keyword}"
        assert written.metadata[key] == source.metadata[key]
    assert written.grid == source.grid
    assert written.metadata["modality"] == "CT"


def test_without_dicom_or_with_a_file_gone_it_is_a_new_study_and_that_is_said(
    dicom, a_bench, a_sct_node, files, tmp_path
):
    a_bench.chosen.sctVolume = a_bench.chosen.inputVolume = a_sct_node
    a_sct_node.SetAttribute("DICOM.instanceUIDs", "1.2.3 1.2.4")
    files["1.2.3"] = str(tmp_path / "gone.dcm")

    dicom.export(tmp_path / "sct")

    assert a_bench.finish() == ""
    assert "a new study, because" in a_bench.runner.message
    volume = volume_from_node(a_sct_node)
    written = to_orientation(read_volume(tmp_path / "sct"), volume.grid.orientation)
    assert written.grid.apart(volume.grid) < 1e-5
    np.testing.assert_array_equal(written.array, np.rint(volume.array))


def test_without_a_synthetic_image_it_says_so(dicom, a_bench, tmp_path):
    dicom.export(tmp_path / "sct")
    assert a_bench.runner.failure == "Make or choose a synthetic CT first."
    assert not (tmp_path / "sct").exists()
