"""Structural similarity as a loss, against MONAI's and against what it must not see."""

import pytest
import torch
from monai.metrics.regression import compute_ssim_and_cs

from SyntheticCTLib.training.objectives.losses import mae_loss
from SyntheticCTLib.training.objectives.structure import _ssim, with_structure

RANGE = 2.0


def _patch(seed: int, shape: tuple[int, ...] = (1, 1, 12, 24, 32)) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed)) * RANGE - 1


def _loss(share: float = 1.0):
    return with_structure(mae_loss, share=share, dynamic_range=RANGE)


def test_the_similarity_of_one_scale_is_monais():
    x, y = _patch(0), _patch(1)
    expected, _ = compute_ssim_and_cs(y, x, 3, (7, 7, 7), (1.0,) * 3, RANGE, "uniform")
    torch.testing.assert_close(_ssim(x, y, RANGE), expected, atol=1e-5, rtol=1e-4)


def test_the_target_itself_costs_nothing():
    target = _patch(0)
    assert _loss()(target, target, torch.ones_like(target)).item() == pytest.approx(0, abs=1e-6)


def test_the_share_scales_the_term_and_leaves_the_loss_beside_it():
    target, prediction, weight = _patch(0), _patch(1), torch.ones(1, 1, 12, 24, 32)
    plain = mae_loss(prediction, target, weight)
    once, twice = (_loss(share)(prediction, target, weight) - plain for share in (1.0, 2.0))
    assert 0.5 < once.item() < 1.5
    assert twice.item() == pytest.approx(2 * once.item(), rel=1e-5)


def test_a_smooth_picture_costs_more_than_one_with_the_targets_contrast():
    """The mean of the target is as near in L1 as a picture that is off by noise, and has none."""
    target = _patch(0)
    smooth = torch.full_like(target, target.mean().item())
    grain = target + 0.3 * _patch(2)
    weight = torch.ones_like(target)
    loss = _loss()
    assert loss(smooth, target, weight) - mae_loss(smooth, target, weight) > 0.5
    assert loss(grain, target, weight) - mae_loss(grain, target, weight) < 0.2


def test_what_has_no_weight_is_not_seen_and_gets_no_gradient():
    target, weight = _patch(0), torch.ones(1, 1, 12, 24, 32)
    weight[..., 16:] = 0
    prediction = torch.where(weight > 0, target, _patch(1)).requires_grad_()
    assert _loss()(prediction, target, weight).item() == pytest.approx(0, abs=1e-6)
    worse = (prediction + 0.1).detach().requires_grad_()
    _loss()(worse, target, weight).backward()
    assert worse.grad is not None
    assert worse.grad[..., 16:].abs().max() == 0 < worse.grad[..., :16].abs().max()


def test_a_patch_without_weight_costs_nothing():
    target = _patch(0)
    assert _loss()(_patch(1), target, torch.zeros_like(target)).item() == 0
