"""Fresh rows of a last layer are fitted to what the layers below know; all else stays."""

import pytest
import torch
from torch import nn

from SyntheticCTLib.models.outputs import OUTPUTS
from SyntheticCTLib.training.run.new_outputs import fit_new_outputs


class Knowing(nn.Module):
    """Its features are the image, and whether a voxel is bright."""

    def __init__(self):
        super().__init__()
        self.head = nn.Conv3d(2, len(OUTPUTS), 1)

    def forward(self, image):
        return self.head(torch.cat((image, (image > 0.5).float()), dim=1))


@pytest.fixture
def batches():
    torch.manual_seed(3)
    made = []
    for _ in range(3):
        image = torch.rand(1, 1, 8, 24, 24)
        target = 2 * image + torch.randn_like(image)
        weight, bone = torch.ones_like(image), (image > 0.5).float()
        target[..., :4], weight[..., :4] = 900.0, 0.0  # not to be believed
        made.append({"image": image, "target": target, "weight": weight, "bone": bone})
    return made


def test_bounds_and_bone_are_found_and_the_value_stays(batches):
    network = Knowing()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    fit_new_outputs(network, batches, quantiles=(0.05, 0.95))
    assert torch.equal(network.head.weight[0], before["head.weight"][0])
    assert torch.equal(network.head.bias[0], before["head.bias"][0])
    batch = batches[0]
    seen = batch["weight"][0, 0] > 0
    with torch.inference_mode():
        _, lower, upper, bone = network(batch["image"])[0]
    target = batch["target"][0, 0]
    assert (target < lower)[seen].float().mean().item() == pytest.approx(0.05, abs=0.02)
    assert (target > upper)[seen].float().mean().item() == pytest.approx(0.05, abs=0.02)
    assert ((bone > 0) == (batch["bone"][0, 0] > 0)).float().mean() > 0.95


def test_the_same_patches_give_the_same_rows(batches):
    torch.manual_seed(5)
    first, second = Knowing(), Knowing()
    second.load_state_dict(first.state_dict())
    for network in (first, second):
        fit_new_outputs(network, batches, quantiles=(0.05, 0.95))
    assert torch.equal(first.head.weight, second.head.weight)
