"""The node that listens: whom it hears, what it takes, and how that lies on the disk."""

import shutil
import socket
import subprocess
import time

import numpy as np
import pydicom
import pytest
from pydicom.uid import RTStructureSetStorage
from pynetdicom import AE

from SyntheticCTLib.dicom.network.addresses import Address, Caller
from SyntheticCTLib.dicom.network.listening import Listener, check_listening
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume


@pytest.fixture
def node(tmp_path, port):
    """A node that hears this program; its address and folder."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    at = Address("NODE", "127.0.0.1", port)
    with Listener(folder, at, [Caller("SYNTHETICCT"), Caller("FAR", "10.0.0.7")]):
        yield at, folder


def test_a_series_is_stored_as_it_came(source, node):
    at, folder = node
    send(sorted(source.iterdir()), str(at))
    (series,) = folder.iterdir()
    sent, stored = read_volume(source), read_volume(series)
    assert stored.grid == sent.grid
    np.testing.assert_array_equal(stored.array, sent.array)
    for path in series.iterdir():
        image = pydicom.dcmread(path)
        assert (series.name, path.stem) == (image.SeriesInstanceUID, image.SOPInstanceUID)
        assert str(image.PatientName) == "Müller^Jo"
    send(sorted(source.iterdir()), str(at))  # once more: the same files
    assert len(list(series.iterdir())) == len(list(source.iterdir()))


@pytest.mark.parametrize(
    ("calling", "called"), [("STRANGER", "NODE"), ("FAR", "NODE"), ("SYNTHETICCT", "OTHER")]
)
def test_who_was_not_named_is_declined(node, calling, called):
    at, folder = node
    entity = AE(ae_title=calling)
    entity.add_requested_context("1.2.840.10008.1.1")
    association = entity.associate(at.host, at.port, ae_title=called)
    assert association.is_rejected
    assert list(folder.iterdir()) == []


def test_it_answers_whether_it_is_there_and_takes_images_alone(node):
    at, _ = node
    entity = AE(ae_title="SYNTHETICCT")
    entity.add_requested_context("1.2.840.10008.1.1")
    entity.add_requested_context(RTStructureSetStorage)
    for root in ("2.1.1", "2.2.1", "2.2.2", "2.2.3"):  # find, move, get
        entity.add_requested_context(f"1.2.840.10008.5.1.4.1.{root}")
    association = entity.associate(at.host, at.port, ae_title="NODE")
    assert [str(c.abstract_syntax) for c in association.accepted_contexts] == ["1.2.840.10008.1.1"]
    assert association.send_c_echo().Status == 0
    association.release()


@pytest.mark.filterwarnings("ignore:Invalid value")
@pytest.mark.parametrize("name", ["SOPInstanceUID", "SeriesInstanceUID"])
def test_what_would_leave_the_folder_is_not_stored(tmp_path, source, node, name):
    at, _ = node
    image = pydicom.dcmread(next(source.iterdir()))
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    setattr(image, name, "../../1.2.3")
    image.save_as(tmp_path / "bad.dcm")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ResourceError):
        send([tmp_path / "bad.dcm"], str(at))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_series_arrives_until_its_connection_ends(tmp_path, source, port):
    images = [pydicom.dcmread(path) for path in source.iterdir()]
    entity = AE(ae_title="A")
    entity.add_requested_context(images[0].SOPClassUID)
    with Listener(tmp_path, Address("NODE", "127.0.0.1", port), [Caller("A")]) as node:
        association = entity.associate("127.0.0.1", port, ae_title="NODE")
        assert node.arriving() == set()
        assert association.send_c_store(images[0]).Status == 0
        assert node.arriving() == {images[0].SeriesInstanceUID}
        association.release()
        for _ in range(100):
            if not node.arriving():
                break
            time.sleep(0.05)
        assert node.arriving() == set()


def test_dcmtk_sends_to_it(source, node):
    if shutil.which("storescu") is None:
        pytest.skip("storescu (Debian's dcmtk) is not installed.")
    at, folder = node
    call = ["storescu", "-aet", "SYNTHETICCT", "-aec", "NODE", at.host, str(at.port)]
    subprocess.run([*call, *source.iterdir()], check=True, capture_output=True)
    assert read_volume(folder).grid == read_volume(source).grid


def test_a_port_that_is_taken_is_a_sentence(tmp_path, node):
    at, _ = node
    with pytest.raises(ResourceError, match="Cannot listen as"), Listener(tmp_path, at, []):
        pass


def test_a_port_alone_is_the_loopback_and_nobody_listens_to_everybody(port):
    at, callers = check_listening(str(port), ["SCANNER", "ARCHIVE@10.0.0.7"])
    assert at == Address("SYNTHETICCT", "127.0.0.1", port)
    assert callers == [Caller("SCANNER"), Caller("ARCHIVE", "10.0.0.7")]
    with pytest.raises(InputError, match="name who may"):
        check_listening(str(port), [])
    with pytest.raises(InputError, match="no password"):
        check_listening(f"NODE@0.0.0.0:{port}", ["SCANNER"])
    assert not check_listening(f"NODE@0.0.0.0:{port}", ["SCANNER@10.0.0.7"])[0].is_loopback
    with pytest.raises(InputError, match="no IP address"):
        check_listening(str(port), ["SCANNER@scanner.example.org"])


def test_after_its_block_nothing_listens(tmp_path, port):
    with Listener(tmp_path, Address("NODE", "127.0.0.1", port), [Caller("A")]):
        pass
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_its_end_does_not_wait_for_who_is_still_connected(tmp_path, port):
    entity = AE(ae_title="A")
    entity.add_requested_context("1.2.840.10008.1.1")
    with Listener(tmp_path, Address("NODE", "127.0.0.1", port), [Caller("A")]):
        association = entity.associate("127.0.0.1", port, ae_title="NODE")
        assert association.is_established
        started = time.monotonic()
    assert time.monotonic() - started < 5
    association.join(5)
    assert association.is_aborted
