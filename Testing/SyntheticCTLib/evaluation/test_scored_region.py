"""The voxels that are scored."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.scored_region import scored_region
from SyntheticCTLib.evaluation.source_image import source_image
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.field_of_view import mr_field_of_view


def without(sct, lost):
    return sct.with_array(np.where(lost, np.int16(OUTSIDE_HU), sct.array))


def synthesized(sct):
    """As the engine leaves it: nothing around the body."""
    return without(sct, sct.array < -500)


def test_slices_that_the_sct_does_not_reach_are_left_out(sct, ct):
    cut = sct.array.copy()
    cut[:6] = OUTSIDE_HU
    region = scored_region(sct.with_array(cut), ct).array
    assert not region[:6].any()
    assert region[6:].any(axis=(1, 2)).all()


def test_body_that_the_sct_lost_is_still_scored(sct, ct):
    lost = sct.array.copy()
    lost[10, 28:33, 28:33] = OUTSIDE_HU
    assert scored_region(sct.with_array(lost), ct).array[10, 28:33, 28:33].all()


def oblique_plane(volume):
    """Everything beyond a plane that is tilted against all axes."""
    k, j, i = np.indices(volume.array.shape)
    return 2 * k + j + i > 85


def test_an_oblique_field_of_view_is_guessed_from_the_sct(sct, ct):
    unseen = oblique_plane(sct)
    region = scored_region(without(synthesized(sct), unseen), ct)
    assert not region.array[unseen].any()
    body = (ct.array > -500) & ~unseen
    assert region.array[body].mean() > 0.99
    assert region.description == "the CT's body in the convex outline of the sCT"


def test_the_source_image_tells_the_field_of_view(sct, ct):
    unseen = oblique_plane(sct)
    mr = ct.with_array(np.where(unseen, 0, 100).astype(np.int16))
    # An sCT that lost half of what the MR saw is scored on all of it.
    lost = without(sct, np.indices(sct.array.shape)[2] < 30)
    region = scored_region(lost, ct, source=source_image(mr))
    assert not region.array[unseen].any()
    assert region.array[(ct.array > -500) & ~unseen].all()


def test_the_source_image_narrows_a_given_mask(sct, ct):
    unseen = oblique_plane(sct)
    mr = ct.with_array(np.where(unseen, 0, 100).astype(np.int16))
    everything = ct.with_array(np.ones(ct.array.shape, np.uint8))
    region = scored_region(sct, ct, everything, source=source_image(mr))
    assert np.array_equal(region.array, mr_field_of_view(mr))
    assert region.description == "the given mask in the source image's field of view (an MR)"


def test_an_empty_slice_between_filled_ones_counts(sct, ct):
    lost = np.zeros(sct.array.shape, bool)
    lost[12] = True
    region = scored_region(without(sct, lost), ct).array
    assert region[12][ct.array[12] > 0].all()


def test_an_sct_without_anything_has_no_region(sct, ct):
    assert not scored_region(sct.with_array(np.full_like(sct.array, OUTSIDE_HU)), ct).array.any()


def test_a_source_on_another_grid_is_refused(sct, ct):
    with pytest.raises(InputError, match="source image"):
        scored_region(sct, ct, source=source_image(Volume(np.zeros((3, 3, 3)))))
