"""Labels as SEG: codes, colours, place, and what others say of it."""

import numpy as np
import pytest
from highdicom.seg import segread

from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.dicom.segmentation_object import segmentation_object
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.segmentation.labels import Label, Segmentation
from SyntheticCTLib.segmentation.terminology import Code, Terminology


@pytest.fixture
def written(tmp_path, source, segmentation):
    save(segmentation_object(segmentation, context_of_series(str(source))), tmp_path / "seg.dcm")
    return tmp_path / "seg.dcm"


def test_every_voxel_of_every_segment_lies_where_it_did(written, segmentation):
    found = segread(written)
    assert [item.SegmentLabel for item in found.SegmentSequence] == [
        "air",
        "cortical bone",
        "bone marrow",
    ]
    volume = found.get_volume()
    grid = segmentation.labels.grid
    for k, j, i in np.argwhere(volume.array.any(axis=-1)):
        place = volume.affine @ [k, j, i, 1]
        ours = np.rint(grid.to_index(place[:3])).astype(int)
        label = segmentation.labels.array[tuple(ours[::-1])]
        names = {1: "air", 2: "cortical bone", 3: "bone marrow"}
        number = int(volume.array[k, j, i].argmax()) + 1
        assert segmentation.label(names[number]).value == label
    assert volume.array.sum() == (segmentation.labels.array > 0).sum()


def test_segments_have_codes_with_modifiers_and_colours(written):
    bone = segread(written).SegmentSequence[1]
    kind = bone.SegmentedPropertyTypeCodeSequence[0]
    assert (kind.CodeValue, kind.CodingSchemeDesignator) == ("272673000", "SCT")
    assert len(kind.SegmentedPropertyTypeModifierCodeSequence) == 1
    assert bone.SegmentedPropertyCategoryCodeSequence[0].CodeMeaning == "Tissue"
    assert len(bone.RecommendedDisplayCIELabValue) == 3
    assert bone.SegmentationAlgorithmIdentificationSequence[0].AlgorithmName == "HU limits"


def test_labels_without_codes_and_those_with_a_region_both_pass(tmp_path, source, segmentation):
    left = Code("SCT", "7771000", "Left")
    femur = Terminology(
        Code("SCT", "123037004", "Anatomical Structure"),
        Code("SCT", "71341001", "Femur"),
        left,
        Code("SCT", "68367000", "Thigh"),
        left,
    )
    table = (Label(1, "femur", (240, 230, 200), femur), Label(2, "thing"))
    array = np.minimum(segmentation.labels.array, 2)
    record = {"method": "TotalSegmentator", "version": "2.11.0", "task": "total"}
    labelled = Segmentation(segmentation.labels.with_array(array), table, "", record)
    found = segmentation_object(labelled, context_of_series(str(source)))
    first = found.SegmentSequence[0]
    assert first.AnatomicRegionSequence[0].AnatomicRegionModifierSequence[0].CodeMeaning == "Left"
    algorithm = first.SegmentationAlgorithmIdentificationSequence[0]
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == ("TotalSegmentator", "2.11.0")


def test_labels_in_another_order_of_axes_come_out_the_same(source, segmentation):
    context = context_of_series(str(source))
    turned = to_orientation(segmentation.labels, "RAI")
    other = Segmentation(turned, segmentation.table, segmentation.context, segmentation.record)
    first, second = (segmentation_object(one, context) for one in (segmentation, other))
    assert first.PixelData == second.PixelData


def test_a_series_is_needed_and_labels_have_to_lie_on_it(source, segmentation, tmp_path):
    with pytest.raises(InputError, match="name it with --like"):
        segmentation_object(segmentation, new_study(segmentation.labels.grid))
    empty = segmentation.labels.with_array(np.zeros_like(segmentation.labels.array))
    nothing = Segmentation(empty, segmentation.table, segmentation.context)
    with pytest.raises(InputError, match="No label lies on the slices"):
        segmentation_object(nothing, context_of_series(str(source)))


def test_a_decimal_comma_in_a_header_disturbs_nobody(source, segmentation):
    expected = segmentation_object(segmentation, context_of_series(str(source)))
    for path in source.iterdir():
        content = path.read_bytes()
        assert b"1.5\\0.75" in content
        path.write_bytes(content.replace(b"1.5\\0.75", b"1,5\\0,75"))
    found = segmentation_object(segmentation, context_of_series(str(source)))
    assert found.PixelData == expected.PixelData


def test_dciodvfy_and_dcentvfy_find_no_error(written, source, dciodvfy, dcentvfy):
    assert dciodvfy(written) == []
    assert dcentvfy(written, *source.iterdir()) == []
