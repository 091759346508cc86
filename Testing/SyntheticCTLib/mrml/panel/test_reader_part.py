"""Readers' scores, without the rest of the panel."""

import pytest

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.comparison.folder import READERS
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.reader_scores import read_reader_scores
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTPanel.reader_part import ReaderPart
from SyntheticCTPanel.report_files import ReportFiles

SCT, CT = 0, 1


@pytest.fixture
def report(a_bench):
    return ReportFiles(a_bench.exchange)


@pytest.fixture
def readers(report):
    return ReaderPart(report=report)


def keep_empty(report, a_bench):
    folder = a_bench.exchange.new_folder() / "comparison"
    folder.mkdir()
    (folder / "report.html").write_text("page")
    report.keep(folder)


def test_a_score_is_a_line_of_the_table_and_a_second_one_corrects_it(readers, report, a_bench):
    keep_empty(report, a_bench)
    assert readers.told() == ""
    assert readers.add(" AB ", "lesser trochanter", SCT, 7) == (
        "AB gave lesser trochanter in the sCT 7 of 10."
    )
    readers.add("AB", "lesser trochanter", SCT, 6)
    table = report.page().parent / READERS
    assert table.read_text("utf-8") == "reader,landmark,image,score\nAB,lesser trochanter,sCT,6\n"
    assert readers.told().startswith("1 score. The report takes it when every reader")
    assert report.page().read_text() == "page"


def test_what_is_no_score_is_refused_and_changes_nothing(readers, report, a_bench):
    with pytest.raises(InputError, match="compare again"):
        readers.add("AB", "patella", CT, 5)
    keep_empty(report, a_bench)
    for reader, landmark, score, words in (
        ("", "patella", 5, "one of the two is empty"),
        ("AB", "  ", 5, "one of the two is empty"),
        ("AB", "patella", 11, "from 0 to 10; got 11"),
    ):
        with pytest.raises(InputError, match=words):
            readers.add(reader, landmark, CT, score)
    assert not (report.page().parent / READERS).exists()


def test_a_table_that_somebody_damaged_is_a_sentence(readers, report, a_bench):
    keep_empty(report, a_bench)
    (report.page().parent / READERS).write_text("reader,score\nAB,5\n")
    assert "has no column 'landmark'" in readers.told()


def test_once_they_are_complete_the_report_has_them(readers, report, a_bench, a_phantom):
    found = compare(a_phantom.ct, a_phantom.ct, sensitivity=False)
    folder = a_bench.exchange.new_folder() / "comparison"
    write_comparison(found, folder)
    report.keep(folder)
    for reader, image, score in (("AB", SCT, 7), ("AB", CT, 9), ("CD", SCT, 6), ("CD", CT, 9)):
        assert "2 readers scored" not in report.page().read_text("utf-8")
        readers.add(reader, "patella", image, score)
    page = report.page().read_text("utf-8")
    assert "2 readers scored 1 landmark" in page
    assert "ICC(2,1) between readers" in page
    assert "sCT minus CT -2.50 (95 % within -3.89 to -1.11)" in readers.told()
    assert len(read_reader_scores(report.page().parent / READERS)) == 4
