"""The steps of a diffusion stage arrive where they should, however few they are."""

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.inference.diffusion import AtTimestep, make_scheduler, single_step

NOISE = {"num_train_timesteps": 1000, "schedule": "linear_beta"}


class KnowsTheAnswer(torch.nn.Module):
    """The velocity that belongs to one residual, whatever the noise."""

    def __init__(self, residual):
        super().__init__()
        self.residual = residual
        self.kept = make_scheduler(NOISE, clip=6.0).alphas_cumprod

    def forward(self, images, timesteps):
        kept = self.kept[timesteps].reshape(-1, 1, 1, 1, 1)
        noise = (images[:, :1] - kept.sqrt() * self.residual) / (1 - kept).sqrt()
        return kept.sqrt() * noise - (1 - kept).sqrt() * self.residual


@pytest.fixture
def residual():
    return torch.randn((1, 1, 2, 4, 4), generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 10, 24, 25])
def test_a_perfect_network_leads_from_noise_to_the_residual(residual, steps):
    network, scheduler = KnowsTheAnswer(residual), make_scheduler(NOISE, clip=6.0, steps=steps)
    state = torch.randn(residual.shape, generator=torch.Generator().manual_seed(4))
    for timestep in scheduler.timesteps.tolist():
        velocity = AtTimestep(network, timestep)(state)
        state = scheduler.step(velocity, timestep, state)[0]
    assert len(scheduler.timesteps) == steps
    torch.testing.assert_close(state, residual, atol=1e-3, rtol=0)


def test_one_step_without_noise_gives_what_the_network_is_sure_of(residual):
    conditions = torch.zeros(1, 2, 2, 4, 4)
    found = single_step(KnowsTheAnswer(residual), conditions, make_scheduler(NOISE, clip=6.0))
    torch.testing.assert_close(found, residual, atol=1e-3, rtol=0)


def test_a_residual_is_cut_at_the_clip(residual):
    conditions = torch.zeros(1, 2, 2, 4, 4)
    scheduler = make_scheduler(NOISE, clip=0.5)
    assert single_step(KnowsTheAnswer(residual), conditions, scheduler).abs().max() == 0.5


@pytest.mark.parametrize("steps", [0, 1001])
def test_steps_that_cannot_be_are_refused(steps):
    with pytest.raises(InputError, match=f"1 to 1000 steps, not {steps}"):
        make_scheduler(NOISE, clip=6.0, steps=steps)


def test_an_unknown_scheduler_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="Unknown scheduler 'euler'; known: ddim"):
        make_scheduler(NOISE, clip=6.0, name="euler")
