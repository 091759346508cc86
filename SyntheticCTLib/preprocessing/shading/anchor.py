"""Where fat and soft tissue lie on a scan's own scale, and how sure that is.

A scan that shows no air tells its offset by its tissues alone. With fat and muscle in view their
two peaks say it; with one tissue alone nothing does but what bodies are made of. So every offset
and every contrast is weighed by how likely it makes the histogram, bodies being as they are, and
the mean over all of them is taken: where the histogram decides nothing, that is near the straight
line that puts the median of a body where it is on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array

#: Soft tissue of the trunk: muscle, vessels, bowel and what fills it together, HU.
SOFT_HU = 35.0

#: The median of all tissue in the field of view of a trunk, HU: 84 slabs of six trunks, cut out by
#: cylinders of 22 to 27 cm, had 12 on average, with an SD of 44.
MEDIAN_HU, _MEDIAN_SD = 15.0, 40.0

#: Fat, soft tissue, organs with contrast medium, spongy bone: where blocks of 5 mm lie and how
#: widely they are spread, HU; then blocks shared by fat and soft tissue, and anything. And the
#: shares of them that a body has.
TISSUES_HU = np.array([-105.0, 35.0, 100.0, 235.0])
_SPREADS_HU = np.array([30.0, 35.0, 45.0, 80.0])
_SHARES = np.array([0.30, 0.42, 0.03, 0.05, 0.15, 0.05])
_MIXED_HU = (-105.0, 45.0)

#: Of the contrast of fat and soft tissue, as a share of the true one.
_CONTRASTS = np.arange(0.7, 1.26, 0.1)
_CONTRAST_SD = 0.12

_OFFSETS_HU = np.arange(-160.0, 161.0, 10.0)
_BINS_HU = np.arange(-450.0, 551.0, 10.0)

#: A scan's blocks say as much as so many independent ones; the shares of a body count as this share
#: of them.
_INDEPENDENT, _SHARES_WORTH = 40.0, 0.15
_REPETITIONS = 10


@dataclass(frozen=True)
class Anchor:
    """The scale of a scan.

    Attributes:
        offset: what is to be taken off its values, HU.
        contrast: distance of fat and soft tissue, as a share of the true one.
        offset_sd: how unsure the offset is, HU.
        fat_share: of all its tissue.
    """

    offset: float
    contrast: float
    offset_sd: float
    fat_share: float


def anchor_of(values: Float64Array) -> Anchor:
    """The scale of tissue.

    Args:
        values: means of blocks, in units of HU, anything added; gas and lung may be among them.
    """
    base = float(np.median(values)) - MEDIAN_HU
    counts = np.histogram(values - base, _BINS_HU)[0].astype(float)
    counts *= _INDEPENDENT / max(counts.sum(), 1.0)
    middles = (_BINS_HU[1:] + _BINS_HU[:-1]) / 2
    offset, contrast = (grid.ravel() for grid in np.meshgrid(_OFFSETS_HU, _CONTRASTS))
    # All pairs at once: [pair, bin, tissue].
    true = SOFT_HU + (middles - offset[:, None] - SOFT_HU) / contrast[:, None]
    densities = _densities(true) / contrast[:, None, None]
    shares = np.broadcast_to(_SHARES, (len(offset), len(_SHARES)))
    pseudo = _SHARES_WORTH * _INDEPENDENT * _SHARES
    for _ in range(_REPETITIONS):
        both = densities * shares[:, None, :]
        both /= both.sum(axis=2, keepdims=True)
        shares = (counts[:, None] * both).sum(axis=1) + pseudo
        shares = shares / shares.sum(axis=1, keepdims=True)
    likely = (counts * np.log((densities * shares[:, None, :]).sum(axis=2))).sum(axis=1)
    likely += (pseudo * np.log(shares)).sum(axis=1)
    likely -= 0.5 * (offset / _MEDIAN_SD) ** 2 + 0.5 * ((contrast - 1) / _CONTRAST_SD) ** 2
    weights = np.exp(likely - likely.max())
    weights /= weights.sum()
    mean = float(weights @ offset)
    return Anchor(
        base + mean,
        float(weights @ contrast),
        float(np.sqrt(weights @ (offset - mean) ** 2)),
        float(weights @ (shares[:, 0] / shares[:, :4].sum(axis=1))),
    )


def _densities(hu: Float64Array) -> Float64Array:
    """How likely each tissue has these values, per HU, [..., tissue]."""
    away = (hu[..., None] - TISSUES_HU) / _SPREADS_HU
    tissues = np.exp(-0.5 * away**2) / (_SPREADS_HU * np.sqrt(2 * np.pi))
    low, high = _MIXED_HU
    mixed = ((hu > low) & (hu < high)) / (high - low)
    anything = np.full(hu.shape, 1 / (_BINS_HU[-1] - _BINS_HU[0]))
    return np.concatenate([tissues, mixed[..., None], anything[..., None]], axis=-1)
