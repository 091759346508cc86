"""Nodes to the files of a job: taken at once, written by another thread, nothing lost."""

from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.origin import origin_of
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.display import mark_as_mr_signal
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.volumes import node_from_volume, volume_from_node
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
from SyntheticCTLib.segmentation.label_tables import label_names
from SyntheticCTLib.synthesis.record_files import find_record


@pytest.fixture
def handover(tmp_path):
    return Handover(tmp_path)


def test_a_node_keeps_voxels_place_and_record(handover, a_ct_node):
    attach_record(a_ct_node, {"model": {"id": "m"}})
    path = handover.volume(a_ct_node, "ct")
    assert not Path(path).exists()
    handover.write()
    written, read = volume_from_node(a_ct_node), read_volume(path)
    np.testing.assert_array_equal(read.array, written.array)
    assert (read.origin, read.spacing, read.direction) == (
        written.origin,
        written.spacing,
        written.direction,
    )
    assert find_record(path).model.id == "m"


def test_segments_are_labels_with_their_names(handover, a_scene, a_ct_node):
    node = logic.segment_tissues(a_scene, a_ct_node)
    before = a_scene.GetNumberOfNodes()
    path = handover.labels(node, a_ct_node, "bones")
    handover.write()

    found = segment_tissues(volume_from_node(a_ct_node))
    values = {name: value for value, name in label_names(path).items()}
    labels = read_volume(path).array
    for name in ("fat", "cortical bone"):
        np.testing.assert_array_equal(labels == values[name], found.mask(name))
    assert a_scene.GetNumberOfNodes() == before


def test_a_segmentation_without_segments_is_refused(handover, a_scene, a_ct_node):
    empty = a_scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "empty")
    with pytest.raises(InputError, match="'empty' has no segments"):
        handover.labels(empty, a_ct_node, "bones")


def test_what_the_scene_knows_of_a_node_goes_with_it(handover, a_ct_node):
    mark_as_mr_signal(a_ct_node)
    path = handover.volume(a_ct_node, "ct")
    handover.write()
    assert origin_of(read_volume(path)).modality == "MR"
    assert find_record(path) is None


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "float32", "float64"])
def test_every_type_and_an_oblique_place_survive_bit_for_bit(
    handover, a_scene, an_oblique_volume, dtype
):
    array = (an_oblique_volume.array % 100).astype(dtype)
    node = node_from_volume(a_scene, an_oblique_volume.with_array(array), "5: leg/left")
    path = handover.volume(node, "input")
    handover.write()
    read = read_volume(path)
    assert Path(path).name == "5_ leg_left.mhd"
    assert read.array.dtype == dtype
    np.testing.assert_array_equal(read.array, array)
    assert read.grid == volume_from_node(node).grid


def test_voxels_that_change_meanwhile_are_told(handover, a_ct_node):
    handover.volume(a_ct_node, "ct")
    a_ct_node.GetImageData().Modified()
    with pytest.raises(InputError, match="'leg CT' was changed while it was handed over"):
        handover.write()


def test_it_stops_between_two_pieces(handover, a_scene):
    node = node_from_volume(a_scene, Volume(np.zeros((2, 3, 4), np.int16)), "zeros")
    handover.volume(node, "input")
    handover.stop()
    with pytest.raises(Cancelled):
        handover.write()
