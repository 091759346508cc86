"""What a record says against its image: told beside it, whole, and the gravest first."""

import pytest

from SyntheticCTLib.guards.missing_bone import NO_BONE
from SyntheticCTLib.mrml.records import RECORD, attach_record
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.synthesis.record import ModelUsed, RecordedWarning, SynthesisRecord
from SyntheticCTPanel import words
from SyntheticCTPanel.doubts import OF_RESULT, doubts_in, record_in

RECORDED = SynthesisRecord(
    ModelUsed("m"),
    warnings=[
        RecordedWarning("spacing", "The voxels are large."),
        RecordedWarning(NO_BONE, "Hardly any bone was found."),
        RecordedWarning("method", "The result is doubtful."),
        RecordedWarning("forced", "It was forced."),
        RecordedWarning("file", "The voxels are large."),
    ],
)


@pytest.fixture
def a_doubtful_node(a_scene, a_bright_sct):
    node = node_from_volume(a_scene, a_bright_sct, "sct")
    attach_record(node, RECORDED.to_dict())
    return node


def test_all_of_a_records_doubts_are_told_once_and_the_gravest_first(a_doubtful_node):
    assert doubts_in(record_in(a_doubtful_node)) == [
        "It was forced.",
        "The result is doubtful.",
        "Hardly any bone was found.",
        "The voxels are large.",
    ]


def test_what_is_told_of_the_input_already_is_not_told_again():
    assert doubts_in(RECORDED, told=["The voxels are large."])[-1] == "Hardly any bone was found."
    assert "The voxels are large." not in doubts_in(RECORDED, OF_RESULT)


def test_they_stand_above_what_to_expect():
    shown = words.expected(None, doubts_in(RECORDED)).split("<br>")
    assert shown[:2] == ["⚠ It was forced.", "⚠ The result is doubtful."]
    assert shown[-1].startswith("Without a CT nothing is known")
    assert len(shown) == 5


def test_a_damaged_record_says_nothing_and_the_panel_goes_on(a_panel, a_doubtful_node):
    for damaged in ("no JSON", "[1]", '{"model": 3}', '{"model": {}, "warnings": "none"}'):
        a_doubtful_node.SetAttribute(RECORD, damaged)
        a_panel.choose(sctVolume=a_doubtful_node)
        assert a_panel.presenter.synthesis.record() is None, damaged
    assert a_panel.presenter.controls()["surfaceButton"].enabled
    assert doubts_in(None) == []
