"""Readers' scores: the table, and figures that others published."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.reader_scores import (
    ReaderScore,
    icc,
    read_reader_scores,
    reader_agreement,
    weighted_kappa,
    with_score,
    write_reader_scores,
)

HEADER = "reader,landmark,image,score\n"


def test_icc_is_that_of_shrout_and_fleiss():
    """Table 2 of their paper, six subjects by four judges: ICC(2,1) is 0.29."""
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    assert icc(np.array(table, float).T) == pytest.approx(0.2898, abs=5e-5)


def test_readers_who_agree_have_an_icc_of_1():
    assert icc(np.array([[1.0, 5.0, 9.0]] * 3)) == pytest.approx(1.0)


def test_kappa_is_that_of_the_table_of_categories():
    first, second = np.array([0, 1, 2, 2, 10]), np.array([0, 2, 2, 3, 8])
    observed = np.zeros((11, 11))
    for a, b in zip(first, second, strict=True):
        observed[a, b] += 1 / 5
    weights = (np.arange(11)[:, None] - np.arange(11)) ** 2
    chance = np.outer(observed.sum(1), observed.sum(0))
    expected = 1 - (weights * observed).sum() / (weights * chance).sum()
    assert weighted_kappa(first, second) == pytest.approx(expected)


def test_bias_and_limits_are_those_of_bland_and_altman():
    scores = [
        ReaderScore("A", name, image, score)
        for name, sct, ct in (("orbit", 7, 8), ("ramus", 9, 9), ("condyle", 4, 9))
        for image, score in (("sCT", sct), ("CT", ct))
    ]
    found = reader_agreement(scores)
    sd = np.std([-1, 0, -5], ddof=1)
    assert found.bias == pytest.approx(-2)
    assert found.limits == pytest.approx((-2 - 1.96 * sd, -2 + 1.96 * sd))
    assert found.means == {"sCT": pytest.approx(20 / 3), "CT": pytest.approx(26 / 3)}
    assert found.iccs[0].value is None
    assert "two readers" in found.iccs[0].note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reader,landmark,score\n", "has no column 'image'"),
        (HEADER + "A,orbit,MR,3\n", "Line 2 of .* its image is 'MR', not sCT or CT"),
        (HEADER + "A,orbit,sCT,11\n", "its score is '11', not 0 to 10"),
        (HEADER + "A,orbit,sCT,\n", "its score is '', not 0 to 10"),
        (HEADER + ",orbit,sCT,1\n", "reader or landmark is empty"),
        (HEADER, "is empty"),
        (HEADER + "A,orbit,sCT,1\n", "A has no score for orbit in the CT"),
        (HEADER + "A,orbit,sCT,1\nA,orbit,sCT,2\n", "A scored orbit twice in the sCT"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_sentence(tmp_path, text, words):
    path = tmp_path / "readers.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        reader_agreement(read_reader_scores(path))


def test_a_table_from_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_text('score,reader,image,landmark\n"7,5",A,sct,orbit\n', encoding="utf-8-sig")
    assert read_reader_scores(path) == [ReaderScore("A", "orbit", "sCT", 7.5)]


def test_a_table_that_was_written_is_read_again(tmp_path):
    scores = [ReaderScore("A, B", "lesser trochanter", "sCT", 7.5), ReaderScore("Ö", "p", "CT", 0)]
    write_reader_scores(tmp_path / "readers.csv", scores)
    assert read_reader_scores(tmp_path / "readers.csv") == scores


def test_a_later_score_of_the_same_takes_the_place_of_the_earlier():
    first, other = ReaderScore("A", "p", "sCT", 3), ReaderScore("A", "p", "CT", 4)
    again = ReaderScore("A", "p", "sCT", 5)
    assert with_score([first, other], again) == [other, again]
    with pytest.raises(InputError, match="got 5 of the MR"):
        with_score([], ReaderScore("A", "p", "MR", 5))
