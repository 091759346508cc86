"""Fit a recipe to a data set and a memory: spacing, patch, batch, epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.arrays import IntArray
from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.networks import build_network, count_parameters
from SyntheticCTLib.training.data.fingerprint import Fingerprint, target_spacing
from SyntheticCTLib.training.objectives.stage_one import refines
from SyntheticCTLib.training.run.recipe import Recipe

#: Steps in an epoch, nnU-Net's.
EPOCH = 250

#: How often a voxel of the training masks is seen, on average. The 1000 epochs of arXiv 2509.22394
#: do about this with some 170 patients.
LOOKS = 500
_FEWEST_EPOCHS, _MOST_EPOCHS = 100, 1500

#: A batch holds at most this share of the data set's voxels (nnU-Net's rule).
_MOST_OF_DATA = 0.05

#: Memory beside the stored activations: gradients on their way, and the convolutions' workspace.
_OVERHEAD = 1.3

#: Values kept for each weight: itself, its gradient, its average, and the optimiser's moments.
_VALUES_PER_WEIGHT = {"SGD": 4, "AdamW": 5}


def plan_recipe(
    recipe: Recipe,
    found: Fingerprint,
    *,
    memory: float,
    bytes_per_value: int = 4,
    spacing: Sequence[float] | None = None,
    patch: Sequence[int] | None = None,
    batch: int | None = None,
    epochs: int | None = None,
) -> Recipe:
    """The recipe with spacing, patch, batch and epochs fitted. Its network stays.

    The patch starts as the median image and loses length along the axis on which it is longest in
    mm until it fits. Of what memory is left the batch takes as much as it can use.

    Args:
        recipe: what to fit.
        found: the data set.
        memory: bytes that training may take.
        bytes_per_value: of an activation; 2 where the device computes in bfloat16.
        spacing, patch, batch, epochs: given values instead of fitted ones; spacing (i, j, k) in mm,
            patch (k, j, i).

    Raises:
        InputError: a given patch is no multiple of what the network's strides ask for.
        ResourceError: not even the smallest patch fits.
    """
    spacing = [*spacing] if spacing else target_spacing(found)
    voxels = _voxels_that_fit(recipe, memory, bytes_per_value)
    image = np.median(found.extent_mm, axis=0)[::-1] / np.asarray(spacing)[::-1]
    least = batch or recipe.batch_size
    patch = [*patch] if patch else _patch(recipe, image, spacing[::-1], voxels / least)
    in_data = found.mask_ml * 1000 / math.prod(spacing)
    if batch is None:
        wanted = max(int(_MOST_OF_DATA * in_data / math.prod(patch)), recipe.batch_size)
        batch = max(min(wanted, int(voxels / math.prod(patch))), 1)
    if epochs is None:
        looks = LOOKS * in_data / (EPOCH * batch * math.prod(patch))
        epochs = int(np.clip(round(looks), _FEWEST_EPOCHS, _MOST_EPOCHS))
    steps = epochs * EPOCH
    fine_tuning = dict(recipe.fine_tuning)
    if fine_tuning:
        fine_tuning["steps"] = max(round(fine_tuning["steps"] * steps / recipe.steps), 1)
    return replace(
        recipe,
        frame={**recipe.frame, "spacing_mm": spacing},
        patch_size=patch,
        batch_size=batch,
        steps=steps,
        fine_tuning=fine_tuning,
        validate_every=max(steps // 20, 1),
        save_every=min(recipe.save_every, EPOCH),
    )


def training_bytes(recipe: Recipe, *, bytes_per_value: int = 4) -> float:
    """Estimate of the memory that a recipe's training takes, bytes."""
    voxels = math.prod(recipe.patch_size) * recipe.batch_size
    per_voxel, fixed = _memory_model(recipe, bytes_per_value)
    return fixed + per_voxel * voxels


def _voxels_that_fit(recipe: Recipe, memory: float, bytes_per_value: int) -> float:
    per_voxel, fixed = _memory_model(recipe, bytes_per_value)
    return (memory - fixed) / per_voxel


def _memory_model(recipe: Recipe, bytes_per_value: int) -> tuple[float, float]:
    """Bytes for each voxel of a batch, and bytes whatever its size.

    The network runs without memory (torch's meta device) on a small patch, and what its layers give
    out is counted.
    """
    with torch.device("meta"):
        network = build_network(recipe.network)
    kept: list[int] = []

    def count(layer: nn.Module, _given: object, made: torch.Tensor) -> None:
        if not getattr(layer, "inplace", False):
            kept.append(made.numel())

    for layer in network.modules():
        if not any(True for _ in layer.children()):
            layer.register_forward_hook(count)
    patch = [2 * divisor for divisor in recipe.size_divisor]
    image = torch.empty(1, 1, *patch, device="meta")
    if refines(recipe):  # the noisy image with its conditions, and a timestep
        image = image.expand(-1, 1 + recipe.network["conditions"], -1, -1, -1)
        network.train()(image, torch.zeros(1, device="meta"))
    else:
        network.train()(image)
    weights = count_parameters(network) * 4 * _VALUES_PER_WEIGHT[recipe.optimizer["name"]]
    return _OVERHEAD * bytes_per_value * sum(kept) / math.prod(patch), float(weights)


def _patch(
    recipe: Recipe, image: np.ndarray, spacing: Sequence[float], most_voxels: float
) -> list[int]:
    """The largest patch (k, j, i) within an image of that size that has no more voxels."""
    divisors: IntArray = np.asarray(recipe.size_divisor)
    least = 2 * divisors
    patch: IntArray = np.maximum(np.floor(image / divisors).astype(int) * divisors, least)
    while math.prod(patch.tolist()) > most_voxels:
        lengths = np.where(patch > least, patch * np.asarray(spacing), 0.0)
        if not lengths.any():
            raise ResourceError(
                f"Not even a patch of {patch.tolist()} voxels (k, j, i) fits into the memory for "
                f"the network of {recipe.name}: take a smaller network."
            )
        longest = int(np.argmax(lengths))
        patch[longest] -= divisors[longest]
    return [int(length) for length in patch]
