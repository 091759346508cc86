"""Labels as RTSTRUCT: outlines in their place, with colours, and what others say of it."""

import numpy as np
import pydicom
import pytest
from matplotlib.path import Path as Outline

from SyntheticCTLib.dicom.contours import outlines
from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.dicom.structure_set import structure_set
from SyntheticCTLib.dicom.study_context import context_of_series


def filled(loops, shape):
    """Pixels (j, i) within an odd number of outlines, given as points (i, j)."""
    rows, columns = np.indices(shape)
    points = np.column_stack([columns.ravel(), rows.ravel()])
    inside = np.zeros(len(points), bool)
    for loop in loops:
        inside ^= Outline(np.vstack([loop, loop[:1]])).contains_points(points)
    return inside.reshape(shape)


def test_outlines_hold_exactly_the_pixels_of_the_mask():
    random = np.random.default_rng(4)
    for share in (0.1, 0.5, 0.9):
        mask = random.random((17, 23)) < share
        np.testing.assert_array_equal(filled(outlines(mask), mask.shape), mask)
    assert outlines(np.zeros((4, 5), bool)) == []
    whole = np.ones((4, 5), bool)
    np.testing.assert_array_equal(filled(outlines(whole), whole.shape), whole)


def test_a_ring_has_an_outer_and_an_inner_outline():
    mask = np.ones((9, 9), bool)
    mask[3:6, 3:6] = False
    assert len(outlines(mask)) == 2


@pytest.fixture
def written(tmp_path, source, segmentation):
    save(structure_set(segmentation, context_of_series(str(source))), tmp_path / "rt.dcm")
    return tmp_path / "rt.dcm"


def test_outlines_lie_on_the_slices_that_they_name(written, source, segmentation):
    found = pydicom.dcmread(written)
    heights = {}
    for path in source.iterdir():
        header = pydicom.dcmread(path)
        heights[header.SOPInstanceUID] = header
    grid, array = segmentation.labels.grid, segmentation.labels.array
    names = {item.ROINumber: item.ROIName for item in found.StructureSetROISequence}
    assert list(names.values()) == ["air", "cortical bone", "bone marrow"]
    for contour in found.ROIContourSequence:
        label = segmentation.label(names[contour.ReferencedROINumber])
        assert tuple(contour.ROIDisplayColor) == label.color
        loops = {}
        for item in contour.ContourSequence:
            index = grid.to_index(np.reshape([float(n) for n in item.ContourData], (-1, 3)))
            k = round(index[0, 2])
            np.testing.assert_allclose(index[:, 2], k, atol=1e-3)
            named = heights[item.ContourImageSequence[0].ReferencedSOPInstanceUID]
            place = grid.to_lps((0, 0, k))
            np.testing.assert_allclose(named.ImagePositionPatient, place, atol=1e-3)
            assert item.NumberOfContourPoints == len(index)
            loops.setdefault(k, []).append(index[:, :2])
        for k in range(len(array)):
            np.testing.assert_array_equal(
                filled(loops.get(k, []), array[k].shape), array[k] == label.value
            )


def test_dciodvfy_and_dcentvfy_find_no_error(written, source, dciodvfy, dcentvfy):
    assert dciodvfy(written) == []
    assert dcentvfy(written, *source.iterdir()) == []
