"""Series that arrive: each is worked off once, whatever else lies there, and sent on."""

import json
import socket
import threading
import time

import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.network.addresses import Address, Caller
from SyntheticCTLib.dicom.network.listening import Listener
from SyntheticCTLib.dicom.network.sending import send
from SyntheticCTLib.dicom.options import NewObjects
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.inbox.arrivals import Arrivals
from SyntheticCTLib.inbox.job import InboxJob
from SyntheticCTLib.inbox.status import read_status
from SyntheticCTLib.progress import CancelToken, Watch


@pytest.fixture
def model(tmp_path, make_model_folder):
    return make_model_folder(tmp_path / "tiny", spacing_mm=(1.5, 1.5, 2.5))


def uid_of(folder):
    return str(pydicom.dcmread(next(folder.iterdir())).SeriesInstanceUID)


def states(results):
    return {
        path.name.removesuffix(".status.json"): json.loads(path.read_text())["state"]
        for path in results.glob("*.status.json")
    }


def test_a_series_is_whole_when_nothing_of_it_changes_any_more(tmp_path, make_series):
    make_series(tmp_path / "inbox/a")
    make_series(tmp_path / "results/sct")
    (tmp_path / "inbox/notes.txt").write_text("no DICOM")
    files = sorted((tmp_path / "inbox/a").iterdir())
    last = files.pop().rename(tmp_path / "last")
    arrivals = Arrivals(tmp_path, (tmp_path / "results",))
    last.rename(tmp_path / ".last")  # as something that is being written

    assert arrivals.settled(0.0, 10.0) == []
    assert arrivals.settled(9.0, 10.0) == []
    (tmp_path / ".last").rename(tmp_path / "last.dcm")
    assert arrivals.settled(11.0, 10.0) == []
    assert arrivals.settled(20.0, 10.0) == []
    (found,) = arrivals.settled(21.0, 10.0)
    assert (found.uid, found.files) == (uid_of(tmp_path / "inbox/a"), len(files) + 1)


def test_each_series_is_worked_off_once(tmp_path, make_series, model, capsys):
    inbox, results = tmp_path / "inbox", tmp_path / "results"
    make_series(inbox / "day", size=(16, 16, 8))
    make_series(tmp_path / "colour", PhotometricInterpretation="RGB")
    make_series(inbox / "made", SyntheticData="YES")
    series, colour, made = (
        uid_of(folder) for folder in (inbox / "day", tmp_path / "colour", inbox / "made")
    )
    for path in (tmp_path / "colour").iterdir():  # two series in one folder
        path.rename(inbox / "day" / f"colour_{path.name}")
    call = ["inbox", str(inbox), "-o", str(results), "--model", str(model), "--once"]

    assert main(call) == 0

    assert states(results) == {series: "done", colour: "refused", made: "left"}
    assert "in colour" in read_status(results, colour).sentence
    written = read_volume(results / series)
    assert written.metadata["modality"] == "CT"
    assert written.metadata["dicom:PatientID"] == "17"
    assert (results / f"{series}.json").is_file()
    before = sorted(results.rglob("*"))
    late = next(p for p in (inbox / "day").iterdir() if not p.name.startswith("colour"))
    late.rename(tmp_path / "late.dcm")
    capsys.readouterr()
    assert main(call) == 0
    assert sorted(results.rglob("*")) == before
    said = capsys.readouterr()
    assert "to have it made again" in said.err
    assert "nothing new" in said.out


def test_from_a_scanner_over_the_network_to_an_archive_and_nobody_is_named(
    tmp_path, source, make_series, model, port, other_port
):
    make_series(tmp_path / "head", size=(16, 16, 8))
    inbox, results, archive = (tmp_path / name for name in ("inbox", "results", "archive"))
    inbox.mkdir()
    archive.mkdir()
    key = tmp_path / "key"
    key.write_text("0123456789abcdef")
    to = Address("ARCHIVE", "127.0.0.1", other_port)
    job = InboxJob(
        str(inbox),
        str(results),
        str(model),
        settle_seconds=0.5,
        listen=str(port),
        calling=("SYNTHETICCT",),
        dicom=NewObjects(anonymise=str(key), send=str(to)),
    )
    job.check()
    token, stopped = CancelToken(), []

    def work():
        with pytest.raises(Cancelled):
            job.run(Watch(cancel=token))
        stopped.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        until(lambda: reached(port))
        send(sorted((tmp_path / "head").iterdir()), f"SYNTHETICCT@127.0.0.1:{port}")
        until(lambda: list(states(results).values()) == ["unsent"], 60)  # no archive is there yet
    finally:
        token.cancel()
        thread.join(10)
    assert stopped == [True]
    assert not reached(port)
    with Listener(archive, to, [Caller("SYNTHETICCT")]):  # a later run goes on
        call = ["inbox", inbox, "-o", results, "--model", model, "--once", "--anonymise", key]
        assert main([str(one) for one in [*call, "--send", to, "--quiet"]]) == 0
    assert list(states(results).values()) == ["done"]
    arrived = read_volume(archive)
    assert arrived.grid == read_volume(tmp_path / "head").grid
    assert arrived.metadata["dicom:PatientID"].startswith("ANON-")
    assert uid_of(tmp_path / "head") not in str(sorted(results.rglob("*")))
    assert not list(results.glob("*[0-9].json"))


def until(happened, seconds=10):
    for _ in range(int(seconds / 0.1)):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("It did not happen.")


def reached(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["inbox", "-o", "results", "--listen", "11112"], "name who may"),
        (["inbox", "-o", "results", "--calling", "SCANNER"], "give that, too"),
        (["inbox", "-o", "results", "--once", "--listen", "104", "--calling", "A"], "leave --list"),
        (["nowhere", "-o", "results"], "make it first"),
        (["inbox", "-o", "results", "--model", "none-such"], "none-such"),
        (["inbox", "-o", "results", "--send", "nobody"], "TITLE@HOST:PORT"),
    ],
)
def test_what_could_not_work_is_refused_before_anything_arrives(
    tmp_path, monkeypatch, capsys, arguments, words
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox").mkdir()
    assert main(["inbox", *arguments, "--quiet"]) == 2
    assert words in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def test_one_inbox_at_a_time_has_the_results(tmp_path):
    (tmp_path / "inbox").mkdir()
    job = InboxJob(str(tmp_path / "inbox"), str(tmp_path / "results"))
    token = CancelToken()

    def second(told):
        token.cancel()
        with pytest.raises(InputError, match="Another inbox"):
            job.run(Watch())

    with pytest.raises(Cancelled, match="0 series were worked off"):
        job.run(Watch(second, token))
