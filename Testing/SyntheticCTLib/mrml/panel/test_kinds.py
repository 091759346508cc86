"""What the chosen nodes are: by record, header and values, the values looked at once."""

import pytest

from SyntheticCTLib.mrml.comparison import nodes_from_comparison
from SyntheticCTLib.mrml.display import mark_as_hounsfield
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel.kinds import KindsOfNodes, is_synthetic


@pytest.fixture
def kinds():
    return KindsOfNodes()


def test_an_mr_that_nothing_names_is_known_by_its_values(kinds, a_mr_node, a_ct_node):
    assert kinds.no_ct(a_mr_node) == "MR"
    assert kinds.no_ct(a_ct_node) == kinds.no_ct(None) == ""


def test_other_values_are_looked_at_again(kinds, a_scene, a_phantom, a_ct_node):
    assert kinds.no_ct(a_ct_node) == ""
    other = node_from_volume(a_scene, a_phantom.mr, "other")
    a_ct_node.SetAndObserveImageData(other.GetImageData())
    assert kinds.no_ct(a_ct_node) == "MR"


def test_a_difference_map_in_hu_is_no_ct(kinds, a_scene, a_sct_node, a_comparison):
    found = nodes_from_comparison(a_scene, a_comparison, sct_node=a_sct_node)
    assert kinds.no_ct(found.difference) == "DIFFERENCE MAP"


def test_a_record_says_what_a_node_is_and_that_a_model_made_it(kinds, a_ct_node, a_sct_node):
    mark_as_hounsfield(a_ct_node)
    attach_record(a_ct_node, {"model": {"id": "m"}, "scale": {"modality": "MR"}})
    assert kinds.no_ct(a_ct_node) == "MR"
    assert is_synthetic(a_ct_node)
    assert not is_synthetic(a_sct_node)


def test_colours_and_nodes_without_voxels_say_nothing(kinds, a_scene):
    assert kinds.no_ct(a_scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "empty")) == ""
