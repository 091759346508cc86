"""Bones one by one: two that a thin bridge joins are two, and each keeps its shape."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface.make.bone_bodies import _colour, bone_bodies

SPACING = (1.5, 1.5, 3.0)


def joint(bridge_mm=0.0):
    """Two shafts, one above the other, 6 mm apart, in soft tissue; a bridge may join them."""
    k, j, i = np.mgrid[:30, :50, :50].astype(float)
    z, from_axis = 3 * k, np.hypot(1.5 * (i - 25), 1.5 * (j - 25))
    hu = np.where(from_axis < 34, 50.0, -1000.0)
    hu[(from_axis < 12) & (abs(z - 45) > 3)] = 800
    hu[(from_axis < bridge_mm / 2) & (abs(z - 45) <= 3)] = 800
    return Volume(hu, origin=(3, -8, 20), spacing=SPACING)


def volumes(found):
    return list(found.volumes_ml().values())


@pytest.mark.parametrize("bridge_mm", [0.0, 5.0])
def test_bones_that_hardly_touch_are_two(bridge_mm):
    found = bone_bodies(joint(bridge_mm), names=("femur",))
    assert [label.name for label in found.table] == ["femur", "bone 2"]
    area = np.pi * 12**2  # mm2, of 14 slices of 3 mm below the gap and 13 above it
    assert volumes(found) == pytest.approx([area * 42 / 1000, area * 39 / 1000], rel=0.05)
    upper, lower = found.record["centres_mm"]["bone 2"], found.record["centres_mm"]["femur"]
    assert abs(upper[2] - lower[2]) == pytest.approx(49.5, abs=1)
    x, y = lower[:2]
    assert (x, y) == pytest.approx((40.5, 29.5), abs=0.2)


def test_open_marrow_and_a_missing_ring_of_cortex_part_no_bone():
    ct = joint(5.0)
    k, j, i = np.mgrid[:30, :50, :50].astype(float)
    from_axis = np.hypot(1.5 * (i - 25), 1.5 * (j - 25))
    marrow = (from_axis < 9) & (abs(3 * k - 45) > 13)
    ct.array[marrow | ((abs(3 * k - 75) < 4) & (from_axis < 12))] = -50
    assert volumes(bone_bodies(ct)) == pytest.approx(volumes(bone_bodies(joint(5.0))), rel=0.1)


def test_what_is_joined_broadly_stays_one():
    assert len(bone_bodies(joint(18.0)).table) == 1


def test_nothing_that_touches_is_parted_unless_asked_for():
    assert len(bone_bodies(joint(5.0), bridge_mm=0).table) == 1


def test_a_bone_thinner_than_the_bridge_is_one():
    ct = joint()
    ct.array[10:20, 5:8, 10:40] = 800
    found = bone_bodies(ct, smallest_ml=1.0)
    assert len(found.table) == 3
    assert volumes(found)[2] == pytest.approx(10 * 3 * 30 * 6.75 / 1000, rel=0.1)


def test_more_names_than_bones_are_refused():
    with pytest.raises(InputError, match=r"more names \(3\) than bones \(2\)"):
        bone_bodies(joint(), names=("a", "b", "c"))


def test_no_bone_is_said():
    with pytest.raises(NoBoneError, match="No bone of 50 ml or more"):
        bone_bodies(joint(), smallest_ml=50)


def test_names_and_sizes_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="a name of its own; got 'a' more"):
        bone_bodies(joint(), names=("a", "a"))
    with pytest.raises(InputError, match="bridge_mm must be from 0 to 100; got -1"):
        bone_bodies(joint(), bridge_mm=-1)


def test_the_largest_bone_is_neither_red_nor_blue_as_differences_are():
    red, green, blue = _colour(0)
    assert min(red, green) > 2 * blue
    assert len({_colour(number) for number in range(20)}) == 20


#: Inside the shafts of ``joint``, LPS mm.
POINTS = {"tibia": (40.5, 29.5, 56.0), "femur": (40.5, 29.5, 75.0)}


def test_points_part_bones_that_are_joined_broadly_and_name_them():
    found = bone_bodies(joint(18.0), points=POINTS)
    assert [label.name for label in found.table] == ["tibia", "femur"]
    apart = volumes(bone_bodies(joint()))
    assert volumes(found) == pytest.approx(apart, rel=0.1)
    assert found.record["points_LPS_mm"]["femur"] == [40.5, 29.5, 75.0]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ({"femur": (3.0, -8.0, 20.0)}, "The point 'femur' lies .* mm from the nearest bone"),
        ({"a": (40.5, 29.5, 35.0), "b": (40.5, 29.5, 35.5)}, "'a' and 'b' lie in one piece"),
    ],
)
def test_points_that_part_nothing_are_refused_by_name(points, words):
    with pytest.raises(InputError, match=words):
        bone_bodies(joint(18.0), points=points)


def test_points_of_one_bone_make_one_of_pieces_that_lie_apart():
    points = {"leg/1": POINTS["tibia"], "leg/2": POINTS["femur"]}
    found = bone_bodies(joint(), points=points)
    assert [label.name for label in found.table] == ["leg"]
    assert volumes(found)[0] == pytest.approx(sum(volumes(bone_bodies(joint()))))


def test_points_have_the_names():
    with pytest.raises(InputError, match="leave other names out"):
        bone_bodies(joint(), points=POINTS, names=("femur",))
