"""A checkpoint that cannot be written is told as what it is, and the one before stays."""

import pytest
import torch

from SyntheticCTLib.errors import sentence_of
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.training.run.checkpoint import (
    TrainingState,
    restore_checkpoint,
    save_checkpoint,
)
from SyntheticCTLib.training.run.optimisation import make_average, make_optimizer


@pytest.fixture
def state(make_recipe):
    recipe = make_recipe()
    network = build_network(recipe.network)
    average = make_average(network, recipe.average_decay)
    return TrainingState(network, average, make_optimizer(network, recipe.optimizer), step=3)


@pytest.fixture
def no_room():
    """Files may not grow beyond a page, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_the_checkpoint_before_stays(state, tmp_path, request):
    place = tmp_path / "checkpoint.pt"
    save_checkpoint(state, place)
    assert place.stat().st_size > 4096
    state.step = 4
    request.getfixturevalue("no_room")
    with pytest.raises(OSError, match=r"checkpoint\.pt") as caught:
        save_checkpoint(state, place)
    assert sentence_of(caught.value).startswith(f"{place} cannot be written")
    assert list(tmp_path.iterdir()) == [place]
    restore_checkpoint(state, place)
    assert state.step == 3
    assert torch.equal(next(iter(state.network.parameters())), next(state.average.parameters()))
