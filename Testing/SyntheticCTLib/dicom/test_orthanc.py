"""Orthanc as the archive: it takes what we write, is asked, gives back, and sends to an inbox.

    apt-get install orthanc

It is started on ports of its own with a configuration of its own, and nothing of it stays.
"""

import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from contextlib import suppress

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.network.querying import Archive, Wanted
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.dicom.options import NewObjects
from SyntheticCTLib.errors import Cancelled, ResourceError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.inbox.job import InboxJob
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.segmentation.labels import write_segmentation

PROGRAM = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin")

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Orthanc (Debian's) is not installed.")

TITLE = "ORTHANC"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Orthanc:
    """A running one, with the ports of its web page, of DICOM, and of the inbox that it knows."""

    def __init__(self):
        self.web, self.dicom, self.inbox = free_port(), free_port(), free_port()
        self.address = f"{TITLE}@127.0.0.1:{self.dicom}"

    def configuration(self, folder):
        return {
            "StorageDirectory": str(folder),
            "IndexDirectory": str(folder),
            "Plugins": [],
            "HttpPort": self.web,
            "RemoteAccessAllowed": False,
            "DicomPort": self.dicom,
            "DicomAet": TITLE,
            "DicomCheckCalledAet": True,
            "DicomCheckModalityHost": True,
            **{f"DicomAlwaysAllow{what}": False for what in ("Echo", "Find", "Get", "Move")},
            "DicomAlwaysAllowStore": False,
            "DicomModalities": {
                "us": {
                    **{"AET": "SYNTHETICCT", "Host": "127.0.0.1", "Port": self.inbox},
                    **{f"Allow{what}": True for what in ("Echo", "Find", "Get", "Move", "Store")},
                }
            },
        }

    def told(self, path):
        """What its web page says, as JSON or bytes."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/{path}", timeout=10) as answer:
            content = answer.read()
        return content if path.endswith("/file") else json.loads(content)


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory):
    folder, one = tmp_path_factory.mktemp("orthanc"), Orthanc()
    settings = folder / "orthanc.json"
    settings.write_text(json.dumps(one.configuration(folder / "storage")))
    call, quiet = [PROGRAM, settings], subprocess.DEVNULL
    with subprocess.Popen(call, stdout=quiet, stderr=quiet) as node:
        try:
            until(lambda: answers(one), 30)
            yield one
        finally:
            node.terminate()
            node.wait(20)


def answers(one):
    with suppress(OSError):
        return bool(one.told("system"))
    return False


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(happened, seconds):
    for _ in range(int(seconds / 0.1)):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("It did not happen.")


def run(*arguments):
    return main([*map(str, arguments), "--quiet"])


def test_it_stores_every_kind_of_object_unchanged(tmp_path, orthanc, source, segmentation, stl):
    write_segmentation(segmentation, tmp_path / "labels.nrrd")
    write_volume(read_volume(source), tmp_path / "mr.nrrd")
    write_transform(sitk.Euler3DTransform(), tmp_path / "same.tfm")
    made = {
        "slices": ["mr.nrrd", "--modality", "MR"],
        "enhanced": ["mr.nrrd", "--modality", "MR", "--enhanced"],
        "seg.dcm": ["labels.nrrd"],
        "rtstruct.dcm": ["labels.nrrd", "--as", "rtstruct"],
        "stl.dcm": [stl.name],
        "surface.dcm": [stl.name, "--as", "surface"],
        "registration.dcm": ["same.tfm", "--moving", source],
    }
    for name, (what, *more) in made.items():
        call = ["dicom", tmp_path / what, "-o", tmp_path / name, "--like", source, *more]
        assert run(*call, "--send", orthanc.address) == 0, name
    stored = [
        pydicom.dcmread(pydicom.filebase.DicomBytesIO(orthanc.told(f"instances/{one}/file")))
        for one in orthanc.told("instances")
    ]
    by_uid = {image.SOPInstanceUID: image for image in stored}
    for name in made:
        target = tmp_path / name
        for path in sorted(target.iterdir()) if target.is_dir() else [target]:
            sent = pydicom.dcmread(path)
            assert by_uid[sent.SOPInstanceUID] == sent, name


def test_a_series_is_found_and_comes_back_bit_for_bit(tmp_path, orthanc, make_series):
    make_series(tmp_path / "knee", PatientID="QUERY-1", SeriesDescription="T1 knee")
    make_series(tmp_path / "head", PatientID="QUERY-1", SeriesDescription="T2 head")
    for name in ("knee", "head"):
        send(sorted((tmp_path / name).iterdir()), orthanc.address)
    archive = Archive(orthanc.address)

    found = archive.find(Wanted(patient_id="QUERY-*", modality="MR"))
    told = sorted((one.description, one.images) for one in found)
    assert told == [("T1 knee", 4), ("T2 head", 4)]
    assert {one.patient_name for one in found} == {"Müller^Jo"}
    assert archive.find(Wanted(patient_id="QUERY-1", modality="CT")) == []

    call = ("query", orthanc.address, "--patient-id", "QUERY-1", "--description", "*KNEE*")
    assert run(*call, "-o", tmp_path / "fetched") == 0
    sent, back = read_volume(tmp_path / "knee"), read_volume(tmp_path / "fetched")
    assert back.grid == sent.grid
    np.testing.assert_array_equal(back.array, sent.array)


def test_it_sends_to_an_inbox_and_gets_the_synthetic_ct_back(
    tmp_path, orthanc, make_series, make_model_folder
):
    make_series(tmp_path / "mr", size=(16, 16, 8), PatientID="INBOX-1")
    send(sorted((tmp_path / "mr").iterdir()), orthanc.address)
    inbox, results = tmp_path / "inbox", tmp_path / "results"
    inbox.mkdir()
    job = InboxJob(
        str(inbox),
        str(results),
        str(make_model_folder(tmp_path / "tiny", spacing_mm=(1.5, 1.5, 2.5))),
        settle_seconds=0.5,
        listen=str(orthanc.inbox),
        calling=(TITLE,),
        dicom=NewObjects(send=orthanc.address),
    )
    token = CancelToken()

    def work():
        with suppress(Cancelled):
            job.run(Watch(cancel=token))

    thread = threading.Thread(target=work)
    thread.start()
    asked, wanted = Archive(orthanc.address), Wanted(patient_id="INBOX-1", modality="CT")
    try:
        until(lambda: listens(orthanc.inbox), 10)
        call = ("query", orthanc.address, "--patient-id", "INBOX-1", "--move-to", "SYNTHETICCT")
        assert run(*call) == 0
        until(lambda: '"done"' in "".join(p.read_text() for p in results.glob("*s.json")), 90)
    finally:
        token.cancel()
        thread.join(10)
    (made,) = asked.find(wanted)
    assert (made.description, made.images) == ("Synthetic CT - NOT FOR CLINICAL USE", 8)
    asked.get(made, tmp_path / "sct")
    assert read_volume(tmp_path / "sct").grid == read_volume(tmp_path / "mr").grid


def test_a_node_that_it_does_not_know_is_a_sentence(orthanc, tmp_path, make_series):
    make_series(tmp_path / "mr", PatientID="MOVE-1")
    send(sorted((tmp_path / "mr").iterdir()), orthanc.address)
    archive = Archive(orthanc.address)
    (series,) = archive.find(Wanted(patient_id="MOVE-1"))
    with pytest.raises(ResourceError, match="did not move what was asked"):
        archive.move(series, "NOBODY")
