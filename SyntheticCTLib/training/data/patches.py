"""Random patches from training cases; patch number n is the same whenever it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from monai.transforms import Compose
from torch.utils.data import Dataset

from SyntheticCTLib.preprocessing.input_scales import input_scale
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.tasks.pair import TrainingCase
from SyntheticCTLib.training.data.augmentation import MarrowContrast
from SyntheticCTLib.training.data.context import Context, in_context


@dataclass(frozen=True)
class Sampling:
    """Where patches come from.

    Attributes:
        bone_share: share of patches centred on a bone voxel, the others on any voxel of the mask.
        phantom_share: share of patches from phantoms, the others from real pairs.
        contents: shares of patches centred on what a name of ``patch_contents.CONTENTS`` says,
            where the case has it; what they leave over is drawn by ``bone_share``.
        shapes: patch sizes (k, j, i), one drawn for each batch; empty for the recipe's own.
        border_goes_on: round an image that is smaller than a patch the signal of its border goes
            on, as a synthesis has it; else there is no signal.
    """

    bone_share: float = 0.33
    phantom_share: float = 0.0
    contents: Mapping[str, float] = field(default_factory=dict)
    shapes: Sequence[Sequence[int]] = ()
    border_goes_on: bool = False


class PatchDataset(Dataset[dict[str, torch.Tensor]]):
    """Patch ``n`` as tensors (1, k, j, i): image (z-score), target (normalised HU), weight.

    Cases that know their bone as a shape give it too, as 0 and 1.

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
        batch_size: patches that have to have one shape.
        context: how images are cut before a patch is drawn.
        marrow: how the signal of bone is changed, or None.
        scale: the input scale by which a cut image is scaled anew.
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
        batch_size: int = 1,
        context: Context | None = None,
        marrow: MarrowContrast | None = None,
        scale: str = Z_SCORE,
    ) -> None:
        self._real, self._phantoms = real, phantoms
        self._patch_size = np.asarray(patch_size)
        self._length = length
        self._sampling = sampling
        self._augmentation = augmentation
        self._seed = seed
        self._batch_size = batch_size
        self._context, self._marrow = context, marrow
        self._scale = input_scale(scale)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> dict[str, torch.Tensor]:
        random = np.random.default_rng((self._seed, number))
        case = self._choose_case(random)
        size = self._size(number // self._batch_size)
        centre = self._choose_centre(case, size, random)
        if self._context is not None:
            case, centre = in_context(case, centre, size, self._scale, self._context, random)
        patch = self._crop(case, centre, size)
        if self._marrow is not None:
            patch["image"] = self._marrow.changed(patch, random)
        if self._augmentation is not None:
            self._augmentation.set_random_state(seed=int(random.integers(2**31)))
            patch = self._augmentation(patch)
        tensors = {name: torch.as_tensor(np.asarray(values)) for name, values in patch.items()}
        # Noise may not make signal negative.
        tensors["image"] = tensors["image"].float().clamp(min=0.0) - case.offset
        tensors["weight"] = tensors["weight"].float()
        tensors["target"] = tensors["target"].float()
        if "bone" in tensors:
            tensors["bone"] = tensors["bone"].float()
        return tensors

    def _choose_case(self, random: np.random.Generator) -> TrainingCase:
        from_phantom = self._phantoms and random.random() < self._sampling.phantom_share
        cases = self._phantoms if from_phantom else self._real
        return cases[random.integers(len(cases))]

    def _size(self, batch: int) -> np.ndarray:
        """Voxels (k, j, i) of all patches of a batch."""
        shapes = self._sampling.shapes
        if not shapes:
            return self._patch_size
        random = np.random.default_rng((self._seed, batch, len(shapes)))
        return np.asarray(shapes[int(random.integers(len(shapes)))])

    def _choose_centre(
        self, case: TrainingCase, size: np.ndarray, random: np.random.Generator
    ) -> np.ndarray:
        centres = self._centres(case, random)
        jitter = random.integers(-size // 4, size // 4 + 1)
        chosen: np.ndarray = centres[random.integers(len(centres))] + jitter
        return chosen

    def _centres(self, case: TrainingCase, random: np.random.Generator) -> np.ndarray:
        if self._sampling.contents:
            lot = random.random()
            for name, share in self._sampling.contents.items():
                if 0 <= lot < share and name in case.contents:
                    return case.contents[name]
                lot -= share
        on_bone = len(case.bone_centres) and random.random() < self._sampling.bone_share
        return case.bone_centres if on_bone else case.body_centres

    def _crop(
        self, case: TrainingCase, centre: np.ndarray, size: np.ndarray
    ) -> dict[str, np.ndarray]:
        shape = np.asarray(case.signal.shape)
        # Inside the volume where it fits; a volume smaller than the patch is padded evenly.
        room = shape - size
        start = np.where(room >= 0, np.clip(centre - size // 2, 0, room), room // 2)
        low, high = np.maximum(start, 0), np.minimum(start + size, shape)
        inside = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        padding = list(zip(low - start, start + size - high, strict=True))
        air = float(case.target.min())
        beyond: Any = "edge" if self._sampling.border_goes_on else "constant"
        patch = {
            "image": np.pad(case.signal[inside], padding, mode=beyond)[None],
            "target": np.pad(case.target[inside], padding, constant_values=air)[None],
            "weight": np.pad(case.weight[inside], padding)[None].astype(np.float32),
        }
        if case.bone is not None:
            patch["bone"] = np.pad(case.bone[inside], padding)[None].astype(np.float32)
        return patch
