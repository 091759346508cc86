"""The shading of fat and soft tissue, and which is which, by expectation and maximisation.

Every block of a scan is fat, soft tissue, a bright organ, bone, or something else. A scan that
shows no air tells its offset by these alone, and where streaks blur fat and muscle into one heap
only its lean says which of the two it is mostly made of. So the likeliest smooth field is looked
for from every offset, for bodies with and without contrast medium and for scans that blur little
and much. Each of these is weighed by how likely it makes the scan, bodies and shading being as they
are; the offset is their mean, and the field the likeliest around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder
from SyntheticCTLib.preprocessing.shading.polar_field import PolarBasis, fit, knots_of
from SyntheticCTLib.preprocessing.shading.samples import Samples
from SyntheticCTLib.preprocessing.shading.smooth_field import SmoothField, rim_of, sure_rim_of
from SyntheticCTLib.preprocessing.shading.tissue_mixture import ENHANCED, PLAIN, Body, chances

#: The median of all tissue in the field of view of a trunk, HU: 84 slabs of six trunks, cut out by
#: cylinders of 22 to 27 cm, had 12 on average, with an SD of 44.
_MEDIAN_HU, _MEDIAN_SD = 12.0, 55.0

#: Medians from which is looked, HU, and what a scan's blur adds to the tissues' spread, SD in HU.
_MEDIANS_HU = np.arange(-100.0, 121.0, 20.0)
_BLURS_HU = (25.0, 45.0, 65.0)

#: Bodies, and how likely each is before anything is seen.
_BODIES = ((PLAIN, 0.65), (ENHANCED, 0.35))

#: A block says as much as this share of an independent one; the shares of tissues that a body has
#: count as so many blocks.
_INDEPENDENT, _SHARES_WORTH = 0.015, 10.0

#: Every so-manieth block is enough to tell hypotheses apart.
_EVERY = 3

#: SDs of what is likely, HU: of the offset around the one looked from, of a bowl to the rim.
_OFFSET_SD, _BOWL_SD = 25.0, 80.0

#: A field that bends freely makes any level likely, so levels are told apart by one that may bend
#: by this share of what the field itself may.
_STIFF = 0.55

#: Rounds of (turns with the azimuth, power of the height, SD that is added to the spreads, HU,
#: repetitions): to tell hypotheses apart, and for the field itself.
_FIRST = ((1, 0, 0.0, 4), (1, 1, 0.0, 3))
_FINE = ((0, 0, 30.0, 2), (1, 0, 20.0, 2), (1, 1, 15.0, 2), (2, 1, 10.0, 4), (3, 2, 6.0, 4))

#: The offset is read off deeper than this, mm, where rims end.
_ANCHORED_MM = 30.0

#: Distance of fat and soft tissue, HU.
_CONTRAST_HU = float(PLAIN.means[1] - PLAIN.means[0])

_Rounds = Sequence[tuple[int, int, float, int]]


@dataclass(frozen=True, eq=False)
class TissueFit:
    """What was found.

    Attributes:
        field: what is to be taken off.
        offset_sd: how unsure its level is, HU.
        contrast: distance of fat and soft tissue in what is left, as a share of the true one.
        fat_share: of all its tissue.
    """

    field: SmoothField
    offset_sd: float
    contrast: float
    fat_share: float


def fit_tissues(samples: Samples, cylinder: Cylinder) -> TissueFit:
    """The shading field of a scan's tissue.

    Args:
        samples: blocks of tissue, in units of HU, anything added.
        cylinder: the field of view.
    """
    search = _Search(samples, cylinder, *rim_of(samples, cylinder), _INDEPENDENT)
    # A tail in the middle makes levels likely that are none, so they are told without it.
    few = _Search(samples, cylinder, *sure_rim_of(samples, cylinder), _INDEPENDENT).every(_EVERY)
    base = few.median(few.samples.grey - few.at_depth(few.rim))
    found, levels, likely = [], [], []
    for body, chance in _BODIES:
        for blur in _BLURS_HU:
            for median in _MEDIANS_HU:
                one = few.settled(body, blur, base - median, _FIRST)
                away = (few.median(few.samples.grey - one.values) - _MEDIAN_HU) / _MEDIAN_SD
                likely.append(one.likelihood + np.log(chance) - 0.5 * away**2)
                levels.append(few.mean(one.values))
                found.append(one)
    weights = np.exp(np.array(likely) - max(likely))
    weights /= weights.sum()
    level = float(weights @ levels)
    best = found[int(weights.argmax())]
    begun = level - search.mean(search.at_depth(search.rim))
    last = search.settled(best.body, best.blur, begun, _FINE)
    off = search.mean(last.values) - level
    return TissueFit(
        replace(last.field, levels=last.field.levels - off),
        float(np.sqrt(weights @ (np.array(levels) - level) ** 2)),
        float(last.means[1] - last.means[0]) / _CONTRAST_HU,
        float(last.shares[0] / last.shares[:4].sum()),
    )


@dataclass(frozen=True, eq=False)
class _Settled:
    body: Body
    blur: float
    field: SmoothField
    values: Float64Array
    means: Float64Array
    shares: Float64Array
    likelihood: float


@dataclass(frozen=True, eq=False)
class _Search:
    """Blocks, what is likely of their field, and how much each says."""

    samples: Samples
    cylinder: Cylinder
    rim: Float64Array
    amplitude: Float64Array
    worth: float
    known: dict[tuple[int, int], tuple[PolarBasis, Float64Array]] = field(default_factory=dict)

    def every(self, n: int) -> _Search:
        """Every n-th block, each of which says as much more, and a field that bends less."""
        samples = self.samples.where(slice(None, None, n))
        stiff = _STIFF * self.amplitude
        return replace(self, samples=samples, amplitude=stiff, worth=self.worth * n, known={})

    def at_depth(self, levels: Float64Array) -> Float64Array:
        """Levels at knots for each block."""
        return np.interp(self.samples.depth, knots_of(self.cylinder), levels)

    def median(self, values: Float64Array) -> float:
        """Of values of blocks away from the rim."""
        return float(np.median(values[self._deep]))

    def mean(self, values: Float64Array) -> float:
        """Of values of blocks away from the rim."""
        return float(np.mean(values[self._deep]))

    @property
    def _deep(self) -> Mask:
        return self.samples.depth > min(_ANCHORED_MM, self.cylinder.radius / 4)

    def settled(self, body: Body, blur: float, offset: float, rounds: _Rounds) -> _Settled:
        """The likeliest field around an offset, ever finer from round to round."""
        grey, worth = self.samples.grey, self.worth
        begun = self.at_depth(self.rim) + offset
        spreads = np.hypot(body.spreads, blur)
        values, means, shares = begun, body.means, body.shares
        for turns, power, wider, times in rounds:
            basis, functions = self._functions(turns, power)
            likely = np.array([_OFFSET_SD, _BOWL_SD, *basis.spread(self.amplitude)])
            for _ in range(times):
                _, chance = chances(grey - values, means, np.hypot(spreads, wider), shares)
                shares = worth * chance.sum(axis=0) + _SHARES_WORTH * body.shares
                shares = shares / shares.sum()
                precision = chance[:, :4] / (spreads**2 + wider**2)
                weights = precision.sum(axis=1)
                wanted = grey - begun - precision @ means / np.maximum(weights, 1e-12)
                found = fit(functions, wanted, worth * weights, likely)
                values = begun + functions @ found
                seen = worth * (precision * (grey - values)[:, None]).sum(axis=0)
                before = 1 / body.means_sd**2
                means = (before * body.means + seen) / (before + worth * precision.sum(axis=0))
        density, _ = chances(grey - values, means, spreads, shares)
        likelihood = worth * np.log(density).sum() - 0.5 * ((found / likely) ** 2).sum()
        likelihood -= 0.5 * (((means - body.means) / body.means_sd) ** 2).sum()
        likelihood += _SHARES_WORTH * (body.shares * np.log(shares)).sum()
        levels = self.rim + offset + found[0] + found[1] * _bowl(self.cylinder)
        field_found = SmoothField(basis, found[2:], levels)
        return _Settled(body, blur, field_found, values, means, shares, float(likelihood))

    def _functions(self, turns: int, power: int) -> tuple[PolarBasis, Float64Array]:
        if (turns, power) not in self.known:
            basis = PolarBasis(self.cylinder, turns=turns, power=power)
            x, y, z = self.samples.x, self.samples.y, self.samples.z
            bowl = self.at_depth(_bowl(self.cylinder))
            frame = np.stack([np.ones(len(x)), bowl], axis=1)
            self.known[turns, power] = (
                basis,
                np.concatenate([frame, basis.values(x, y, z)], axis=1),
            )
        return self.known[turns, power]


def _bowl(cylinder: Cylinder) -> Float64Array:
    """A bowl from the middle to the rim, at the knots of a field."""
    return ((cylinder.radius - knots_of(cylinder)) / cylinder.radius) ** 2 - 0.5
