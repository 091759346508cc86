"""Encrypted connections: both sides show certificates, and who shows a wrong one is not heard."""

import ssl
import threading

import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import AE, evt

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.network.addresses import Address, Caller
from SyntheticCTLib.dicom.network.listening import Listener, check_listening
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.dicom.option_checks import check_options
from SyntheticCTLib.dicom.options import NewObjects
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from Testing.SyntheticCTLib.dicom.certificates import made_certificate


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Of an archive, of this program, and of a stranger; each a certificate and its key."""
    folder = tmp_path_factory.mktemp("certificates")
    return {name: made_certificate(folder, name) for name in ("archive", "own", "stranger")}


def shown(trusted, own, certificates):
    certificate, key = certificates[own]
    return TlsOptions(str(certificates[trusted][0]), str(certificate), str(key))


@pytest.fixture
def archive(certificates, port):
    """pynetdicom's own server, encrypted, that trusts this program alone; what came to it."""
    came = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificates["own"][0])
    context.load_cert_chain(*certificates["archive"])
    entity = AE("ARCHIVE")
    entity.add_supported_context("1.2.840.10008.5.1.4.1.1.4", ExplicitVRLittleEndian)
    handlers = [(evt.EVT_C_STORE, lambda event: came.append(event.dataset) or 0)]
    server = entity.start_server(
        ("127.0.0.1", port), block=False, evt_handlers=handlers, ssl_context=context
    )
    yield f"ARCHIVE@127.0.0.1:{port}", came
    server.shutdown()


def test_the_command_sends_over_an_encrypted_connection(tmp_path, source, archive, certificates):
    address, came = archive
    write_volume(read_volume(source), tmp_path / "mr.nrrd")
    call = ["dicom", tmp_path / "mr.nrrd", "-o", tmp_path / "out", "--like", source, "--quiet"]
    own, key = certificates["own"]
    secure = ["--tls-ca", certificates["archive"][0], "--tls-cert", own, "--tls-key", key]
    call += ["--modality", "MR", "--send", address, *secure]
    assert main([str(one) for one in call]) == 0
    assert len(came) == len(list((tmp_path / "out").iterdir()))


@pytest.mark.parametrize(
    ("trusted", "own", "words"),
    [
        ("stranger", "own", "its certificate is not trusted: self-signed certificate"),
        ("archive", "stranger", "no encrypted connection: "),
    ],
)
def test_a_wrong_certificate_on_either_side_is_named(
    source, archive, certificates, trusted, own, words
):
    address, came = archive
    with pytest.raises(ResourceError, match=f"does not answer \\({words}.*: nothing was sent"):
        send(sorted(source.iterdir()), address, tls=shown(trusted, own, certificates))
    assert came == []


def test_an_archive_that_wants_encryption_gets_nothing_without(source, archive):
    address, came = archive
    with pytest.raises(ResourceError, match="nothing was sent"):
        send(sorted(source.iterdir()), address)
    assert came == []


def test_one_that_knows_no_encryption_is_told_from_one_that_is_not_there(
    tmp_path, source, certificates, port
):
    (tmp_path / "inbox").mkdir()
    at, tls = Address("NODE", "127.0.0.1", port), shown("archive", "own", certificates)
    with pytest.raises(ResourceError, match=r"does not answer: nothing was sent"):
        send(sorted(source.iterdir()), str(at), tls=tls)
    with (
        Listener(tmp_path / "inbox", at, [Caller("SYNTHETICCT")]),
        pytest.raises(ResourceError, match=r"does not answer \(no encrypted connection"),
    ):
        send(sorted(source.iterdir()), str(at), tls=tls)


def test_the_node_that_listens_hears_only_whom_it_trusts(tmp_path, source, certificates, port):
    (tmp_path / "inbox").mkdir()
    at = Address("NODE", "127.0.0.1", port)
    node, callers = shown("own", "archive", certificates), [Caller("SYNTHETICCT")]
    files = sorted(source.iterdir())
    with Listener(tmp_path / "inbox", at, callers, node):
        for wrong in (TlsOptions(), shown("archive", "stranger", certificates)):
            with pytest.raises(ResourceError):
                send(files, str(at), tls=wrong)
        assert list((tmp_path / "inbox").iterdir()) == []
        send(files, str(at), tls=shown("archive", "own", certificates))
    (series,) = (tmp_path / "inbox").iterdir()
    np.testing.assert_array_equal(read_volume(series).array, read_volume(source).array)


def test_a_question_is_asked_over_an_encrypted_connection(certificates, port, capsys):
    asked = threading.Event()

    def answer(event):
        asked.set()
        yield 0x0000, None

    context = shown("own", "archive", certificates).for_listening()
    entity = AE("ARCHIVE")
    entity.add_supported_context("1.2.840.10008.5.1.4.1.2.2.1")
    server = entity.start_server(
        ("127.0.0.1", port),
        block=False,
        evt_handlers=[(evt.EVT_C_FIND, answer)],
        ssl_context=context,
    )
    own, key = certificates["own"]
    secure = ["--tls-ca", certificates["archive"][0], "--tls-cert", own, "--tls-key", key]
    call = ["query", f"ARCHIVE@127.0.0.1:{port}", "--patient-id", "17", *secure]
    try:
        assert main([str(one) for one in call]) == 0
    finally:
        server.shutdown()
    assert asked.is_set()
    assert "None fits." in capsys.readouterr().out


def test_options_that_make_no_encryption_are_refused(tmp_path, certificates):
    own, key = map(str, certificates["own"])
    other = str(certificates["stranger"][1])
    (tmp_path / "text.pem").write_text("no certificate")
    for options, words in (
        (TlsOptions(None, own), "give --tls-ca"),
        (TlsOptions(own, None, key), "give --tls-cert"),
        (TlsOptions(str(tmp_path / "none.pem")), "There is no file"),
        (TlsOptions(str(tmp_path / "text.pem")), "is no certificate in PEM form"),
        (TlsOptions(own, own, other), "do not fit"),
        (TlsOptions(own, own, str(tmp_path / "none.key")), "There is no file"),
    ):
        with pytest.raises(InputError, match=words):
            check_options(NewObjects(send="A@127.0.0.1:104", tls=options))
    with pytest.raises(InputError, match="has to show a certificate"):
        check_listening("11112", ["SCANNER"], TlsOptions(own))
