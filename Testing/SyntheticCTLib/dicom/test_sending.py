"""DICOM over the network, with dcmtk's storescp at the other end, on the loopback alone."""

import shutil
import socket
import subprocess
import time

import numpy as np
import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.network.addresses import Address
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume, write_volume


@pytest.fixture
def archive(tmp_path, port):
    """A node that stores what it gets; its address and folder."""
    program = shutil.which("storescp")
    if program is None:
        pytest.skip("storescp (Debian's dcmtk) is not installed.")
    folder = tmp_path / "archive"
    folder.mkdir()
    call = [program, "-v", "-aet", "ARCHIVE", "-od", folder, str(port)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as node:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)  # a busy machine takes its time to start a program
        yield f"ARCHIVE@127.0.0.1:{port}", folder
        node.kill()


def test_a_series_arrives_whole_and_unchanged(tmp_path, source, archive):
    address, folder = archive
    write_volume(read_volume(source), tmp_path / "mr.nrrd")
    call = ["dicom", tmp_path / "mr.nrrd", "-o", tmp_path / "out", "--like", source, "--quiet"]

    assert main([*map(str, call), "--modality", "MR", "--send", address]) == 0

    sent, arrived = read_volume(tmp_path / "out"), read_volume(folder)
    assert arrived.grid == sent.grid
    np.testing.assert_array_equal(arrived.array, sent.array)
    theirs = {pydicom.dcmread(path).SOPInstanceUID for path in folder.iterdir()}
    assert theirs == {pydicom.dcmread(path).SOPInstanceUID for path in (tmp_path / "out").iterdir()}


def test_where_nobody_listens_a_sentence_says_so_and_the_files_stay(source, port):
    files = sorted(source.iterdir())
    with pytest.raises(ResourceError, match="does not answer: nothing was sent"):
        send(files, f"ARCHIVE@127.0.0.1:{port}")
    assert sorted(source.iterdir()) == files


@pytest.mark.parametrize("text", ["", "ARCHIVE", "A@b", "A@b:0", "A@b:70000", "a" * 17 + "@b:1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(InputError, match="TITLE@HOST:PORT"):
        Address.of(text)


def test_an_address_has_three_parts():
    assert Address.of("ARCHIVE@pacs.example.org:11112") == Address(
        "ARCHIVE", "pacs.example.org", 11112
    )
