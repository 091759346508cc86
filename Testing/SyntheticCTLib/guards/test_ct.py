"""What may not, or should not, be given to a model that makes MR from CT."""

import numpy as np
import pytest

from SyntheticCTLib.guards.ct import CT_GUARD
from SyntheticCTLib.guards.inspection import inspect
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def phantom():
    return make_limb_phantom(size=(80, 80, 30), spacing=(2.0, 2.0, 4.0), seed=3)


def warned(volume):
    return inspect(volume, CT_GUARD, {})


def test_a_plain_ct_raises_no_doubt(phantom):
    assert warned(phantom.ct) == []


def test_an_mr_is_refused(phantom):
    (found,) = warned(phantom.mr)
    assert (found.code, found.refuses) == ("modality", True)
    assert "looks like an MR" in found.sentence


def test_a_cone_beam_ct_is_refused_with_what_to_do(phantom):
    cbct = phantom.ct.with_array(phantom.ct.array, modality="CBCT")
    (found,) = warned(cbct)
    assert (found.code, found.refuses) == ("modality", True)
    assert "from CBCT to CT" in found.sentence


def test_a_ct_that_is_not_in_hu_is_refused_with_what_to_do(phantom):
    shifted = phantom.ct.with_array(phantom.ct.array + 1024, modality="CT")
    (found,) = warned(shifted)
    assert (found.code, found.refuses) == ("calibration", True)
    assert "subtract 1024" in found.sentence


@pytest.mark.parametrize("factor", [0.1, 0.5, 2.0, 10.0, -1.0])
def test_a_scaled_ct_is_told_or_refused_as_wherever_hu_are_measured(phantom, factor):
    scaled = phantom.ct.with_array(phantom.ct.array * factor, modality="CT")
    found = [warning for warning in warned(scaled) if warning.code == "calibration"]
    assert len(found) == 1
    assert "in HU" in found[0].sentence


def test_metal_is_told_with_its_volume(phantom):
    array = phantom.ct.array.copy()
    array[10:14, 38:42, 38:42] = 3000
    (found,) = warned(phantom.ct.with_array(array))
    assert (found.code, found.refuses) == ("metal", False)
    assert "1 ml are brighter than 2500 HU" in found.sentence


def test_contrast_medium_is_told_by_header_and_by_vessels(phantom):
    named = phantom.ct.with_array(phantom.ct.array, **{"dicom:ContrastBolusAgent": "Iohexol"})
    (found,) = warned(named)
    assert found.code == "contrast-medium"
    assert "Iohexol" in found.sentence

    array = phantom.ct.array.copy()
    j, i = np.indices(array.shape[1:])
    array[:, np.hypot(j - 60, i - 40) < 4] = 250  # a vessel along the limb, 16 mm wide
    (found,) = warned(phantom.ct.with_array(array))
    assert found.code == "contrast-medium"
    assert "22 ml in one piece are brighter than 130 HU" in found.sentence
