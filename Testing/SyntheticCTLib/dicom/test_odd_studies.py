"""Results of studies with odd headers are whole, in the patient's letters, or refused."""

import logging

import numpy as np
import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.anonymous import anonymised
from SyntheticCTLib.dicom.study_context import context_of_series
from SyntheticCTLib.files.volumes import read_volume, write_volume

JAPANESE = "Yamada^Tarou=山田^太郎=やまだ^たろう"
KEY = b"0123456789abcdef"


def run(*arguments):
    return main([str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("ISO_IR 100", "Müller^Jörg"),
        ("ISO_IR 192", JAPANESE),
        (["", "ISO 2022 IR 87"], JAPANESE),
        (["ISO 2022 IR 13", "ISO 2022 IR 87"], JAPANESE),
    ],
)
def test_names_and_labels_in_any_letters_come_out_as_they_are(
    tmp_path, make_series, all_objects, declared, name
):
    make_series(tmp_path / "mr", SpecificCharacterSet=declared, PatientName=name)
    for path in all_objects(tmp_path / "mr", "Schädel 頭"):
        found = pydicom.dcmread(path)
        assert str(found.PatientName) == name, path
        if path.name == "seg.dcm":
            assert found.SegmentSequence[0].SegmentLabel == "Schädel 頭"
        if path.name == "rt.dcm":
            assert found.StructureSetROISequence[0].ROIName == "Schädel 頭"


@pytest.mark.filterwarnings("ignore")  # pydicom's, while the odd series is written
def test_odd_dates_numbers_and_long_texts_stop_nothing_and_are_kept(
    tmp_path, make_series, all_objects, recwarn
):
    odd = {
        "PatientBirthDate": "1970",
        "StudyDate": "29.02.2024",
        "StudyTime": "10:11",
        "PatientSex": "female",
        "PatientName": "N" * 200,
        "PatientID": "I" * 100,
        "StudyDescription": "L" * 300,
        "AccessionNumber": "a" * 40,
        "SeriesNumber": 2**31 - 1,
    }
    make_series(tmp_path / "mr", **odd)
    recwarn.clear()
    for path in all_objects(tmp_path / "mr"):
        found = pydicom.dcmread(path)
        for keyword in ("PatientID", "PatientSex", "StudyDate", "AccessionNumber"):
            assert found[keyword].value == odd[keyword], (path, keyword)
        assert 0 < found.SeriesNumber < 2**31


def test_a_series_without_patient_and_dates_is_no_hindrance(
    tmp_path, make_series, all_objects, dciodvfy, dcentvfy
):
    empty = (
        "PatientName PatientID PatientSex PatientBirthDate StudyDate StudyTime StudyID "
        "AccessionNumber ReferringPhysicianName PositionReferenceIndicator SpecificCharacterSet "
        "InstanceNumber Manufacturer"
    )
    make_series(tmp_path / "mr", BodyPartExamined="HEAD")
    for path in (tmp_path / "mr").iterdir():
        image = pydicom.dcmread(path)
        for keyword in empty.split():
            delattr(image, keyword)
        image.save_as(path)
    files = all_objects(tmp_path / "mr")
    for path in files:
        assert dciodvfy(path) == []
    assert dcentvfy(*files, *(tmp_path / "mr").iterdir()) == []


def test_without_a_frame_of_reference_all_objects_share_a_new_one(
    tmp_path, make_series, all_objects, caplog
):
    make_series(tmp_path / "mr", FrameOfReferenceUID="")
    with caplog.at_level(logging.WARNING):
        files = all_objects(tmp_path / "mr")
    assert "has no FrameOfReferenceUID" in caplog.text
    found = {
        pydicom.dcmread(path).get("FrameOfReferenceUID") for path in files if path.name != "rt.dcm"
    }
    assert len(found) == 1
    assert found.pop().startswith("2.25.")


@pytest.mark.filterwarnings("ignore")  # pydicom's, while the odd series is written
@pytest.mark.parametrize("keyword", ["SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID"])
@pytest.mark.parametrize("value", ["", "image-7"])
def test_what_has_no_uids_is_not_referred_to_but_its_image_is_written(
    tmp_path, make_series, keyword, value, capsys, rigid, dciodvfy
):
    make_series(tmp_path / "mr", BodyPartExamined="HEAD")
    for number, path in enumerate((tmp_path / "mr").iterdir()):
        image = pydicom.dcmread(path)
        setattr(image, keyword, f"{value}{number}" if value and keyword != "SOPClassUID" else value)
        if keyword == "SeriesInstanceUID":
            image.SeriesInstanceUID = value
        image.save_as(path)
    volume = read_volume(tmp_path / "mr")
    write_volume(volume, tmp_path / "image.nrrd")
    call = ("dicom", tmp_path / "image.nrrd", "--like", tmp_path / "mr", "--modality", "MR")
    assert run(*call, "-o", tmp_path / "out") == 0
    assert run(*call, "-o", tmp_path / "one", "--enhanced") == 0
    assert dciodvfy(tmp_path / "out" / "0001.dcm") == []
    assert dciodvfy(tmp_path / "one" / "0001.dcm") == []
    np.testing.assert_array_equal(read_volume(tmp_path / "out").array, volume.array)
    capsys.readouterr()
    refused = ("dicom", rigid, "-o", tmp_path / "reg.dcm")
    assert run(*refused, "--like", tmp_path / "mr", "--moving", tmp_path / "out") == 2
    assert "have no UIDs by which anything could refer to them" in capsys.readouterr().err


def test_without_a_study_the_way_to_a_new_one_is_said_and_works(tmp_path, make_series, capsys):
    make_series(tmp_path / "mr", StudyInstanceUID="")
    write_volume(read_volume(tmp_path / "mr"), tmp_path / "image.nrrd")
    call = ("dicom", tmp_path / "image.nrrd", "-o", tmp_path / "out", "--modality", "MR")
    assert run(*call, "--like", tmp_path / "mr") == 2
    said = capsys.readouterr().err
    assert "has no StudyInstanceUID" in said
    assert "without --like makes a new study" in said
    assert run(*call) == 0


def test_patients_without_an_id_get_pseudonyms_of_their_own(tmp_path, make_series, caplog):
    found = {}
    for name, fields in {
        "first": {"PatientName": "A^B", "PatientBirthDate": "19700101"},
        "first again": {"PatientName": "A^B", "PatientBirthDate": "19700101"},
        "second": {"PatientName": "C^D", "PatientBirthDate": "19700101"},
        "nobody": {"PatientName": "", "PatientBirthDate": ""},
        "nobody else": {"PatientName": "", "PatientBirthDate": ""},
    }.items():
        make_series(tmp_path / name, PatientID="", **fields)
        with caplog.at_level(logging.WARNING):
            found[name] = anonymised(context_of_series(tmp_path / name), KEY).study.PatientID
    assert found["first"] == found["first again"]
    assert len(set(found.values())) == 4
    assert "made of name and date of birth" in caplog.text
    assert "another study of the same patient gets another one" in caplog.text
