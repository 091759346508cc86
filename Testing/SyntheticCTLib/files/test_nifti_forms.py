"""The two forms of a NIfTI header, as nibabel reads them."""

import numpy as np
import pytest

from SyntheticCTLib.files.nifti.place import _both_forms

nibabel = pytest.importorskip("nibabel")


@pytest.mark.parametrize("seed", range(20))
def test_both_affines_are_those_of_nibabel(seed):
    generator = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(generator.normal(size=(3, 3)))
    affine, other = np.eye(4), np.eye(4)
    affine[:3, :3] = turn * generator.uniform(0.3, 5, 3)
    affine[:3, 3] = generator.normal(0, 100, 3)
    other[:3, :4] = affine[:3, :4] + 1
    image = nibabel.Nifti1Image(np.zeros((4, 5, 6), np.int16), other)
    image.set_qform(affine, 1)
    by_quaternion, by_rows = _both_forms(bytearray(image.header.binaryblock), "<")
    assert by_quaternion == pytest.approx(image.get_qform(), abs=2e-3)
    assert by_rows == pytest.approx(other, abs=1e-4)
