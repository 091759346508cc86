"""Whether the vault of a skull is closed, how thick it is by region, and bone within the brain.

Nothing of this needs a real CT: it says whether a synthetic skull can be one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.hounsfield import LOWEST_HU
from SyntheticCTLib.image.sampling import values_at
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import components
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.skull import OUTER, SkullMap, skull_middle

#: Rays go out from the skull's middle, this high above the horizon and more, this far apart,
#: degrees; bone is looked for between these distances from the middle, mm.
_LOWEST_DEGREES, _APART_DEGREES = 8.0, 1.5
_NEAREST_MM, _FARTHEST_MM, _STEP_MM = 35.0, 140.0, 0.5

#: A ray that leaves the image before this, mm, and met no bone, has not seen the skull.
_SEEN_MM = 105.0

#: Bone deeper below the vault's outer surface than this, mm, lies in the brain: no vault is so
#: thick.
_BRAIN_MM = 20.0

#: Thickness of the vault by region in 100 adults, mean and SD, mm, measured in axial CT (Thulung et
#: al., J Nepal Med Assoc 2019; 57:29). Over 40 places of 281 dry skulls the mean is 6.3 mm, 5.3 to
#: 7.5 by place (Moreira-Gonzalez et al., Plast Reconstr Surg 2006; 117:1964).
USUAL_MM: dict[str, tuple[float, float]] = {
    "frontal": (8.02, 1.97),
    "parietal": (7.04, 1.43),
    "temporal": (4.71, 1.34),
    "occipital": (7.98, 2.47),
}


@dataclass(frozen=True)
class RegionThickness(Record):
    """Thickness of one region of the vault, by area of its outer surface, mm.

    Attributes:
        median_mm, low_mm, high_mm: median, and 5th and 95th percentile.
        area_cm2: that was measured.
        usual: whether the median lies within two SD of the mean of adults (``USUAL_MM``).
    """

    median_mm: float
    low_mm: float
    high_mm: float
    area_cm2: float
    usual: bool


@dataclass(frozen=True)
class Vault(Record):
    """What the vault of a skull looks like.

    Attributes:
        closed_share: of the directions upwards in which there is bone, 0 to 1.
        largest_hole_mm: diameter of a circle as large as the largest piece without; 0 without.
        seen_share: of those directions, how many the image shows.
        brain_bone_ml: bone within the brain, above the skull's middle.
        regions: thickness by region; one that the image does not show is missing.
    """

    closed_share: float
    largest_hole_mm: float
    seen_share: float
    brain_bone_ml: float
    regions: dict[str, RegionThickness]


def vault_of(volume: Volume, surface: BoneSurface, skull: SkullMap) -> Vault:
    """Look at the vault of a head.

    Args:
        volume: HU, array [k, j, i].
        surface: of its bone.
        skull: of that surface.
    """
    middle = skull_middle(surface.points)
    up, round_it = _directions()
    values, along = _rays(volume, middle, up, round_it)
    bone = (values >= surface.settings.threshold_hu) & np.isfinite(values)
    met = bone.any(axis=-1)
    outer = np.where(met, along[len(along) - 1 - bone[..., ::-1].argmax(axis=-1)], np.nan)
    reach = np.isfinite(values).sum(axis=-1) * _STEP_MM + _NEAREST_MM
    seen = met | (reach >= _SEEN_MM)
    area = np.cos(np.radians(up))[:, None] * np.ones_like(round_it)
    radius = float(np.nanmedian(outer)) if met.any() else _SEEN_MM
    square_mm = (radius * np.radians(_APART_DEGREES)) ** 2
    hole = _largest(~met & seen, area) * square_mm
    return Vault(
        closed_share=float(area[met].sum() / max(area[seen].sum(), 1e-9)),
        largest_hole_mm=float(2 * np.sqrt(hole / np.pi)),
        seen_share=float(area[seen].sum() / area.sum()),
        brain_bone_ml=_in_brain(volume, surface.settings.threshold_hu, middle, outer),
        regions=_regions(surface, skull, middle),
    )


def region_names(away: np.ndarray) -> np.ndarray:
    """The region of the vault in which each direction (n, 3) from its middle lies, "" below it.

    Sides up to 35 degrees above the horizon are temporal, front and back up to 50 and 40 degrees
    frontal and occipital, and the rest parietal.
    """
    x, y, z = away.T
    up = np.degrees(np.arctan2(z, np.hypot(x, y)))
    front = np.degrees(np.arctan2(np.abs(x), -y))  # 0 in front, 180 behind
    names = np.full(len(away), "parietal", object)
    names[(front < 60) & (up < 50)] = "frontal"
    names[(front > 130) & (up < 40)] = "occipital"
    names[(front >= 60) & (front <= 130) & (up < 35)] = "temporal"
    names[up < _LOWEST_DEGREES] = ""
    return names


def _directions() -> tuple[Float64Array, Float64Array]:
    """Degrees above the horizon (rows), and round the head (columns)."""
    up = np.arange(_LOWEST_DEGREES, 90.0, _APART_DEGREES)
    return up, np.arange(0.0, 360.0, _APART_DEGREES)[None, :]


def _rays(
    volume: Volume, middle: np.ndarray, up: Float64Array, round_it: Float64Array
) -> tuple[np.ndarray, Float64Array]:
    """HU along each ray (rows, columns, steps), NaN beyond the image; and the steps' mm."""
    along = np.arange(_NEAREST_MM, _FARTHEST_MM, _STEP_MM)
    high, turn = np.radians(up)[:, None], np.radians(round_it)
    units = np.stack(
        [
            np.cos(high) * np.cos(turn),
            np.cos(high) * np.sin(turn),
            np.sin(high) * np.ones_like(turn),
        ],
        axis=-1,
    )
    places = middle + along[:, None] * units[:, :, None, :]
    values = values_at(volume, places, LOWEST_HU - 1)
    return np.where(values < LOWEST_HU - 0.5, np.nan, values), along


def _largest(mask: Mask, area: Float64Array) -> float:
    """Area of the largest connected piece, the first and last column side by side."""
    if not mask.any():
        return 0.0
    twice = np.concatenate([mask, mask], axis=1)
    numbers, counts = components(twice, corners=True)
    weights = np.concatenate([area, area], axis=1)
    sums = np.bincount(numbers.ravel(), weights.ravel(), len(counts))
    sums[0] = 0
    # A piece across the seam is whole once; one all round is counted twice.
    return float(min(sums.max(), area[mask].sum()))


def _in_brain(volume: Volume, threshold: float, middle: np.ndarray, outer: np.ndarray) -> float:
    """ml of bone deeper than ``_BRAIN_MM`` below the vault's outer surface."""
    index = np.argwhere(volume.array >= threshold)[:, ::-1]
    away = volume.grid.to_lps(index) - middle
    distance = np.linalg.norm(away, axis=1)
    up = np.degrees(np.arctan2(away[:, 2], np.hypot(away[:, 0], away[:, 1])))
    turn = np.degrees(np.arctan2(away[:, 1], away[:, 0])) % 360
    above = up >= _LOWEST_DEGREES
    rows = ((up[above] - _LOWEST_DEGREES) / _APART_DEGREES).astype(int).clip(0, len(outer) - 1)
    columns = (turn[above] / _APART_DEGREES).astype(int) % outer.shape[1]
    deep = distance[above] < outer[rows, columns] - _BRAIN_MM
    return float(deep.sum() * np.prod(volume.spacing)) / 1000


def _regions(
    surface: BoneSurface, skull: SkullMap, middle: np.ndarray
) -> dict[str, RegionThickness]:
    counted = (skull.table == OUTER) & (surface.cut_face == 0) & np.isfinite(skull.thickness_mm)
    names = region_names(surface.points - middle)
    found = {}
    for name, (mean, sd) in USUAL_MM.items():
        chosen = counted & (names == name)
        if not chosen.any():
            continue
        area = surface.areas[chosen]
        low, median, high = _percentiles(skull.thickness_mm[chosen], area, (0.05, 0.5, 0.95))
        usual = abs(median - mean) <= 2 * sd
        found[name] = RegionThickness(median, low, high, float(area.sum()) / 100, usual)
    return found


def _percentiles(values: np.ndarray, weights: np.ndarray, shares: tuple[float, ...]) -> list[float]:
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    places = np.searchsorted(reached, shares).clip(0, len(order) - 1)
    return [float(value) for value in values[order][places]]
