"""The record stays with its node, through saving and loading too."""

from SyntheticCTLib.mrml.records import MODEL, attach_record, record_of

RECORD = {"model": {"id": "mr-to-ct", "version": "1.0"}, "warnings": ['"<thick>" & ä'], "n": 0.1}


def test_a_node_without_a_record_has_none(a_mr_node):
    assert record_of(a_mr_node) is None


def test_a_record_comes_back_from_a_saved_scene(a_mr_node, reloaded):
    attach_record(a_mr_node, RECORD)
    again = reloaded(a_mr_node.GetScene())
    node = again.scene.GetFirstNodeByName("leg MR")

    assert record_of(node) == RECORD
    assert node.GetAttribute(MODEL) == "mr-to-ct 1.0"
