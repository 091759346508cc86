"""Random patches from training cases; patch number n is the same whenever it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from monai.transforms import Compose
from torch.utils.data import Dataset

from SyntheticCTLib.arrays import IntArray
from SyntheticCTLib.tasks.pair import TrainingCase


@dataclass(frozen=True)
class Sampling:
    """Where patches come from.

    Attributes:
        bone_share: share of patches centred on a bone voxel, the others on any voxel of the mask.
        phantom_share: share of patches from phantoms, the others from real pairs.
    """

    bone_share: float = 0.33
    phantom_share: float = 0.0


class PatchDataset(Dataset[dict[str, torch.Tensor]]):
    """Patch ``n`` as tensors (1, k, j, i): image (z-score), target (normalised HU), weight.

    Every random choice is made from (seed, n), so a resumed run sees what an unbroken one would
    have seen, with any number of loader processes.

    Args:
        real: cases from pairs.
        phantoms: cases from phantoms, may be empty.
        patch_size: voxels (k, j, i).
        length: number of patches.
        sampling: shares of bone and phantoms.
        augmentation: a MONAI transform of the patch dictionary, or None.
        seed: of all random choices.
    """

    def __init__(
        self,
        real: list[TrainingCase],
        phantoms: list[TrainingCase],
        *,
        patch_size: tuple[int, int, int],
        length: int,
        sampling: Sampling,
        augmentation: Compose | None,
        seed: int,
    ) -> None:
        self._real, self._phantoms = real, phantoms
        self._patch_size = np.asarray(patch_size)
        self._length = length
        self._sampling = sampling
        self._augmentation = augmentation
        self._seed = seed

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> dict[str, torch.Tensor]:
        random = np.random.default_rng((self._seed, number))
        case = self._choose_case(random)
        patch = self._crop(case, self._choose_centre(case, random))
        if self._augmentation is not None:
            self._augmentation.set_random_state(seed=int(random.integers(2**31)))
            patch = self._augmentation(patch)
        tensors = {name: torch.as_tensor(np.asarray(values)) for name, values in patch.items()}
        # Noise may not make signal negative.
        tensors["image"] = tensors["image"].float().clamp(min=0.0) - case.offset
        tensors["weight"] = tensors["weight"].float()
        tensors["target"] = tensors["target"].float()
        return tensors

    def _choose_case(self, random: np.random.Generator) -> TrainingCase:
        from_phantom = self._phantoms and random.random() < self._sampling.phantom_share
        cases = self._phantoms if from_phantom else self._real
        return cases[random.integers(len(cases))]

    def _choose_centre(self, case: TrainingCase, random: np.random.Generator) -> IntArray:
        on_bone = len(case.bone_centres) and random.random() < self._sampling.bone_share
        centres = case.bone_centres if on_bone else case.body_centres
        jitter = random.integers(-self._patch_size // 4, self._patch_size // 4 + 1)
        centre: IntArray = centres[random.integers(len(centres))]
        return centre + jitter

    def _crop(self, case: TrainingCase, centre: np.ndarray) -> dict[str, np.ndarray]:
        shape = np.asarray(case.signal.shape)
        # Inside the volume where it fits; a volume smaller than the patch is padded evenly.
        room = shape - self._patch_size
        start = np.where(room >= 0, np.clip(centre - self._patch_size // 2, 0, room), room // 2)
        low, high = np.maximum(start, 0), np.minimum(start + self._patch_size, shape)
        inside = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        padding = list(zip(low - start, start + self._patch_size - high, strict=True))
        air = float(case.target.min())
        return {
            "image": np.pad(case.signal[inside], padding)[None],
            "target": np.pad(case.target[inside], padding, constant_values=air)[None],
            "weight": np.pad(case.weight[inside], padding)[None].astype(np.float32),
        }
