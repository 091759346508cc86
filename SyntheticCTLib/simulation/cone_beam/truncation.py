"""What a scanner takes the rays to be that pass beside its panel, where the body outgrows it.

FDK filters whole rows of the panel. Where a row ends in the middle of the body, the filter takes
the end for an edge, and draws a rim at the border of the field of view: thousands of HU high where
nothing is done about it, and less the nearer the continued row is to the truth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.simulation.cone_beam.geometry import ScanGeometry
from SyntheticCTLib.simulation.cone_beam.parameters import Extrapolation

#: A row is continued by this share of the panel's width, by a water cylinder twice as far.
_CONTINUED_SHARE = 0.3

#: The slope at the edge is that over this share of the panel's width: noise has none so wide.
_SLOPE_SHARE = 0.06


def continued(
    projections: Float32Array,
    geometry: ScanGeometry,
    extrapolation: Extrapolation,
    share: float = 1.0,
) -> tuple[Float32Array, ScanGeometry]:
    """Rows that go on beyond the sides on which the object may outgrow the panel.

    Args:
        projections: line integrals of density relative to water, mm, [view, row, column].
        geometry: the scan.
        extrapolation: one of ``Extrapolation``.
        share: what the continued rows are multiplied by.

    Returns:
        The wider projections, and the geometry of their panel. A half-fan's short side stays.
    """
    if extrapolation == "none":
        return projections, geometry
    width = _CONTINUED_SHARE * (2 if extrapolation == "water" else 1)
    count = round(width * len(geometry.columns))
    shown = np.float32(share)
    parts, first = [projections, shown * _beyond(projections, geometry, count, extrapolation)], 0
    if not geometry.is_half_fan:
        left = _beyond(projections[..., ::-1], geometry, count, extrapolation)
        parts.insert(0, shown * left[..., ::-1])
        first = -count
    wider = np.concatenate(parts, axis=-1)
    place = np.arange(first, first + wider.shape[-1])
    return wider, replace(geometry, columns=geometry.columns[0] + geometry.pixel * place)


def _beyond(
    projections: Float32Array, geometry: ScanGeometry, count: int, extrapolation: Extrapolation
) -> Float32Array:
    """The columns behind the last one, [view, row, count]."""
    last = projections[..., -1:]
    if extrapolation == "constant":
        return np.repeat(last, count, axis=-1)
    if extrapolation == "fall":
        fall = np.cos(np.linspace(0, np.pi / 2, count + 2)[1:-1]).astype(np.float32) ** 2
        return last * fall
    near = max(round(_SLOPE_SHARE * len(geometry.columns)), 2)
    # At the axis a column is this wide, mm: there the rays measure the body.
    width = geometry.pixel * geometry.source_to_axis / geometry.source_to_detector
    slope = (projections[..., -near:].mean(-1) - projections[..., -2 * near : -near].mean(-1)) / (
        near * width
    )
    level = np.maximum(projections[..., -near:].mean(-1), 0)
    # A chord p = 2 sqrt(R^2 - x^2) has the slope -4 x / p; rising rows are still before the middle.
    aside = -level * slope / 4
    radius2 = level**2 / 4 + aside**2
    places = np.arange(1, count + 1) * width
    chord2 = radius2[..., None] - (aside[..., None] + places) ** 2
    chord: Float32Array = (2 * np.sqrt(np.maximum(chord2, 0))).astype(np.float32)
    return chord
