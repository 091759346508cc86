"""Whatever an archive holds, it writes into its own folder or not at all."""

import io
import stat
import tarfile
import zipfile

import pytest

from SyntheticCTLib.errors import InputError, ModelError, ResourceError
from SyntheticCTLib.importing.archives import unpack
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.importing.sources import fetched
from SyntheticCTLib.progress import UNWATCHED

OUTSIDE = ["../out", "/tmp/out", "a/../../out", "..\\out", "C:\\out", "C:/out", "a/./../../out"]


def zipped(path, name, content=b"x", mode=0o644):
    with zipfile.ZipFile(path, "w") as packed:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (mode if mode & ~0o777 else stat.S_IFREG | mode) << 16
        packed.writestr(entry, content)
    return path


def taped(path, name, kind=tarfile.REGTYPE, link=""):
    with tarfile.open(path, "w:gz") as tape:
        member = tarfile.TarInfo(name)
        member.type, member.linkname, member.size = kind, link, 1 if kind == tarfile.REGTYPE else 0
        tape.addfile(member, io.BytesIO(b"x"))
    return path


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "deep" / "folder"
    place.mkdir(parents=True)
    return place


def everything(tmp_path):
    return {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("make", [zipped, taped])
def test_names_that_lead_outside_are_refused(make, name, folder, tmp_path):
    archive = make(tmp_path / "archive.zip", name)
    before = everything(tmp_path)

    with pytest.raises(ModelError, match="outside its folder"):
        unpack(archive, folder)

    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tape_are_refused(kind, folder, tmp_path):
    with pytest.raises(ModelError):
        unpack(taped(tmp_path / "a.tar.gz", "link", kind, "/etc/passwd"), folder)
    assert not list(folder.iterdir())


def test_a_link_in_a_zip_is_refused(folder, tmp_path):
    with pytest.raises(ModelError, match="holds a link"):
        unpack(zipped(tmp_path / "a.zip", "link", b"/etc/passwd", stat.S_IFLNK | 0o777), folder)


def test_a_name_that_stands_twice_is_refused(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("a", "2")
    with pytest.raises(ModelError):
        unpack(tmp_path / "a.zip", folder)


def test_an_archive_larger_than_any_model_is_refused(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("SyntheticCTLib.importing.archives.MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"0" * 2000)
    with pytest.raises(ModelError, match="would unpack to more"):
        unpack(tmp_path / "a.zip", folder)


@pytest.mark.parametrize("name", ["cut.zip", "cut.tar.gz"])
def test_a_damaged_archive_is_a_sentence(name, folder, tmp_path):
    make = zipped if name.endswith("zip") else taped
    content = make(tmp_path / name, "a").read_bytes()
    (tmp_path / name).write_bytes(content[:30] + bytes(len(content) // 2))
    with pytest.raises(ModelError, match="cannot be unpacked"):
        unpack(tmp_path / name, folder)


def test_a_folder_in_an_archive_comes_out_as_it_is(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("model/configs/x.json", "{}")

    with fetched(str(tmp_path / "a.zip"), None, UNWATCHED) as came:
        assert (came.folder / "configs" / "x.json").read_text() == "{}"
        assert len(came.sha256) == 64
        place = came.folder
    assert not place.exists()


@pytest.mark.parametrize("address", ["http://example.org/a.zip", "file:///etc/passwd", "ftp://a/b"])
def test_nothing_but_https_is_fetched_from(address):
    with pytest.raises(InputError, match="no https address"), fetched(address, None, UNWATCHED):
        pass


def test_an_address_is_fetched_and_unpacked(tmp_path):
    import threading
    from functools import partial
    from http.server import HTTPServer, SimpleHTTPRequestHandler

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    zipped(tmp_path / "a.zip", "x.json", b"{}")
    server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/a.zip"
        with fetched(address, None, UNWATCHED) as came:
            assert (came.folder / "x.json").is_file()
    finally:
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf", "broke off after 4 of 900 bytes"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "cannot be fetched: .*404"),
        (b"nothing that is HTTP", "cannot be fetched"),
        (b"", "cannot be fetched"),
    ],
)
def test_a_download_that_breaks_off_is_a_sentence_and_leaves_nothing(answer, words):
    import socket
    import threading

    def serve(server):
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.zip"
        with pytest.raises(ResourceError, match=words), fetched(address, None, UNWATCHED):
            pass


def test_a_source_that_is_not_there_says_what_could_be_given(tmp_path):
    with (
        pytest.raises(InputError, match="a folder, an archive"),
        fetched(str(tmp_path / "nowhere"), None, UNWATCHED),
    ):
        pass


def test_the_json_file_beside_a_network_is_no_model_and_that_is_said(tmp_path):
    (tmp_path / "tiny.json").write_text("{}")
    with fetched(str(tmp_path / "tiny.json"), None, UNWATCHED) as found:
        assert [path.name for path in found.folder.iterdir()] == ["tiny.json"]
        with pytest.raises(ModelError, match="No model is recognised"):
            look(found.folder, {})
