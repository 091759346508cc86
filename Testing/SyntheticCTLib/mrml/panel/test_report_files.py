"""The files of the last comparison, without the rest of the panel."""

from pathlib import Path

import pytest

from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.report_files import ReportFiles


@pytest.fixture
def report(a_bench):
    return ReportFiles(a_bench.exchange)


def made(bench, text):
    """What a comparison leaves in its job's folder."""
    folder = bench.exchange.new_folder()
    comparison = folder / "comparison"
    comparison.mkdir()
    (comparison / "report.html").write_text(text)
    return folder, comparison


def test_it_outlives_its_job_and_gives_way_to_the_next(report, a_bench, tmp_path):
    for text in ("first", "second"):
        folder, comparison = made(a_bench, text)
        report.keep(comparison)
        a_bench.exchange.remove(folder)
    assert report.page().read_text() == "second"
    assert len(list(a_bench.folder.iterdir())) == 1
    assert str(tmp_path / "saved") in report.save(tmp_path / "saved")
    assert (tmp_path / "saved" / "report.html").read_text() == "second"

    report.forget()
    assert not list(a_bench.folder.iterdir())
    with pytest.raises(InputError, match="compare again"):
        report.page()


def test_files_that_have_gone_are_a_sentence(report, a_bench, tmp_path):
    with pytest.raises(InputError, match="compare again"):
        report.save(tmp_path / "saved")
    _folder, comparison = made(a_bench, "page")
    report.keep(comparison)
    report.page().unlink()
    with pytest.raises(InputError, match="compare again"):
        report.page()


def test_a_folder_that_is_there_is_replaced_only_when_that_was_asked(report, a_bench, tmp_path):
    report.keep(made(a_bench, "page")[1])
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "old.csv").touch()
    with pytest.raises(InputError, match="is there already"):
        report.save(folder)
    assert [path.name for path in folder.iterdir()] == ["old.csv"]
    report.save(folder, replace=True)
    assert [path.name for path in folder.iterdir()] == ["report.html"]


def test_a_disk_that_takes_no_more_is_told_with_the_file_that_did_not_fit(
    report, a_bench, tmp_path
):
    resource = pytest.importorskip("resource")
    report.keep(made(a_bench, "page" * 10_000)[1])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            report.save(tmp_path / "saved")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    told = sentence_of(caught.value)
    assert told.startswith(f"{tmp_path / 'saved' / 'report.html'} cannot be written: it would be")
    assert not list(tmp_path.glob("*saved*"))


def test_it_is_kept_on_another_disk_too(a_bench, tmp_path):
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("There is no second disk.")
    chosen = [tmp_path]
    exchange = Exchange(lambda: chosen[0])
    folder = exchange.new_folder() / "comparison"
    (folder / "maps").mkdir(parents=True)
    (folder / "maps" / "1.png").write_text("picture")
    chosen[0] = memory
    kept = exchange.keep(folder)
    assert kept.parent == memory
    assert (kept / "maps" / "1.png").read_text() == "picture"
    exchange.remove_all()
    assert not kept.exists()
