"""Pix2pix: a discriminator learns beside the generator (Isola et al. 2017, arXiv 1611.07004).

The discriminator is MONAI's PatchGAN on slices of the patch, with the generator's input as its
condition. Its slices lie in all three planes, so that jitter from slice to slice gives a picture
away as surely as blur within one.
"""

from __future__ import annotations

from typing import Any

import torch
from monai.losses import PatchAdversarialLoss
from monai.networks.nets import PatchDiscriminator
from torch import nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.objectives.losses import mae_loss
from SyntheticCTLib.training.objectives.objective import Batch, Forward, Objective, Surroundings

#: Axes of (batch, channel, k, j, i) across which slices are taken.
_PLANES = (2, 3, 4)


class Adversarial(Objective):
    """Adversarial loss + ``l1_weight`` x L1, as the generator's; the discriminator's beside it.

    Where a voxel has no weight the target stands in for the prediction, so that the discriminator
    cannot tell one from the other there.

    Args:
        surroundings: of the run.
        l1_weight: the paper's 100.
        channels, layers: of the discriminator; 64 and 3 make the paper's, which sees 70 x 70.
        slices: that it sees of each patch in a step, of one plane.
        criterion: "least_squares" (LSGAN) or "bce", see MONAI's ``PatchAdversarialLoss``.
        rate: learning rate of the discriminator.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        *,
        l1_weight: float = 100.0,
        channels: int = 64,
        layers: int = 3,
        slices: int = 6,
        criterion: str = "least_squares",
        rate: float = 2e-4,
    ) -> None:
        self._surroundings = surroundings
        self._l1_weight, self._slices = l1_weight, slices
        # Each strided convolution halves a slice, and the two after them take one pixel each.
        self._smallest = 3 * 2**layers
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(surroundings.seed)
            self.discriminator: nn.Module = PatchDiscriminator(
                2, channels, 2, num_layers_d=layers, norm=("instance", {"affine": True})
            ).to(surroundings.device)
        self._judge = PatchAdversarialLoss(criterion=criterion, no_activation_leastsq=True)
        self._optimizer = torch.optim.Adam(
            self.discriminator.parameters(), lr=rate, betas=(0.5, 0.999)
        )
        self._seen: tuple[torch.Tensor, torch.Tensor] | None = None

    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """See ``Objective``. Divided by ``l1_weight``, so that the gradient keeps its size."""
        image, target, weight = batch["image"], batch["target"], batch["weight"]
        with self._surroundings.autocast():
            predicted = forward(image)
        predicted = predicted.float()
        shown = torch.where(weight > 0, predicted, target)
        real, fake = self._slices_of(image, target, shown)
        self._seen = real.detach(), fake.detach()
        fooled: torch.Tensor = self._judge(self._verdict(fake), True, False)
        return mae_loss(predicted, target, weight) + fooled / self._l1_weight

    def after_step(self) -> None:
        """One step of the discriminator on the slices that it was just shown."""
        assert self._seen is not None
        (real, fake), self._seen = self._seen, None
        told = self._judge(self._verdict(real), True, True)
        told = (told + self._judge(self._verdict(fake), False, True)) / 2
        # Clears what the generator's loss left there, too.
        self._optimizer.zero_grad(set_to_none=True)
        told.backward()
        self._surroundings.processes.average_gradients(self.discriminator)
        self._optimizer.step()

    def state_dict(self) -> dict[str, Any]:
        """See ``Objective``."""
        return {
            "discriminator": self.discriminator.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """See ``Objective``."""
        self.discriminator.load_state_dict(state["discriminator"])
        self._optimizer.load_state_dict(state["optimizer"])

    def _verdict(self, slices: torch.Tensor) -> torch.Tensor:
        with self._surroundings.autocast():
            verdict: torch.Tensor = self.discriminator(slices)[-1]
            return verdict.float()

    def _slices_of(
        self, image: torch.Tensor, target: torch.Tensor, shown: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Condition with target, and condition with prediction: (slice, 2, row, column) each.

        Raises:
            InputError: the patch is too small for slices of any plane.
        """
        planes = [
            plane
            for plane in _PLANES
            if min(image.shape[axis] for axis in _PLANES if axis != plane) >= self._smallest
        ]
        if not planes:
            raise InputError(
                f"The discriminator needs slices of at least {self._smallest} voxels a side; the "
                f"patch has {list(image.shape[2:])}: make it larger, or its layers fewer."
            )
        plane = planes[int(torch.randint(len(planes), (1,)))]
        there = image.shape[plane]
        chosen = torch.randperm(there)[: self._slices].to(image.device)

        def taken(volume: torch.Tensor) -> torch.Tensor:
            return volume.index_select(plane, chosen).movedim(plane, 1).flatten(0, 1)

        condition = taken(image)
        real, fake = (torch.cat((condition, taken(each)), dim=1) for each in (target, shown))
        return real, fake
