"""What a worker wrote, as nodes."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.job_files import segmentation_node
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
from SyntheticCTLib.segmentation.label_tables import label_names, read_segmentation
from SyntheticCTLib.segmentation.labels import write_segmentation


def test_a_segmentation_is_the_same_after_its_files(tmp_path, a_scene, a_ct_node):
    found = segment_tissues(volume_from_node(a_ct_node))
    path = tmp_path / "labels.mhd"
    write_segmentation(found, path)
    read = read_segmentation(path)
    assert read.table == found.table
    assert read.context == found.context
    np.testing.assert_array_equal(read.labels.array, found.labels.array)
    node = segmentation_node(a_scene, read, "tissues", like=a_ct_node)
    assert node.GetSegmentation().GetNumberOfSegments() >= 3


def test_a_table_that_is_none_is_refused(tmp_path):
    (tmp_path / "labels.labels.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        label_names(tmp_path / "labels.mhd")
