"""Scanners and scans by chance: the ranges from which their parameters are drawn."""

from __future__ import annotations

from functools import partial
from typing import get_args

import numpy as np

from SyntheticCTLib.simulation.cone_beam.parameters import (
    ConeBeamParameters,
    Extrapolation,
    GreyUnits,
)

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
    # Of bodies that outgrow the field, where ``truncated`` is asked for.
    "truncated_isocentre_mm": (-50.0, 50.0),
    "truncated_cupping": (-0.1, 0.3),
    "truncated_scatter": (0.0005, 0.008),
    # Photons of the whole scan on each mm2 of the panel: protocols for trunks are set to a noise,
    # not to a tube current, so few views have more photons each.
    "truncated_exposure": (1e7, 1.2e8),
    "scatter_build_up": (0.0, 0.2),
    "body_scale": (1.0, 1.25),
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
    "truncated_half_fan": 0.3,
    "attenuation": 0.15,
    "unsigned": 0.15,
}

#: A half fan measures each ray once, behind a thicker bow-tie and through the body's whole width.
#: So many times a full fan's exposure brings its noise back among the full fans'.
_HALF_FAN_EXPOSURE = 5.0

#: What vendors write outside the field of view of HU-like scans.
PADDINGS = (-1000.0, -1024.0, 0.0, -2000.0)

_AXES = {"linac": ((1000.0, 1000.0), (1500.0, 1540.0)), "c-arm": ((700.0, 820.0), (1100.0, 1250.0))}


def draw_parameters(seed: int, *, gas: bool = False, truncated: bool = False) -> ConeBeamParameters:
    """A random scanner and scan; the same for the same seed.

    What is asked for on top has random numbers of its own, so all else is the same with and
    without.

    Args:
        seed: of all draws.
        gas: draw whether and how far gas moves, too.
        truncated: draw a scan of a body that outgrows the field of view.
    """
    drawn = _draw_scan(seed)
    random = np.random.default_rng((seed, 1))
    if gas and _happens(random, "gas"):
        drawn = drawn.changed(gas_mm=_within(random, "gas_mm"))
    return _truncated(drawn, np.random.default_rng((seed, 2))) if truncated else drawn


def draw_body_scale(seed: int) -> float:
    """How many times wider a body is made that is to outgrow the field of view."""
    return _within(np.random.default_rng((seed, 3)), "body_scale")


def _within(random: np.random.Generator, what: str) -> float:
    return round(float(random.uniform(*RANGES[what])), 4)


def _within_log(random: np.random.Generator, what: str) -> float:
    low, high = np.log(RANGES[what])
    return float(f"{np.exp(random.uniform(low, high)):.4g}")


def _truncated(drawn: ConeBeamParameters, random: np.random.Generator) -> ConeBeamParameters:
    """The scan as one of a body larger than the field: mostly full fans, with the vendors' ends."""
    half_fan = _happens(random, "truncated_half_fan")
    isocentre = [_within(random, "truncated_isocentre_mm") for _ in range(2)]
    unsigned, attenuation = SHARES["unsigned"], SHARES["attenuation"]
    units: GreyUnits = "hu"
    if (kind := random.random()) < unsigned + attenuation:
        units = "unsigned" if kind < unsigned else "attenuation"
    exposure = _within_log(random, "truncated_exposure") * (_HALF_FAN_EXPOSURE if half_fan else 1)
    # What the scanner's own correction leaves is drawn, for fat still stands out in real trunks.
    return drawn.changed(
        photons=float(f"{exposure * drawn.pixel_mm**2 / drawn.views:.4g}"),
        scatter_correction=0.0,
        detector_offset_mm=_within(random, "detector_offset_mm") if half_fan else 0.0,
        arc_degrees=360.0 if half_fan else drawn.arc_degrees,
        isocentre_mm=(isocentre[0], isocentre[1], drawn.isocentre_mm[2]),
        extrapolation=str(random.choice(get_args(Extrapolation))),
        scatter=_within(random, "truncated_scatter"),
        scatter_build_up=_within(random, "scatter_build_up"),
        cupping=_within(random, "truncated_cupping"),
        grey_units=units,
        padding=float(random.choice(PADDINGS)) if units == "hu" else 0.0,
    )


def _happens(random: np.random.Generator, what: str) -> bool:
    return bool(random.random() < SHARES[what])


def _vector(random: np.random.Generator, what: str) -> tuple[float, float, float]:
    return _within(random, what), _within(random, what), _within(random, what)


def _draw_scan(seed: int) -> ConeBeamParameters:
    random = np.random.default_rng(seed)
    within, within_log = partial(_within, random), partial(_within_log, random)
    vector, happens = partial(_vector, random), partial(_happens, random)
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
