"""Orthanc over encrypted connections: it takes a series and gives it back, to nobody else."""

import json
import subprocess

import numpy as np
import pytest

from SyntheticCTLib.dicom.network.querying import Archive, Wanted
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.volumes import read_volume
from Testing.SyntheticCTLib.dicom.certificates import made_certificate
from Testing.SyntheticCTLib.dicom.test_orthanc import PROGRAM, Orthanc, answers, until

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Orthanc (Debian's) is not installed.")


def test_a_series_goes_there_and_back_encrypted(tmp_path, source):
    (theirs, their_key), (own, key) = (made_certificate(tmp_path, name) for name in ("pacs", "own"))
    one = Orthanc()
    settings = one.configuration(tmp_path / "storage") | {
        "DicomTlsEnabled": True,
        "DicomTlsCertificate": str(theirs),
        "DicomTlsPrivateKey": str(their_key),
        "DicomTlsTrustedCertificates": str(own),
    }
    (tmp_path / "orthanc.json").write_text(json.dumps(settings))
    tls = TlsOptions(str(theirs), str(own), str(key))
    files, quiet = sorted(source.iterdir()), subprocess.DEVNULL
    call = [PROGRAM, tmp_path / "orthanc.json"]
    with subprocess.Popen(call, stdout=quiet, stderr=quiet) as node:
        try:
            until(lambda: answers(one), 30)
            with pytest.raises(ResourceError, match="nothing was sent"):
                send(files, one.address)
            send(files, one.address, tls=tls)
            archive = Archive(one.address, tls)
            (found,) = archive.find(Wanted(patient_id="17"))
            archive.get(found, tmp_path / "back")
        finally:
            node.terminate()
            node.wait(20)
    np.testing.assert_array_equal(read_volume(tmp_path / "back").array, read_volume(source).array)
