"""Asking an archive, here one that answers as it was told; Orthanc is asked in another file."""

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.sop_class import (
    MRImageStorage,
    StudyRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelGet,
    StudyRootQueryRetrieveInformationModelMove,
)

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.network.querying import Archive, Wanted
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume


class Shelf:
    """What the archive has, and what it is told to do wrong."""

    def __init__(self, folder):
        self.images = [pydicom.dcmread(path) for path in folder.iterdir()]
        self.studies = self.failing = 0
        self.moved_to = ""

    def find(self, event):
        one, asked = self.images[0], event.identifier
        for number in range(max(self.studies, 1)):
            found = Dataset()
            found.QueryRetrieveLevel = asked.QueryRetrieveLevel
            for keyword in ("PatientID", "PatientName", "StudyDate", "Modality", "SeriesNumber"):
                if keyword in asked:
                    setattr(found, keyword, one[keyword].value)
            found.SpecificCharacterSet = "ISO_IR 192"
            found.StudyInstanceUID = f"1.2.840.7.{number}"
            if asked.QueryRetrieveLevel == "SERIES":  # as many of each study
                found.SeriesInstanceUID, found.SeriesDescription = one.SeriesInstanceUID, "T1 knee"
                found.NumberOfSeriesRelatedInstances = len(self.images)
            yield 0xFF00, found

    def get(self, event):
        yield len(self.images)
        for number, image in enumerate(self.images):
            if number < self.failing:
                image = pydicom.dcmread(self.images[0].filename)
                image.SeriesInstanceUID = "1.2.3"  # not what was asked for
            yield 0xFF00, image

    def move(self, event):
        self.moved_to = event.move_destination
        yield None, None


@pytest.fixture
def archive(source, port):
    shelf, entity = Shelf(source), AE(ae_title="ARCHIVE")
    for model in (
        StudyRootQueryRetrieveInformationModelFind,
        StudyRootQueryRetrieveInformationModelGet,
        StudyRootQueryRetrieveInformationModelMove,
    ):
        entity.add_supported_context(model)
    entity.add_supported_context(MRImageStorage, scu_role=True, scp_role=True)
    handlers = [
        (evt.EVT_C_FIND, shelf.find),
        (evt.EVT_C_GET, shelf.get),
        (evt.EVT_C_MOVE, shelf.move),
    ]
    server = entity.start_server(("127.0.0.1", port), block=False, evt_handlers=handlers)
    yield f"ARCHIVE@127.0.0.1:{port}", shelf
    server.shutdown()


def test_a_series_is_found_and_fetched_whole(tmp_path, source, archive, capsys):
    address, _ = archive
    call = ["query", address, "--patient-id", "17", "--description", "*KNEE", "--quiet"]

    assert main(call) == 0

    line = capsys.readouterr().out.splitlines()[-1]
    assert "Müller^Jo" in line
    assert line.endswith(read_volume(source).metadata["dicom:SeriesInstanceUID"])
    assert main([*call, "-o", str(tmp_path / "fetched")]) == 0
    fetched, there = read_volume(tmp_path / "fetched"), read_volume(source)
    assert fetched.grid == there.grid
    np.testing.assert_array_equal(fetched.array, there.array)


def test_what_came_incomplete_is_not_kept(tmp_path, archive):
    address, shelf = archive
    shelf.failing = 1
    asked = Archive(address)
    (series,) = asked.find(Wanted(patient_id="17"))
    with pytest.raises(ResourceError, match="1 images failed"):
        asked.get(series, tmp_path / "fetched")
    assert not (tmp_path / "fetched").exists()


def test_a_disk_that_takes_no_more_is_told_as_that(tmp_path, archive, monkeypatch, capsys):
    monkeypatch.setattr("SyntheticCTLib.dicom.network.storing._FREE_BYTES", 1 << 60)
    call = ["query", archive[0], "--patient-id", "17", "-o", str(tmp_path / "fetched"), "--quiet"]
    assert main(call) == 2
    assert f"The disk of {tmp_path / 'fetched'} is too full" in capsys.readouterr().err
    assert list(tmp_path.glob("*fetched*")) == []


def test_two_that_fit_are_named_and_none_is_fetched(tmp_path, archive, capsys):
    address, shelf = archive
    shelf.studies = 2
    call = ["query", address, "--patient-id", "17", "-o", str(tmp_path / "fetched"), "--quiet"]
    assert main(call) == 2
    assert '4 series fit: "T1 knee" (MR' in capsys.readouterr().err
    assert main([*call, "--description", "*t2*"]) == 2
    assert "No series fits" in capsys.readouterr().err
    assert not (tmp_path / "fetched").exists()


def test_nobody_asks_for_everything(archive):
    address, shelf = archive
    with pytest.raises(InputError, match="whose series"):
        Archive(address).find(Wanted(modality="MR"))
    shelf.studies = 201
    with pytest.raises(InputError, match="More than 200"):
        Archive(address).find(Wanted(patient_name="*"))


def test_an_archive_that_cannot_move_says_so(archive, capsys):
    address, shelf = archive
    call = ["query", address, "--patient-id", "17", "--move-to", "INBOX", "--quiet"]
    assert main(call) == 2
    assert "did not move what was asked (status A801" in capsys.readouterr().err
    assert shelf.moved_to == "INBOX"


@pytest.mark.parametrize("date", ["31.12.2020", "20201301", "2020", "20200101-x", "-"])
def test_a_date_that_is_none_is_refused_before_anybody_is_called(date):
    with pytest.raises(InputError, match=r"20240229, or 20240201-20240229; got"):
        Archive("NOBODY@nowhere.invalid:104").find(Wanted(study_date=date))


@pytest.mark.parametrize("date", ["20240229", "20240201-20240229", "20240201-", "-20240229"])
def test_dates_as_archives_have_them_are_asked_for(date):
    Wanted(study_date=date).check()


def test_a_name_that_leads_nowhere_is_told_with_the_address():
    with pytest.raises(ResourceError, match=r"A@nowhere\.invalid:104 cannot be reached"):
        Archive("A@nowhere.invalid:104").find(Wanted(patient_id="17"))


def test_where_nobody_answers_a_sentence_says_so(port):
    with pytest.raises(ResourceError, match="does not answer"):
        Archive(f"ARCHIVE@127.0.0.1:{port}").find(Wanted(patient_id="17"))
