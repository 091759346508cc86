"""Whether a training gains from computing in bfloat16, on a device and with a recipe."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from SyntheticCTLib.training.run.recipe import Recipe

#: Voxels along an axis of the kernels in every recipe.
_LONGEST_KERNEL = 3


def _shapes(recipe: Recipe) -> list[Sequence[int]]:
    """Every patch size (k, j, i) that a run may meet."""
    return [recipe.patch_size, *recipe.sampling.get("shapes", ())]


def _deep_enough(shape: Sequence[int], size_divisor: Sequence[int]) -> bool:
    sizes = zip(shape, size_divisor, strict=True)
    # Along an axis of one voxel, as of slices, no kernel is longer than one.
    return all(size == 1 or size // by >= _LONGEST_KERNEL for size, by in sizes)


def gains_from_bfloat16(device: torch.device, recipe: Recipe) -> bool:
    """Whether bfloat16 is fast there, and right: recent NVIDIA GPUs, CPUs with AMX or AVX-512.

    On a CPU not with patches of which the deepest stage sees fewer voxels than a kernel is long:
    PyTorch 2.13's weight gradient of such a convolution in bfloat16 may hold anything.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    if device.type == "cpu":
        if not all(_deep_enough(shape, recipe.size_divisor) for shape in _shapes(recipe)):
            return False
        return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())
    return False
