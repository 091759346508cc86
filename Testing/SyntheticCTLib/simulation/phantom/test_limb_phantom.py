"""The limb phantom: true geometry, truthful partial volume, one anatomy for every grid."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, CancelToken
from SyntheticCTLib.simulation.phantom.limb_anatomy import LIMBS
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.tissues import Tissue
from SyntheticCTLib.simulation.phantom.voxel_average import draw_on_grid, even_offsets

BONE_TISSUES = (Tissue.CORTICAL_BONE, Tissue.SPONGY_BONE, Tissue.MARROW)

COARSE = {"size": (34, 34, 24), "spacing": (5.0, 5.0, 8.0)}


@pytest.fixture(scope="module")
def clean():
    """A noise-free phantom around the bone at 1 x 1 x 3 mm."""
    return make_limb_phantom(size=(72, 72, 50), noise=0, bias=0, seed=3)


def voxel_centres(volume: Volume) -> np.ndarray:
    index = np.indices(volume.array.shape)[::-1].reshape(3, -1)
    return (volume.affine[:3, :3] @ index).T + volume.affine[:3, 3]


def at_points(volume: Volume, points: np.ndarray) -> np.ndarray:
    """Linear interpolation at LPS points."""
    index = np.linalg.inv(volume.affine[:3, :3]) @ (points - volume.origin).T
    return map_coordinates(volume.array, index[::-1], order=1, mode="nearest")


def test_labels_are_bone_exactly_where_the_distance_is_negative(clean):
    distance = clean.signed_distance_to_bone(voxel_centres(clean.labels))
    is_bone = np.isin(clean.labels.array.ravel(), BONE_TISSUES)
    np.testing.assert_array_equal(is_bone, distance < 0)


def test_half_level_contour_of_the_ct_lies_on_the_true_surface(clean, on_surface):
    rng = np.random.default_rng(0)
    drawn = [on_surface(bone.solid, 3000, rng) for bone in clean.anatomy.bones]
    points, normals = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    index = np.linalg.inv(clean.ct.affine[:3, :3]) @ (points - clean.ct.origin).T
    inside = np.all((index > 4) & (index < np.array(clean.ct.size)[:, None] - 5), axis=0)
    # Steep walls: where the surface crosses the thick slices, their interpolation rounds it off.
    inside &= np.abs(normals[:, 2]) < 0.12
    steps = np.linspace(-3.0, 3.0, 121)
    rays = points[inside, None] + steps[:, None] * normals[inside, None]
    tissues, _ = clean.anatomy.classify(rays.reshape(-1, 3))
    tissues = tissues.reshape(-1, len(steps))
    # The half level is defined where thick cortex meets plain muscle.
    plain = (tissues[:, steps < -0.05] == Tissue.CORTICAL_BONE).all(axis=1)
    plain &= (tissues[:, steps > 0.05] == Tissue.MUSCLE).all(axis=1)
    assert plain.sum() > 200
    values = at_points(clean.ct, rays[plain].reshape(-1, 3)).reshape(-1, len(steps))
    half = 0.5 * (values[:, :1] + values[:, -1:])
    crossing = steps[(values > half).argmin(axis=1)]
    assert abs(np.median(crossing)) <= 0.05
    assert np.percentile(np.abs(crossing), 95) < 0.2


@pytest.mark.parametrize("limb", LIMBS)
def test_partial_volumes_sum_to_the_closed_form_bone_volume(limb):
    anatomy = make_limb_phantom(**COARSE, limb=limb).anatomy
    grid = Volume(np.zeros((124, 30, 30), np.uint8), (-72, -72, -320), (5.0, 5.0, 5.2))
    bone = np.isin(list(Tissue), BONE_TISSUES).astype(float)
    _, fraction, _ = draw_on_grid(anatomy, grid, bone, bone, 64, UNWATCHED)
    volume = sum(part.solid.volume_mm3 for part in anatomy.bones)
    assert fraction.max() == pytest.approx(1.0)
    assert fraction.sum(dtype=float) * np.prod(grid.spacing) == pytest.approx(volume, rel=1e-3)


def test_voxels_taken_as_one_tissue_are_of_one_tissue(clean):
    """Full sampling of random voxels agrees with the shortcut but in slivers of tissue."""
    rng = np.random.default_rng(0)
    centres = voxel_centres(clean.ct)[rng.choice(clean.ct.array.size, 4000, replace=False)]
    steps = clean.ct.affine[:3, :3].T
    corners = np.array(list(product((-0.5, 0.5), repeat=3))) @ steps
    labels, margin = clean.anatomy.classify(centres, corners)
    sure = margin >= 1
    assert sure.mean() > 0.3
    offsets = even_offsets(100) @ steps
    seen, _ = clean.anatomy.classify((centres[sure, None] + offsets).reshape(-1, 3))
    marrow = {Tissue.SPONGY_BONE: Tissue.MARROW}  # one substance, two labels
    lookup = np.array([marrow.get(t, t) for t in Tissue])
    same = lookup[seen.reshape(-1, 100)] == lookup[labels[sure], None]
    assert same.all(axis=1).mean() > 0.995
    assert same.mean() > 0.9999


def test_a_coarse_grid_sees_the_mean_of_the_fine_one():
    shared = {"noise": 0, "bias": 0, "seed": 5}
    fine = make_limb_phantom(size=(96, 96, 16), spacing=(1.0, 1.0, 1.5), **shared)
    coarse = make_limb_phantom(size=(48, 48, 8), spacing=(2.0, 2.0, 3.0), **shared)
    mean = fine.ct.array.reshape(8, 2, 48, 2, 48, 2).mean(axis=(1, 3, 5))
    difference = coarse.ct.array - mean
    assert abs(difference.mean()) < 1.0
    assert np.abs(difference).mean() < 8.0
    assert np.corrcoef(coarse.ct.array.ravel(), mean.ravel())[0, 1] > 0.998


def all_orientations():
    return product(permutations(range(3)), product((1.0, -1.0), repeat=3))


def test_all_48_orientations_show_the_same_anatomy():
    size, spacing = (17, 16, 9), (9.0, 10.0, 20.0)
    reference = make_limb_phantom(size=size, spacing=spacing, noise=0, bias=0)
    for order, signs in all_orientations():
        matrix = np.zeros((3, 3))
        matrix[list(order), range(3)] = signs
        turned = make_limb_phantom(
            size=tuple(size[axis] for axis in order),
            spacing=tuple(spacing[axis] for axis in order),
            direction=tuple(matrix.ravel()),
            noise=0,
            bias=0,
            samples=4,
        )
        # Array axes are k, j, i: reverse, undo the flips, undo the permutation.
        array = turned.labels.array.transpose(2, 1, 0)
        array = np.flip(array, [axis for axis in range(3) if signs[axis] < 0])
        array = array.transpose(np.argsort(order)).transpose(2, 1, 0)
        assert (array != reference.labels.array).sum() <= 1


def test_an_oblique_grid_off_centre_shows_what_lies_there():
    c, s = np.cos(0.4), np.sin(0.4)
    direction = (c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0)
    phantom = make_limb_phantom(
        size=(20, 20, 6), spacing=(4.0, 3.0, 3.3), origin=(-20.0, -40.0, 10.0), direction=direction
    )
    assert phantom.ct.origin == (-20.0, -40.0, 10.0)
    expected, _ = phantom.anatomy.classify(voxel_centres(phantom.labels))
    np.testing.assert_array_equal(phantom.labels.array.ravel(), expected)


def test_a_seed_gives_the_same_phantom_and_another_seed_another_one():
    first, again = (make_limb_phantom(**COARSE, seed=7) for _ in range(2))
    other = make_limb_phantom(**COARSE, seed=8)
    for name in ("mr", "ct", "labels"):
        np.testing.assert_array_equal(getattr(first, name).array, getattr(again, name).array)
        assert not np.array_equal(getattr(first, name).array, getattr(other, name).array)


def test_tissues_have_their_usual_order_in_both_images(clean):
    margin = clean.anatomy.classify(voxel_centres(clean.mr), np.full((1, 3), 0.9))[1]
    pure = margin.reshape(clean.mr.array.shape) > 1

    def median(volume, tissue):
        return np.median(volume.array[(clean.labels.array == tissue) & pure])

    tissues = (Tissue.MARROW, Tissue.MUSCLE, Tissue.CORTICAL_BONE)
    marrow, muscle, cortex = (median(clean.mr, t) for t in tissues)
    assert marrow > 2 * muscle > 2 * cortex
    marrow, muscle, cortex = (median(clean.ct, t) for t in tissues)
    assert marrow < 0 < muscle < 100 < 1200 < cortex
    assert 60 < median(clean.ct, Tissue.SPONGY_BONE) < 500


def test_noise_has_the_stated_strength():
    quiet = make_limb_phantom(**COARSE, noise=0)
    noisy = make_limb_phantom(**COARSE, noise=2)
    body = quiet.labels.array == Tissue.MUSCLE
    assert (noisy.ct.array - quiet.ct.array)[body].std() == pytest.approx(40.0, rel=0.1)
    assert (noisy.mr.array - quiet.mr.array)[body].std() > 0


@pytest.mark.parametrize("limb", LIMBS)
def test_bones_are_apart_and_covered_by_soft_tissue(limb, on_surface):
    for seed in range(12):
        anatomy = make_limb_phantom(size=(2, 2, 2), seed=seed, limb=limb).anatomy
        for bone in anatomy.bones:
            points, normals = on_surface(bone.solid, 400, np.random.default_rng(seed))
            for other in anatomy.bones:
                if other is not bone:
                    assert other.solid.signed_distance(points).min() > 1.0
            # The limb's cylinder is drawn to 150 mm from its middle.
            near = np.abs(points[:, 2]) < 150
            around, _ = anatomy.classify((points + 0.2 * normals)[near])
            assert not np.isin(around, (Tissue.AIR, Tissue.SKIN)).any()


def test_written_files_hold_the_same_images(tmp_path):
    phantom = make_limb_phantom(size=(16, 14, 6), spacing=(8.0, 8.0, 9.0))
    paths = phantom.write(tmp_path / "new", "nrrd")
    ct = read_volume(paths["ct"])
    assert np.abs(ct.array - phantom.ct.array).max() <= 0.5
    assert ct.grid.apart(phantom.ct.grid) <= 1e-9
    np.testing.assert_array_equal(read_volume(paths["labels"]).array, phantom.labels.array)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"limb": "tail"}, "'tail'"),
        ({"contrast": "DWI"}, "'DWI'"),
        ({"size": (0, 4, 4)}, "size must be from 1 to .*; got 0"),
        ({"size": (4, 4)}, "give a list of 3"),
        ({"spacing": (1.0, -1.0, 1.0)}, "spacing must be from .*; got -1"),
        ({"noise": -0.5}, "-0.5"),
        ({"seed": -1}, "-1"),
        ({"samples": 0}, "got 0"),
    ],
)
def test_wrong_parameters_are_named(wrong, named):
    with pytest.raises(InputError, match=named):
        make_limb_phantom(**({"size": (4, 4, 4)} | wrong))


def test_a_cancelled_phantom_is_not_made():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        make_limb_phantom(**COARSE, cancel=token)
