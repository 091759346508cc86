"""Text, tables and JSON that are given: read, or refused in one sentence that names the file."""

import os

import pytest

from SyntheticCTLib.cohort.case_table import read_case_table
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_object, read_rows, read_text, write_rows
from SyntheticCTLib.simulation.cone_beam.parameters import read_parameters
from SyntheticCTLib.training.data.folds import read_folds
from SyntheticCTLib.training.run.training_log import TrainingLog

LATIN = "Gr\u00f6\u00dfe".encode("latin-1")


@pytest.mark.parametrize("read", [read_text, read_rows, read_object, read_parameters])
def test_what_is_no_utf_8_is_refused(tmp_path, read):
    path = tmp_path / "given"
    path.write_bytes(LATIN)
    with pytest.raises(InputError, match="given"):
        read(path)


def test_an_id_is_one_line(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text('id,mr\n"a\nb",mr.nii\n', encoding="utf-8")
    with pytest.raises(InputError, match="not one line"):
        read_case_table(path)


def test_a_mark_at_the_beginning_is_no_text(tmp_path):
    path = tmp_path / "given"
    path.write_bytes(b"\xef\xbb\xbfid,fold\r\na,1\r\n")
    assert read_text(path).startswith("id")
    assert read_rows(path, "id") == [{"id": "a", "fold": "1"}]


def test_cells_that_lack_are_empty_and_those_beyond_are_left_out(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,fold\na\nb,1,2,3\n")
    assert read_rows(path) == [{"id": "a", "fold": ""}, {"id": "b", "fold": "1"}]


@pytest.mark.parametrize("content", ["[" * 100_000, "[1]", "7", "{", '{"a": 1}'])
def test_what_is_no_such_object_is_refused(tmp_path, content):
    path = tmp_path / "given.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"given\.json"):
        read_object(path, "b")


def test_parameters_that_are_no_object_are_refused(tmp_path):
    path = tmp_path / "scan.json"
    path.write_text('{"parameters": [1, 2]}')
    with pytest.raises(InputError, match="object of parameters"):
        read_parameters(path)


def test_a_table_of_folds_without_its_columns_is_refused(tmp_path):
    (tmp_path / "alignment.csv").write_text("name\na\n")
    with pytest.raises(InputError, match="no column 'id', but name"):
        read_folds(tmp_path, ["a"])


def test_a_log_whose_last_row_was_cut_off_is_read(tmp_path):
    (tmp_path / "steps.csv").write_text("step,loss\n10,1.5\n20")
    assert TrainingLog(tmp_path / "steps.csv").rows()[-1] == {"step": "20", "loss": ""}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize("read", [read_text, read_rows, read_object])
def test_a_pipe_that_may_never_end_is_not_waited_for(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="a pipe"):
        read(tmp_path / "pipe")


def test_rows_that_were_written_are_read_again(tmp_path):
    path = tmp_path / "table.csv"
    write_rows(path, ["id", "value"], [["J\u00fcrgen", 1.5], ['a,"b"', None]])
    assert read_rows(path) == [{"id": "J\u00fcrgen", "value": "1.5"}, {"id": 'a,"b"', "value": ""}]
    assert path.read_bytes().startswith(b"id,value\r\nJ\xc3\xbcrgen,1.5\r\n")


def test_a_table_whose_rows_break_off_stays_as_it_was(tmp_path):
    def rows():
        yield ["new"]
        raise InputError("no more")

    path = tmp_path / "table.csv"
    write_rows(path, ["id"], [["old"]])
    with pytest.raises(InputError, match="no more"):
        write_rows(path, ["id"], rows())
    assert read_rows(path) == [{"id": "old"}]
    assert list(tmp_path.iterdir()) == [path]
