"""Names in any letters: as the header says, or as its bytes show where it says nothing right."""

import pydicom
import pytest
from pydicom.charset import convert_encodings

from SyntheticCTLib.files.dicom.headers import read_header
from SyntheticCTLib.files.dicom.series import read_series
from Testing.SyntheticCTLib.files.dicom.written_series import rewritten, write_slices

JAPANESE = "Yamada^Tarou=山田^太郎=やまだ^たろう"


pytestmark = pytest.mark.filterwarnings("ignore")  # pydicom's, while the odd files are written


def series_with(folder, name, declared, encoding):
    """A series whose name is written in an encoding, whatever its header declares."""
    write_slices(folder, PatientName="NAME^HERE")
    for path in folder.iterdir():
        content = name.encode(encoding)
        content += b" " * (len(content) % 2)
        image = pydicom.dcmread(path)
        image.PatientName = "X" * len(content)
        if declared is not None:
            image.SpecificCharacterSet = declared
        image.save_as(path)
        path.write_bytes(path.read_bytes().replace(b"X" * len(content), content))


@pytest.mark.parametrize("declared", [None, "", "ISO_IR 6", "ISO_IR 999", "ISO-IR 100", "UTF8"])
@pytest.mark.parametrize(
    ("name", "encoding", "found"),
    [
        ("Müller^Jörg", "latin-1", "ISO_IR 100"),
        ("Müller^Jörg", "utf-8", "ISO_IR 192"),
        ("Smith^Jo", "ascii", None),
    ],
)
def test_a_header_that_names_no_character_set_is_read_by_its_bytes(
    tmp_path, declared, name, encoding, found
):
    if (declared, encoding) == ("ISO-IR 100", "utf-8"):
        pytest.skip("All bytes are letters of what it means.")
    if (declared, encoding) == ("ISO-IR 100", "ascii"):
        found = "ISO_IR 100"
    series_with(tmp_path / "s", name, declared, encoding)
    assert read_series(tmp_path / "s").metadata["dicom:PatientName"] == name
    header = read_header(next((tmp_path / "s").iterdir()))
    assert header.dataset.get("SpecificCharacterSet") == found


def test_a_character_set_that_the_bytes_are_not_in_gives_way(tmp_path):
    series_with(tmp_path / "s", "Müller^Jörg", "ISO_IR 192", "latin-1")
    assert read_series(tmp_path / "s").metadata["dicom:PatientName"] == "Müller^Jörg"


@pytest.mark.parametrize(
    "declared",
    ["ISO_IR 192", ["", "ISO 2022 IR 87"], ["ISO 2022 IR 13", "ISO 2022 IR 87"], "GB18030"],
)
def test_a_character_set_that_is_right_stays(tmp_path, declared):
    write_slices(tmp_path / "s")

    def named(image, number):
        image.SpecificCharacterSet, image.PatientName = declared, JAPANESE

    rewritten(tmp_path / "s", named)
    assert read_series(tmp_path / "s").metadata["dicom:PatientName"] == JAPANESE
    header = read_header(next((tmp_path / "s").iterdir()))
    kept = header.dataset.SpecificCharacterSet
    assert convert_encodings(kept) == convert_encodings(declared)
