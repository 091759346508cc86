"""The files of the last comparison, without the rest of the panel."""

import pytest

from SyntheticCTLib.errors import InputError
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
