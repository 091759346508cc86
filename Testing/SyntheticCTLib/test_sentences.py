"""Sentences with what they were made of: the text to everybody, the parts across processes."""

import json
import pickle

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.sentences import Sentence, from_parts, parts_of, sentence_in

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
