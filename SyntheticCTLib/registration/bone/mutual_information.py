"""Mutual information of two lists of values, with gradients."""

from __future__ import annotations

import torch

#: Grey-level classes of each image. With some thousand points more would stay empty.
BINS = 24

_TINY = 1e-9


def mutual_information(
    first: torch.Tensor, second: torch.Tensor, counts: torch.Tensor
) -> torch.Tensor:
    """Mutual information in nats, from a joint histogram with linear Parzen windows.

    Args:
        first: values in 0 to 1, shape (..., n).
        second: values in 0 to 1 at the same places.
        counts: bool, shape (..., n): which places count.

    Returns:
        One figure for each list of n values, shape (...).
    """
    joint = (_windows(first) * counts[..., None]).mT @ _windows(second)
    p = joint / joint.sum(dim=(-2, -1), keepdim=True).clamp(min=_TINY)
    expected = p.sum(dim=-1, keepdim=True) * p.sum(dim=-2, keepdim=True)
    return (p * (torch.log(p + _TINY) - torch.log(expected + _TINY))).sum(dim=(-2, -1))


def _windows(values: torch.Tensor) -> torch.Tensor:
    """Share of each value in each class, shape (..., n, BINS)."""
    place = values.clamp(0, 1) * (BINS - 1)
    lower = place.detach().floor().clamp(max=BINS - 2)
    share = (place - lower)[..., None]
    index = lower.long()[..., None]
    empty = values.new_zeros(*values.shape, BINS)
    return empty.scatter(-1, index, 1 - share).scatter(-1, index + 1, share)
