"""Mutual information of two lists of values, with gradients."""

from __future__ import annotations

from typing import Any

import torch

#: Grey-level classes of each image. With some thousand points more would stay empty.
BINS = 24

_TINY = 1e-9


def mutual_information(
    first: torch.Tensor, second: torch.Tensor, counts: torch.Tensor
) -> torch.Tensor:
    """Mutual information in nats, from a joint histogram with linear Parzen windows.

    Args:
        first: values in 0 to 1, shape (n,).
        second: values in 0 to 1 at the same places.
        counts: bool, shape (n,): which places count.
    """
    joint = _JointHistogram.apply(first, second, counts)  # type: ignore[no-untyped-call]
    p = joint / joint.sum().clamp(min=_TINY)
    expected = p.sum(dim=1, keepdim=True) * p.sum(dim=0, keepdim=True)
    value: torch.Tensor = (p * (torch.log(p + _TINY) - torch.log(expected + _TINY))).sum()
    return value


class _JointHistogram(torch.autograd.Function):
    """Joint histogram, shape (BINS, BINS): a place lies in two classes of each image, not in all.

    Autograd alone would carry a row of all classes for every place, most of them zeros, forth and
    back: two thirds of what mutual information costs.
    """

    @staticmethod
    def forward(
        ctx: Any, first: torch.Tensor, second: torch.Tensor, counts: torch.Tensor
    ) -> torch.Tensor:
        row, across = _place(first)
        column, down = _place(second)
        corner = row * BINS + column
        ctx.save_for_backward(first, second, counts, corner, across, down)
        counted = counts.to(first.dtype)
        upper, lower = counted * (1 - across), counted * across
        joint = first.new_zeros(BINS * BINS)
        joint.index_add_(0, corner, upper * (1 - down))
        joint.index_add_(0, corner + 1, upper * down)
        joint.index_add_(0, corner + BINS, lower * (1 - down))
        joint.index_add_(0, corner + BINS + 1, lower * down)
        return joint.reshape(BINS, BINS)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        first, second, counts, corner, across, down = ctx.saved_tensors
        flat = gradients[0].flatten()
        here, right = flat[corner], flat[corner + 1]
        below, aslant = flat[corner + BINS], flat[corner + BINS + 1]
        pulls: list[torch.Tensor | None] = [None, None, None]
        if ctx.needs_input_grad[0]:
            slope = (below - here) * (1 - down) + (aslant - right) * down
            pulls[0] = slope * _moves(first, counts)
        if ctx.needs_input_grad[1]:
            slope = (right - here) * (1 - across) + (aslant - below) * across
            pulls[1] = slope * _moves(second, counts)
        return tuple(pulls)


def _place(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The lower of the two classes in which each value lies, and its share in the upper one."""
    place = values.clamp(0, 1) * (BINS - 1)
    lower = place.floor().clamp(max=BINS - 2)
    return lower.long(), place - lower


def _moves(values: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """Classes by which a place moves for a change of 1 of its value: none beyond the last one."""
    return (counts & (values >= 0) & (values <= 1)).to(values.dtype) * (BINS - 1)
