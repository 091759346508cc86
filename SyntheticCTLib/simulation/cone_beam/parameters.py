"""Everything that decides a simulated cone-beam scan, and the ranges from which it is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError

#: Lowest and highest value that each number may be drawn as; ``ConeBeamParameters`` says what it
#: is. The geometry of a linac is that of on-board imagers (source to axis 1000 mm, to the panel
#: 1500 mm, panel about 400 x 300 mm), that of a C-arm spans those in angiography and surgery.
#: The scatter, noise and grey-value ranges are wide on purpose: they hold scanners never seen.
RANGES: dict[str, tuple[float, float]] = {
    "kilovolts": (80.0, 130.0),
    "aluminium_mm": (2.0, 10.0),
    "bow_tie_water_mm": (150.0, 250.0),
    "half_fan_bow_tie_water_mm": (260.0, 420.0),
    "detector_width_mm": (370.0, 430.0),
    "detector_height_mm": (280.0, 330.0),
    "pixel_mm": (2.0, 3.0),
    "detector_offset_mm": (100.0, 165.0),
    "views": (120, 420),
    "few_views": (60, 120),
    "short_arc_degrees": (200.0, 220.0),
    "limited_arc_degrees": (150.0, 190.0),
    "scatter": (0.005, 0.12),
    "scatter_width_mm": (60.0, 140.0),
    "scatter_correction": (0.0, 0.95),
    "water_correction": (0.0, 1.0),
    "photons": (1e5, 3e6),
    "electronic_noise": (0.0, 10.0),
    "lag": (0.0, 0.04),
    "ring_gain": (0.0, 0.012),
    "shift_mm": (-3.0, 3.0),
    "breathing_mm": (2.0, 12.0),
    "breaths": (4.0, 20.0),
    "gas_mm": (1.0, 5.0),
    "hann_cut": (0.5, 1.0),
    "isocentre_mm": (-20.0, 20.0),
    "grey_scale": (0.7, 1.3),
    "grey_offset": (-250.0, 250.0),
    "cupping": (-0.12, 0.12),
}

#: How often something happens that need not happen.
SHARES = {
    "c-arm": 0.2,
    "half_fan": 0.6,
    "short_arc": 0.5,
    "limited_arc": 0.1,
    "few_views": 0.1,
    "bow_tie": 0.7,
    "shift": 0.2,
    "breathing": 0.3,
    "gas": 0.6,
    "uncalibrated": 0.7,
}

_AXES = {"linac": ((1000.0, 1000.0), (1500.0, 1540.0)), "c-arm": ((700.0, 820.0), (1100.0, 1250.0))}


@dataclass(frozen=True)
class ConeBeamParameters:
    """One cone-beam scan. Lengths are mm; directions are those of the patient: left, back, up.

    Attributes:
        scanner: "linac" or "c-arm", which only names the geometry.
        source_to_axis_mm, source_to_detector_mm: distances from the focal spot.
        detector_width_mm, detector_height_mm, pixel_mm: the panel, its pixels after binning.
        detector_offset_mm: sideways shift of the panel's centre; above 0 a half-fan scan.
        arc_degrees, start_degrees, views: projections, evenly spread from the start angle.
        isocentre_mm: (left, back, up) from the middle of the body to the axis of rotation.
        kilovolts, aluminium_mm: tube voltage and filtration; 0 kV is a beam of one energy, with
            which nothing hardens.
        bow_tie_water_mm: diameter of the water cylinder that the bow-tie evens out; 0 for none.
        scatter: scattered signal per attenuated signal, see ``cone_beam_detector``; 0 for none.
        scatter_width_mm: SD of its spread on the panel.
        scatter_correction: share of it that the scanner's own correction takes off again.
        water_correction: 1 for a full beam-hardening correction for water, 0 for none.
        photons: photons a pixel without an object; 0 for no noise.
        electronic_noise: SD in photons.
        lag: share of the signal that a pixel shows later.
        ring_gain: SD of what flat-fielding left of the pixels' gains.
        shift_mm: by how much the patient lies elsewhere (left, back, up) after ``shift_at``.
        shift_at: share of the arc after which that happens.
        breathing_mm: travel of the front of the body, up and down; 0 for none.
        breaths: breathing cycles in the scan.
        gas_mm: how far the edges of gas pockets in soft tissue move in and out; 0 for none.
        hann_cut: cut-off of the Hann window as a share of the Nyquist frequency; 0 for no window.
        grey_scale, grey_offset: grey value = scale * (HU + 1000) - 1000 + offset.
        cupping: relative loss of the centre against the rim, left by wrong calibration.
        seed: of noise and gains.
    """

    scanner: str = "linac"
    source_to_axis_mm: float = 1000.0
    source_to_detector_mm: float = 1500.0
    detector_width_mm: float = 400.0
    detector_height_mm: float = 300.0
    pixel_mm: float = 2.0
    detector_offset_mm: float = 0.0
    arc_degrees: float = 360.0
    start_degrees: float = 0.0
    views: int = 360
    isocentre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    kilovolts: float = 0.0
    aluminium_mm: float = 4.0
    bow_tie_water_mm: float = 0.0
    scatter: float = 0.0
    scatter_width_mm: float = 100.0
    scatter_correction: float = 0.0
    water_correction: float = 1.0
    photons: float = 0.0
    electronic_noise: float = 0.0
    lag: float = 0.0
    ring_gain: float = 0.0
    shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    shift_at: float = 0.5
    breathing_mm: float = 0.0
    breaths: float = 10.0
    gas_mm: float = 0.0
    hann_cut: float = 0.0
    grey_scale: float = 1.0
    grey_offset: float = 0.0
    cupping: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        positive = ("source_to_axis_mm", "detector_width_mm", "detector_height_mm", "pixel_mm")
        for name in (*positive, "arc_degrees", "grey_scale"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} must be positive, not {getattr(self, name)}.")
        if self.source_to_detector_mm <= self.source_to_axis_mm:
            raise InputError(
                f"The detector ({self.source_to_detector_mm} mm from the source) must lie beyond "
                f"the axis ({self.source_to_axis_mm} mm)."
            )
        if self.views < 2 or self.arc_degrees > 360:
            raise InputError(
                f"A scan needs 2 or more views on at most 360 degrees, not {self.views} on "
                f"{self.arc_degrees}."
            )
        if not 0 <= self.detector_offset_mm < self.detector_width_mm / 2:
            raise InputError(
                f"detector_offset_mm must be from 0 to less than half the detector's width, not "
                f"{self.detector_offset_mm}: the axis would not be seen."
            )
        if self.detector_offset_mm > 0 and self.arc_degrees < 360:
            raise InputError(
                f"A half-fan scan (detector_offset_mm {self.detector_offset_mm}) needs 360 "
                f"degrees, not {self.arc_degrees}."
            )

    def changed(self, **changes: Any) -> ConeBeamParameters:
        """The same scan with some parameters replaced."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """In JSON's own types."""
        return asdict(self)


def parameters_from(entries: Mapping[str, Any]) -> ConeBeamParameters:
    """Parameters from their JSON entries; what is absent has its default.

    Raises:
        InputError: an entry is unknown or out of range.
    """
    unknown = sorted(set(entries) - {entry.name for entry in fields(ConeBeamParameters)})
    if unknown:
        raise InputError(f"Unknown parameters of a cone-beam scan: {', '.join(unknown)}.")
    values: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in entries.items()
    }
    try:
        return ConeBeamParameters(**values)
    except TypeError as error:
        raise InputError(f"A parameter of the cone-beam scan has a wrong type: {error}.") from error


def read_parameters(path: Path) -> dict[str, Any]:
    """The entries of a JSON file of parameters (or of a scan's record), checked.

    Raises:
        InputError: it is not a JSON object, or its entries are not parameters.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(entries, dict):
        raise InputError(f"{path} must hold a JSON object of parameters.")
    entries = dict(entries.get("parameters", entries))
    parameters_from(entries)
    return entries


def draw_parameters(seed: int, *, gas: bool = False) -> ConeBeamParameters:
    """A random scanner and scan; the same for the same seed.

    Args:
        seed: of all draws.
        gas: draw whether and how far gas moves, too. It has random numbers of its own, so all else
            is the same with and without.
    """
    drawn = _draw_scan(seed)
    random = np.random.default_rng((seed, 1))
    if not gas or random.random() >= SHARES["gas"]:
        return drawn
    return drawn.changed(gas_mm=round(float(random.uniform(*RANGES["gas_mm"])), 4))


def _draw_scan(seed: int) -> ConeBeamParameters:
    random = np.random.default_rng(seed)

    def happens(what: str) -> bool:
        return bool(random.random() < SHARES[what])

    def within(what: str) -> float:
        return round(float(random.uniform(*RANGES[what])), 4)

    def within_log(what: str) -> float:
        low, high = RANGES[what]
        return float(f"{np.exp(random.uniform(np.log(low), np.log(high))):.4g}")

    def vector(what: str) -> tuple[float, float, float]:
        return within(what), within(what), within(what)

    scanner = "c-arm" if happens("c-arm") else "linac"
    to_axis, to_detector = (round(float(random.uniform(*limits)), 1) for limits in _AXES[scanner])
    half_fan = happens("half_fan") and scanner == "linac"
    arc = 360.0
    if not half_fan and (happens("short_arc") or scanner == "c-arm"):
        arc = within("limited_arc_degrees" if happens("limited_arc") else "short_arc_degrees")
    uncalibrated = happens("uncalibrated")
    # Scanners have a narrow bow-tie for heads and a wide one for the trunk's wider field.
    bow_tie = "half_fan_bow_tie_water_mm" if half_fan else "bow_tie_water_mm"
    return ConeBeamParameters(
        scanner=scanner,
        source_to_axis_mm=to_axis,
        source_to_detector_mm=to_detector,
        detector_width_mm=within("detector_width_mm"),
        detector_height_mm=within("detector_height_mm"),
        pixel_mm=within("pixel_mm"),
        detector_offset_mm=within("detector_offset_mm") if half_fan else 0.0,
        arc_degrees=arc,
        start_degrees=round(float(random.uniform(0, 360)), 2),
        views=int(within_log("few_views" if happens("few_views") else "views")),
        isocentre_mm=vector("isocentre_mm"),
        kilovolts=within("kilovolts"),
        aluminium_mm=within("aluminium_mm"),
        bow_tie_water_mm=within(bow_tie) if happens("bow_tie") else 0.0,
        scatter=within_log("scatter"),
        scatter_width_mm=within("scatter_width_mm"),
        scatter_correction=within("scatter_correction"),
        water_correction=within("water_correction"),
        photons=within_log("photons"),
        electronic_noise=within("electronic_noise"),
        lag=within("lag"),
        ring_gain=round(float(random.uniform(0, 1) ** 2 * RANGES["ring_gain"][1]), 5),
        shift_mm=vector("shift_mm") if happens("shift") else (0.0, 0.0, 0.0),
        shift_at=round(float(random.uniform(0.2, 0.8)), 3),
        breathing_mm=within("breathing_mm") if happens("breathing") else 0.0,
        breaths=within("breaths"),
        hann_cut=within("hann_cut"),
        grey_scale=within("grey_scale") if uncalibrated else 1.0,
        grey_offset=within("grey_offset") if uncalibrated else 0.0,
        cupping=within("cupping") if uncalibrated else 0.0,
        seed=seed,
    )
