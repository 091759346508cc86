"""Without the patient: nothing of him is left, and one key gives one pseudonym."""

import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.anonymous import anonymised, read_key
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.dicom.segmentation_object import segmentation_object
from SyntheticCTLib.dicom.structure_set import structure_set
from SyntheticCTLib.dicom.study_context import context_of_series
from SyntheticCTLib.dicom.surface_segmentation import surface_segmentation
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume

KEY = b"0123456789abcdef"

#: What the source says of the patient, and where.
SECRETS = {
    "PatientName": "Secretname^Jo",
    "PatientID": "SECRET-ID-4711",
    "PatientBirthDate": "19611213",
    "StudyDate": "20190317",
    "AccessionNumber": "SECRETACC",
    "ReferringPhysicianName": "Secretdoctor",
    "InstitutionName": "Secret Hospital",
    "StationName": "SECRETSTATION",
    "DeviceSerialNumber": "SECRETSERIAL",
    "StudyDescription": "Secret study",
    "ProtocolName": "Secret protocol",
    "PatientComments": "Secret comment",
    "StudyInstanceUID": "1.2.3.4711.1",
    "SeriesInstanceUID": "1.2.3.4711.2",
    "FrameOfReferenceUID": "1.2.3.4711.3",
}


@pytest.fixture
def secret(tmp_path, make_series):
    make_series(tmp_path / "secret", size=(14, 11, 5), BodyPartExamined="HEAD", **SECRETS)
    return tmp_path / "secret"


def test_nothing_of_the_patient_is_in_any_object(tmp_path, secret, segmentation, stl):
    context = anonymised(context_of_series(str(secret)), KEY)
    write_series(read_volume(secret), tmp_path / "out", context, modality="MR")
    write_series(read_volume(secret), tmp_path / "one", context, modality="CT", enhanced=True)
    (tmp_path / "one" / "0001.dcm").rename(tmp_path / "out" / "enhanced.dcm")
    save(surface_segmentation(stl, context), tmp_path / "out" / "surface.dcm")
    labels = read_volume(secret).with_array(segmentation.labels.array)
    tissues = type(segmentation)(labels, segmentation.table, segmentation.context)
    save(segmentation_object(tissues, context), tmp_path / "out" / "seg.dcm")
    save(structure_set(tissues, context), tmp_path / "out" / "rt.dcm")
    originals = [pydicom.dcmread(path).SOPInstanceUID for path in secret.iterdir()]
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        for word in [*SECRETS.values(), *originals]:
            assert word.encode() not in content
        found = pydicom.dcmread(path)
        assert found.PatientIdentityRemoved == "YES"
        assert found.DeidentificationMethodCodeSequence[0].CodeValue == "113100"


def test_one_key_gives_one_pseudonym_and_another_key_another(secret):
    context = context_of_series(str(secret))
    first, again, other = (anonymised(context, key) for key in (KEY, KEY, KEY + b"x"))
    for keyword in ("PatientID", "StudyInstanceUID", "FrameOfReferenceUID"):
        assert first.study[keyword] == again.study[keyword]
        assert first.study[keyword] != other.study[keyword]
    assert first.slices == again.slices
    assert len({item.instance for item in first.slices}) == len(first.slices)
    assert all(pydicom.uid.UID(item.instance).is_valid for item in first.slices)
    assert first.grid == context.grid


def test_the_key_is_in_a_file_and_no_short_one(tmp_path):
    with pytest.raises(InputError, match="no file"):
        read_key(tmp_path / "key")
    (tmp_path / "key").write_text("short\n")
    with pytest.raises(InputError, match="has 5 characters"):
        read_key(tmp_path / "key")


def test_the_command_does_it_and_dciodvfy_finds_no_error(tmp_path, secret, dciodvfy):
    (tmp_path / "key").write_bytes(KEY)
    write_volume(read_volume(secret), tmp_path / "mr.nrrd")
    call = ["dicom", tmp_path / "mr.nrrd", "-o", tmp_path / "out", "--like", secret, "--quiet"]
    assert main([*map(str, call), "--modality", "MR", "--anonymise", str(tmp_path / "key")]) == 0
    found = read_volume(tmp_path / "out")
    assert found.grid == read_volume(secret).grid
    assert found.metadata["dicom:PatientID"].startswith("ANON-")
    assert dciodvfy(tmp_path / "out" / "0001.dcm") == []
