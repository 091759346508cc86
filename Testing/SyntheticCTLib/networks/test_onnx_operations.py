"""ONNX's operations give what their definitions say, worked out in another way or by hand."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from SyntheticCTLib.networks.graph_onnx import OPERATIONS

IMAGE = torch.randn((1, 2, 5, 6, 7), generator=torch.Generator().manual_seed(0))
KERNEL = torch.randn((3, 2, 3, 3, 3), generator=torch.Generator().manual_seed(1))
BIAS = torch.tensor([0.5, -1.0, 2.0])


def same(found, wanted):
    torch.testing.assert_close(found, wanted)


@pytest.mark.parametrize(("auto_pad", "before"), [("SAME_UPPER", 0), ("SAME_LOWER", 1)])
def test_an_odd_voxel_of_padding_goes_to_the_named_side(auto_pad, before):
    found = OPERATIONS["Conv"](IMAGE, KERNEL, BIAS, strides=[2, 2, 2], auto_pad=auto_pad)
    # Of the sides 5, 6 and 7 only 6 needs an odd number of voxels more: one.
    sides = (1, 1, before, 1 - before, 1, 1)
    same(found, functional.conv3d(functional.pad(IMAGE, sides), KERNEL, BIAS, stride=2))
    assert found.shape == (1, 3, 3, 3, 4)


def test_uneven_padding_of_a_largest_value_is_never_the_largest():
    found = OPERATIONS["MaxPool"](IMAGE - 100, kernel_shape=[2, 2, 2], pads=[0, 0, 0, 1, 1, 1])
    assert found.max() < -90
    same(found[..., :-1, :-1, :-1], functional.max_pool3d(IMAGE - 100, 2, 1))


def test_a_convolution_and_its_transpose_are_adjoint():
    forward = OPERATIONS["Conv"](IMAGE, KERNEL, strides=[1, 1, 1], pads=[1] * 6)
    other = torch.ones_like(forward)
    back = OPERATIONS["ConvTranspose"](other, KERNEL, strides=[1, 1, 1], pads=[1] * 6)
    same((forward * other).sum(), (back * IMAGE).sum())


@pytest.mark.parametrize(
    ("starts", "ends", "steps"), [([4], [-100], [-2]), ([1], [2**62], [2]), ([-2], [100], [1])]
)
def test_slices_are_those_of_an_array(starts, ends, steps):
    wanted = IMAGE.numpy()[:, :, :, :, slice(starts[0], ends[0], steps[0])]
    if steps[0] < 0:
        wanted = IMAGE.numpy()[:, :, :, :, [4, 2, 0]]
    np.testing.assert_array_equal(OPERATIONS["Slice"](IMAGE, starts, ends, [4], steps), wanted)


def test_shapes_are_changed_as_numbers_say():
    assert OPERATIONS["Reshape"](IMAGE, [0, 0, -1]).shape == (1, 2, 210)
    assert OPERATIONS["Unsqueeze"](IMAGE, [0, -1]).shape == (1, 1, 2, 5, 6, 7, 1)
    assert OPERATIONS["Shape"](IMAGE, start=2).tolist() == [5, 6, 7]
    assert [part.shape[4] for part in OPERATIONS["Split"](IMAGE, axis=4, num_outputs=3)] == [
        3,
        3,
        1,
    ]
    same(OPERATIONS["ReduceMax"](IMAGE, [2, 3, 4], keepdims=0), IMAGE.flatten(2).max(2).values)
    same(OPERATIONS["Gather"](IMAGE, torch.tensor([-1, 0]), axis=1), IMAGE[:, [1, 0]])


def test_edges_are_repeated_where_padding_says_so():
    found = OPERATIONS["Pad"](IMAGE, [0, 0, 0, 0, 1, 0, 0, 0, 0, 2], mode="edge")
    same(found[..., 0], IMAGE[..., 0])
    same(found[..., -1], IMAGE[..., -1])
    assert found.shape[-1] == 10


@pytest.mark.parametrize(("mode", "by"), [("cubic", "half_pixel"), ("nearest", "align_corners")])
def test_a_way_of_resizing_that_is_not_known_is_refused(mode, by):
    with pytest.raises(ValueError, match="not known"):
        OPERATIONS["Resize"](
            IMAGE, None, [1, 1, 2, 2, 2], mode=mode, coordinate_transformation_mode=by
        )
