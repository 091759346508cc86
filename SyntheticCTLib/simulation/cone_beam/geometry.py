"""Where source and detector are in each view, what they see, and how often they see it.

Scanner coordinates, mm: x to the patient's left, y to the back, z up along the axis of rotation,
(0, 0, 0) the isocentre. In the view at angle b the source stands at
``source_to_axis * (sin b, -cos b, 0)``; detector columns run along ``(cos b, sin b, 0)``, rows
along z.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters


@dataclass(frozen=True, eq=False)
class ScanGeometry:
    """The views of one scan. Projections are arrays [view, row, column].

    Attributes:
        source_to_axis, source_to_detector: mm.
        angles: of the views, rad, evenly spaced.
        shifts: by how much the patient lies elsewhere in each view, (views, 3), mm.
        columns: place of the detector's columns from the foot of the axis, mm, evenly spaced.
        rows: place of its rows, mm.
    """

    source_to_axis: float
    source_to_detector: float
    angles: np.ndarray
    shifts: np.ndarray
    columns: np.ndarray
    rows: np.ndarray

    @property
    def pixel(self) -> float:
        """Distance between columns, and between rows, mm."""
        return float(self.columns[1] - self.columns[0])

    @property
    def is_half_fan(self) -> bool:
        """Whether the detector sees much more on one side of the axis than on the other."""
        return bool(self.columns[-1] + self.columns[0] > 2 * self.pixel)

    @property
    def field_radius(self) -> float:
        """Radius of the cylinder that every angle sees, mm."""
        edge = self.columns[-1] if self.is_half_fan else min(self.columns[-1], -self.columns[0])
        return self.source_to_axis * math.sin(math.atan(edge / self.source_to_detector))

    @property
    def field_half_height(self) -> float:
        """Half the height that is seen at the axis, mm."""
        return float(self.rows[-1]) * self.source_to_axis / self.source_to_detector

    def part(self, views: np.ndarray) -> ScanGeometry:
        """Some of the views."""
        return replace(self, angles=self.angles[views], shifts=self.shifts[views])

    def at_rest(self) -> ScanGeometry:
        """What the scanner believes: nobody moves."""
        return replace(self, shifts=np.zeros_like(self.shifts))


def geometry_of(parameters: ConeBeamParameters) -> ScanGeometry:
    """The geometry that a scan's parameters describe."""
    p = parameters
    step = math.radians(p.arc_degrees) / p.views
    angles = math.radians(p.start_degrees) + step * (np.arange(p.views) + 0.5)
    moved = np.arange(p.views) >= p.shift_at * p.views
    return ScanGeometry(
        source_to_axis=p.source_to_axis_mm,
        source_to_detector=p.source_to_detector_mm,
        angles=angles,
        shifts=moved[:, None] * np.asarray(p.shift_mm, float),
        columns=p.detector_offset_mm + _places(p.detector_width_mm, p.pixel_mm),
        rows=_places(p.detector_height_mm, p.pixel_mm),
    )


def redundancy_weights(geometry: ScanGeometry) -> Float64Array:
    """Weights [view, column] with which the measurements of each ray in the plane add up to 1.

    * Half-fan: Wang's weights (Med Phys 29:1634, 2002) where both sides of the axis are seen.
    * Otherwise a ray's weight is its taper over the sum of the tapers of its measurements, the
      taper falling smoothly to 0 at both ends of the arc (as Parker's weights do, Med Phys 9:254,
      1982; and unlike them also for arcs longer, or shorter, than half a turn and the fan).
    """
    angles = geometry.angles
    fan = np.arctan(geometry.columns / geometry.source_to_detector)
    if geometry.is_half_fan:
        overlap = -fan[0]
        side = np.sin(math.pi / 2 * np.clip(fan / max(overlap, 1e-6), -1, 1))
        return np.broadcast_to((side + 1) / 2, (len(angles), len(fan)))
    step = angles[1] - angles[0]
    arc = step * len(angles)
    if arc > 2 * math.pi - 1e-6:
        return np.full((len(angles), len(fan)), 0.5)
    start = angles[0] - step / 2

    def taper(angle: Float64Array) -> Float64Array:
        ramp = max(arc - math.pi, 0.2) / 2
        position = np.mod(angle - start, 2 * math.pi)
        edge = np.minimum(position, arc - position) / ramp
        return np.where(position < arc, np.sin(math.pi / 2 * np.clip(edge, 0, 1)) ** 2, 0.0)

    own = taper(angles[:, None] + 0 * fan)
    # The same line from its other end.
    other = taper(angles[:, None] + math.pi - 2 * fan)
    return own / np.maximum(own + other, 1e-6)


def field_of_view(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, geometry: ScanGeometry
) -> np.ndarray:
    """Whether places (mm, broadcast against each other) lie in the cylinder that is seen."""
    inside = x**2 + y**2 <= geometry.field_radius**2
    result: np.ndarray = inside & (np.abs(z) <= geometry.field_half_height)
    return result


def _places(length: float, pixel: float) -> np.ndarray:
    count = max(round(length / pixel), 2)
    return (np.arange(count) - (count - 1) / 2) * pixel
