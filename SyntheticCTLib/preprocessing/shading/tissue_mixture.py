"""What tissue of a trunk looks like in blocks of a scan: fat, soft tissue, and what lies between.

A scan blurs tissues by streaks and noise that its blocks do not average out, so how widely each is
spread is a hypothesis as well; and so is contrast medium, which brightens all but fat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array

#: Soft tissue of the trunk without contrast medium: muscle, vessels, bowel and its content, HU.
SOFT_HU = 35.0

#: Beside the four tissues: blocks that fat and soft tissue share, and anything, over so many HU.
_ANYTHING_HU = 1000.0

#: The ends of what fat and soft tissue share are as blurred as this share of fat's spread.
_ENDS = 0.6


@dataclass(frozen=True, eq=False)
class Body:
    """What a kind of body is made of, each array [tissue].

    Attributes:
        means: of fat, soft tissue, bright organs and spongy bone, HU.
        means_sd: how far those of one person may lie from there, HU.
        spreads: SD of the blocks of each around its mean, HU.
        shares: of all blocks; then of those that fat and soft tissue share, and of anything.
    """

    means: Float64Array
    means_sd: Float64Array
    spreads: Float64Array
    shares: Float64Array


#: As cut out of trunks by cylinders of 22 to 27 cm.
PLAIN = Body(
    np.array([-103.0, SOFT_HU, 85.0, 220.0]),
    np.array([6.0, 12.0, 15.0, 1.0]),
    np.array([18.0, 22.0, 30.0, 80.0]),
    np.array([0.30, 0.45, 0.015, 0.04, 0.17, 0.03]),
)
ENHANCED = Body(
    np.array([-100.0, 65.0, 112.0, 230.0]),
    np.array([6.0, 10.0, 12.0, 1.0]),
    np.array([18.0, 22.0, 22.0, 80.0]),
    np.array([0.15, 0.30, 0.30, 0.05, 0.17, 0.03]),
)


def chances(
    hu: Float64Array, means: Float64Array, spreads: Float64Array, shares: Float64Array
) -> tuple[Float64Array, Float64Array]:
    """How likely blocks are, per HU, and with what chance each is of which kind.

    Args:
        hu: [block].
        means, spreads: [tissue], four of them.
        shares: [kind]: the tissues, what fat and soft tissue share, anything.

    Returns:
        [block], and [block, kind].
    """
    tissues = np.exp(-0.5 * ((hu[:, None] - means) / spreads) ** 2)
    tissues /= spreads * np.sqrt(2 * np.pi)
    low, high = means[:2]
    end = _ENDS * spreads[0]
    mixed = _step((hu - low) / end) * _step((high - hu) / end) / (high - low)
    anything = np.full(hu.shape, 1 / _ANYTHING_HU)
    parts = shares * np.concatenate([tissues, mixed[:, None], anything[:, None]], axis=1)
    density = parts.sum(axis=1)
    return density, parts / density[:, None]


def _step(x: Float64Array) -> Float64Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -50, 50))))
