"""Sentences with what they were made of: the text to everybody, the parts across processes."""

import json
import pickle

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError, NotAgreedError, sentence_of
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.sentences import Sentence, from_parts, on_one_line, parts_of, sentence_in

NESTED = Sentence("The {image} {reason}.", image="CT", reason=Sentence("has {n} holes", n=3))


def test_it_is_its_text():
    assert NESTED == "The CT has 3 holes."
    assert f"{NESTED} Look." == "The CT has 3 holes. Look."
    assert json.dumps(NESTED) == '"The CT has 3 holes."'


def test_its_parts_cross_to_another_process():
    for again in (
        from_parts(json.loads(json.dumps(parts_of(NESTED)))),
        pickle.loads(pickle.dumps(NESTED)),
    ):
        assert again == NESTED
        assert again.template == "The {image} {reason}."
        assert again.arguments["reason"].arguments == {"n": 3}


@pytest.mark.parametrize(
    "parts",
    [
        {"sentence": "plain"},
        {"sentence": "plain", "template": "{a}", "arguments": {}},
        {"sentence": "plain", "template": "other {a}", "arguments": {"a": 1}},
        {"sentence": "plain", "template": 7, "arguments": []},
    ],
)
def test_parts_that_do_not_fit_leave_the_text(parts):
    assert from_parts(parts) == "plain"
    assert not isinstance(from_parts(parts), Sentence)


def test_an_error_keeps_what_its_sentence_was_made_of():
    with pytest.raises(InputError) as raised:
        check_volume(Volume(np.zeros((1, 8, 8))))
    found = sentence_in(raised.value)
    assert found.arguments == {"shape": "8 x 8 x 1", "fewest": 2}
    assert isinstance(sentence_of(raised.value), Sentence)
    assert sentence_in(ValueError(7)) == "7"


#: What a file's name may hold on Linux: lines, tabulators, colours, other directions of reading.
_NASTY = "a\nb\tc\x1b[31m\u2028\u202ed\x85\rFORGED: all is well"


def test_a_sentence_stays_one_line_and_remembers_what_it_was_made_of():
    error = InputError(Sentence("{name} is no image.", name=_NASTY))
    assert len(str(error).splitlines()) == 1
    assert str(error).isprintable()
    assert sentence_in(error).template == "{name} is no image."
    assert on_one_line(str(error)) == str(error)
    assert str(NotAgreedError("one", "a\nb")) == "one\na\N{REPLACEMENT CHARACTER}b"


def test_errors_of_the_system_about_a_name_are_one_line():
    with pytest.raises(OSError, match="No such file") as raised:
        open(_NASTY)  # noqa: SIM115, PTH123
    assert sentence_of(raised.value).isprintable()


@pytest.mark.parametrize(
    "call",
    [
        ("synthesize", "FILE", "-o", "out.nii"),
        ("surface", "FILE.nii", "-o", "out.stl"),
        ("segment", "FILE.nrrd", "-o", "out.nrrd"),
        ("compare", "FILE.mha", "FILE.mhd", "-o", "out"),
        ("evaluate", "FILE.dcm", "FILE"),
        ("dicom", "FILE.nii", "-o", "out"),
        ("report", "FILE"),
        ("models", "add", "FILE"),
        ("cohort", "FILE", "-o", "out"),
        ("train", "FILE.json", "-o", "out"),
        ("register", "FILE.nii", "FILE.nii", "-o", "FILE/out.nii"),
        ("FILE",),
        ("segment", "--FILE", "a.nii"),
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_a_refusal_is_one_line_whatever_the_name_holds(call, there, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = [part.replace("FILE", _NASTY) for part in call]
    if there:
        for part in given:
            if _NASTY in part and "/" not in part:
                (tmp_path / part).write_bytes(b"\x00" * 400)
    try:
        code = main(given)
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr().err
    assert code == 2
    (line,) = (line for line in said.splitlines() if not line.startswith("["))  # progress
    assert line.startswith("synthetic-ct: ")
    assert line.isprintable()
