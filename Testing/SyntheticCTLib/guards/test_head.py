"""Heads, brains without skull, heads without face and limbs are told from each other."""

import numpy as np
import pytest

from SyntheticCTLib.guards.head import Head, head_in
from SyntheticCTLib.guards.inspection import inspect
from SyntheticCTLib.guards.mr import MR_GUARD
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import draw_head
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

SPACING = 2.5
BRAIN = (T.CSF, T.GREY, T.WHITE, T.VESSEL)


@pytest.fixture(scope="module")
def anatomy():
    return head_anatomy(analytic_head(1, SPACING), SPACING)


@pytest.fixture(scope="module", params=["T1", "T2", "FLAIR"])
def mr(anatomy, request):
    return draw_head(anatomy, HeadOptions(sequence=request.param, shading=0.05)).mr


@pytest.fixture(scope="module")
def limb():
    return make_limb_phantom(size=(90, 90, 40), spacing=(2.0, 2.0, 4.0), samples=4).mr


def said(volume, regions):
    return inspect(volume, MR_GUARD, {}, regions)


def test_a_head_is_known_in_any_contrast(mr):
    assert head_in(mr) is Head.WHOLE
    assert said(mr, ("head",)) == []


def test_a_brain_without_its_skull_is_refused(anatomy, mr):
    brain = anatomy.share(*BRAIN) > 0.5
    (warning,) = said(mr.with_array(np.where(brain, mr.array, 0)), ("head",))

    assert warning.refuses
    assert "skull was taken out" in warning.sentence


def test_a_head_for_a_limb_model_names_the_model_of_heads(mr):
    warnings = said(mr, ("limb", "hip", "pelvis"))

    assert any("mr-to-ct-head" in warning.sentence for warning in warnings)


def test_a_limb_for_the_head_model_names_the_model_of_limbs(limb):
    warnings = said(limb, ("head",))

    assert head_in(limb) is Head.NONE
    assert [warning.code for warning in warnings] == ["anatomy"]
    assert "mr-to-ct-limb" in warnings[0].sentence
    assert said(limb, ("limb",)) == []


@pytest.fixture(scope="module")
def round_body():
    """Radii of an ellipsoid as large as a head, 1 on its skin, and how far right and back."""
    ends = np.arange(0, 260, SPACING)
    z, y, x = np.meshgrid(ends[:88], ends[:88], ends[:72], indexing="ij")
    radius = np.sqrt(((x - 90) / 75) ** 2 + ((y - 110) / 95) ** 2 + ((z - 90) / 118) ** 2)
    return radius, y, z


def image(signal):
    noise = np.abs(np.random.default_rng(0).normal(0, 8, signal.shape))
    return Volume(signal + noise, spacing=(SPACING,) * 3, metadata={"modality": "MR"})


def test_a_defaced_head_is_only_told_of(round_body):
    radius, y, z = round_body
    skull = (radius > 0.84) & (radius < 0.95)
    whole = image(np.where((radius < 1) & ~skull, 800.0, 0.0))
    faceless = whole.with_array(np.where((y < 75) & (z < 100), 0.0, whole.array))

    assert head_in(whole) is Head.WHOLE
    (warning,) = said(faceless, ("head",))
    assert (warning.code, warning.refuses) == ("no-face", False)


def test_a_hip_as_large_and_round_as_a_head_has_no_skull(round_body):
    hip = image(np.where(round_body[0] < 1, 800.0, 0.0))

    assert head_in(hip) is Head.NONE
    assert said(hip, ("limb", "hip", "pelvis")) == []


def test_part_of_a_head_is_no_head(mr):
    part = Volume(mr.array[:40], mr.origin, mr.spacing, metadata={"modality": "MR"})

    assert head_in(part) is Head.NONE


def tube(shape, ends, width_mm):
    """Voxels (k, j, i) within half a width of the line between two ends, mm along i, j, k."""
    places = np.stack(np.meshgrid(*(np.arange(n) * SPACING for n in shape), indexing="ij"), axis=-1)
    first, last = (np.array(end, float)[::-1] for end in ends)
    along = np.clip((places - first) @ (last - first) / ((last - first) ** 2).sum(), 0, 1)
    nearest = first + along[..., None] * (last - first)
    return np.linalg.norm(places - nearest, axis=-1) <= width_mm / 2


def test_rods_beside_a_head_are_told_of(mr):
    wide = np.pad(mr.array, ((0, 0), (0, 0), (16, 16)))
    head = Volume(wide, spacing=mr.spacing, metadata={"modality": "MR"})
    right, left = 10.0, (wide.shape[2] - 5) * SPACING
    top, middle = (wide.shape[0] - 8) * SPACING, wide.shape[1] / 2 * SPACING
    rods = wide.copy()
    for x in (right, left):
        rods[tube(wide.shape, [(x, middle, top - 100), (x, middle, top)], 6.0)] = wide.max()

    assert said(head, ("head",)) == []
    (warning,) = said(head.with_array(rods), ("head",))
    assert (warning.code, warning.refuses) == ("foreign", False)
    assert "frame" in warning.sentence


def test_an_electrode_is_told_of(round_body):
    radius, _, _ = round_body
    skull = (radius > 0.84) & (radius < 0.95)
    whole = image(np.where((radius < 1) & ~skull, 800.0, 0.0))
    gap = tube(radius.shape, [(125, 80, 195), (104, 115, 110)], 5.5)
    (warning,) = said(whole.with_array(np.where(gap, 20.0, whole.array)), ("head",))

    assert (warning.code, warning.refuses) == ("foreign", False)
    assert "electrode" in warning.sentence
