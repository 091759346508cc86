"""Nodes to a worker's files and back."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.origin import origin_of
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.display import mark_as_mr_signal
from SyntheticCTLib.mrml.job_files import segmentation_node, write_labels, write_node
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
from SyntheticCTLib.segmentation.label_tables import label_names, read_segmentation
from SyntheticCTLib.segmentation.labels import write_segmentation
from SyntheticCTLib.synthesis.record_files import find_record


def test_a_node_keeps_voxels_place_and_record(tmp_path, a_ct_node):
    attach_record(a_ct_node, {"model": {"id": "m"}})
    path = write_node(a_ct_node, tmp_path, "ct")
    written, read = volume_from_node(a_ct_node), read_volume(path)
    np.testing.assert_array_equal(read.array, written.array)
    assert (read.origin, read.spacing, read.direction) == (
        written.origin,
        written.spacing,
        written.direction,
    )
    assert find_record(path).model.id == "m"


def test_segments_are_labels_with_their_names(tmp_path, a_scene, a_ct_node):
    node = logic.segment_tissues(a_scene, a_ct_node)
    before = a_scene.GetNumberOfNodes()
    path = write_labels(node, a_ct_node, tmp_path, "bones")

    found = segment_tissues(volume_from_node(a_ct_node))
    values = {name: value for value, name in label_names(path).items()}
    labels = read_volume(path).array
    for name in ("fat", "cortical bone"):
        np.testing.assert_array_equal(labels == values[name], found.mask(name))
    assert a_scene.GetNumberOfNodes() == before


def test_a_segmentation_without_segments_is_refused(tmp_path, a_scene, a_ct_node):
    empty = a_scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "empty")
    with pytest.raises(InputError, match="'empty' has no segments"):
        write_labels(empty, a_ct_node, tmp_path, "bones")


def test_a_segmentation_is_the_same_after_its_files(tmp_path, a_scene, a_ct_node):
    found = segment_tissues(volume_from_node(a_ct_node))
    path = tmp_path / "labels.mhd"
    write_segmentation(found, path)
    read = read_segmentation(path)
    assert read.table == found.table
    assert read.context == found.context
    np.testing.assert_array_equal(read.labels.array, found.labels.array)
    node = segmentation_node(a_scene, path, "tissues", like=a_ct_node)
    assert node.GetSegmentation().GetNumberOfSegments() >= 3


def test_a_table_that_is_none_is_refused(tmp_path):
    (tmp_path / "labels.labels.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        label_names(tmp_path / "labels.mhd")


def test_what_the_scene_knows_of_a_node_goes_with_it(tmp_path, a_ct_node):
    mark_as_mr_signal(a_ct_node)
    path = write_node(a_ct_node, tmp_path, "ct")
    assert origin_of(read_volume(path)).modality == "MR"
    assert find_record(path) is None
