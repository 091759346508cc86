"""The parts of the fit by bone against cases whose answer is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813
import torch

from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.registration.bone.compared import Scan, compared
from SyntheticCTLib.registration.bone.control_grid import ControlGrid, squeeze, strain
from SyntheticCTLib.registration.bone.fit import BoneGuidedFit, Effort
from SyntheticCTLib.registration.bone.mutual_information import mutual_information
from SyntheticCTLib.registration.bone.pose import rotation
from SyntheticCTLib.registration.bone.sampled_image import SampledImage, voxel_points


@pytest.fixture
def oblique():
    image = sitk.Image([40, 30, 12], sitk.sitkFloat32)
    image.SetSpacing((1.0, 1.2, 3.0))
    image.SetOrigin((5.0, -6.0, 7.0))
    image.SetDirection((0, 1, 0, -1, 0, 0, 0, 0, 1))
    return image


def test_equal_halves_share_the_information_of_one_coin():
    half = torch.arange(1000) % 2.0
    counts = torch.ones(1000, dtype=torch.bool)
    assert float(mutual_information(half, 1 - half, counts)) == pytest.approx(np.log(2), abs=1e-5)


def test_places_that_do_not_count_carry_no_information():
    half = torch.arange(1000) % 2.0
    counts = half > 0.5
    assert float(mutual_information(half, half, counts)) == pytest.approx(0.0, abs=1e-5)


def test_its_slope_is_that_of_its_values():
    generator = torch.Generator().manual_seed(4)
    first = torch.rand(300, generator=generator, dtype=torch.float64) * 1.2 - 0.1
    second = (first + 0.3 * torch.rand(300, generator=generator, dtype=torch.float64)).sqrt().abs()
    second = torch.nan_to_num(second, nan=-0.05)
    counts = torch.rand(300, generator=generator) > 0.2
    assert torch.autograd.gradcheck(
        lambda a, b: mutual_information(a, b, counts),
        (first.requires_grad_(), second.requires_grad_()),
        atol=1e-6,
    )
    beyond = (first.detach() < 0) & counts
    assert beyond.any()
    mutual_information(first, second, counts).backward()
    assert not first.grad[beyond | ~counts].any(), "what is clipped or does not count pulled"


def test_image_is_looked_up_where_itk_has_it(oblique):
    array = np.random.default_rng(0).normal(size=(12, 30, 40)).astype(np.float32)
    image = sitk.GetImageFromArray(array)
    image.CopyInformation(oblique)
    point = image.TransformContinuousIndexToPhysicalPoint((11.3, 7.8, 4.4))
    value, inside = SampledImage(image).at(torch.tensor([point], dtype=torch.float32))
    assert float(value) == pytest.approx(image.EvaluateAtPhysicalPoint(point), abs=1e-4)
    assert bool(inside)
    mask = array == array[3, 20, 10]
    assert voxel_points(image, mask).numpy() == pytest.approx(
        np.array([image.TransformIndexToPhysicalPoint((10, 20, 3))]), abs=1e-4
    )


def test_spline_is_the_one_that_itk_applies(oblique):
    grid = ControlGrid(oblique, 24.0)
    torch.manual_seed(0)
    coefficients = torch.randn(grid.coefficients().shape)
    transform = grid.to_sitk(coefficients)
    mask = np.ones((12, 30, 40), bool)
    points = voxel_points(oblique, mask)[::97]
    moved = grid.moved(points, grid.displacement(coefficients)).numpy()
    applied = np.array([transform.TransformPoint(p) for p in points.double().tolist()])
    assert np.abs(applied - points.numpy()).max() > 0.5
    # Linear between nodes: a coarse spline's chords.
    assert np.abs(moved - applied).max() < 0.15


def test_turn_has_no_strain_and_a_stretch_has(oblique):
    grid = ControlGrid(oblique, 24.0)
    turn = rotation(torch.tensor([0.1, -0.2, 0.05]))
    shape = grid.displacement(grid.coefficients()).shape[1:]

    def displacement(matrix):
        return (grid.nodes @ matrix.T - grid.nodes).T.reshape(3, *shape)

    for matrix, expected in ((turn, 0.0), (torch.diag(torch.tensor([1.1, 1.0, 1.0])), 0.21**2)):
        jacobian = grid.jacobian(displacement(matrix))
        assert float(strain(jacobian, torch.ones(jacobian.shape[:3]))) == pytest.approx(
            expected, abs=1e-4
        )
        assert float(grid.bending(displacement(matrix))) == pytest.approx(0.0, abs=1e-6)


def test_only_squeezed_tissue_is_pushed_back(oblique):
    grid = ControlGrid(oblique, 24.0)
    count = grid.displacement(grid.coefficients()).shape[1:]
    free = grid.jacobian(grid.displacement(grid.coefficients()))
    assert float(squeeze(free, 0.5)) == 0.0
    nodes = int(np.prod([n - 1 for n in count]))
    assert float(squeeze(0.5 * free, 0.5)) == pytest.approx(nodes * (0.5 - 0.125) ** 2, rel=1e-4)


def limb_scans(draw_limb):
    """An MR and a CT of one limb; the CT sees only a part."""
    mr, ct = draw_limb("MR"), draw_limb("CT", seed=1)
    half = np.ones(ct.array.shape, bool)
    half[:, :, :9] = False
    everywhere = np.ones(mr.array.shape, bool)
    return (
        Scan(mr.to_sitk(), mr_body(mr), everywhere, is_ct=False),
        Scan(ct.to_sitk(), ct_body(ct), half, is_ct=True),
    )


@pytest.mark.parametrize("bone", ["on the moving image", "on the fixed image", "none"])
def test_many_poses_are_as_alike_as_one_after_the_other(draw_limb, bone):
    mr, ct = limb_scans(draw_limb)
    pair = (ct, mr) if bone == "on the fixed image" else (mr, ct)
    images = compared(*pair, on_bone=bone != "none")
    assert (images.bone is None) == (bone == "none")
    shifts = torch.linspace(-24, 24, 37)
    effort = Effort(3.0, 0, 600, 0.0)
    first, second = (BoneGuidedFit(images, seed=5) for _ in range(2))
    poses = [first.shifted(torch.tensor([s, 0.4 * s, -s])) for s in shifts.tolist()]
    found = first.likenesses(poses, effort)
    expected = [second.likeness(pose, effort) for pose in poses]
    assert found == pytest.approx(expected, abs=1e-6)
    assert max(found) - min(found) > 0.1
    assert first.likeness(poses[0], effort) == second.likeness(poses[0], effort), "next points"
