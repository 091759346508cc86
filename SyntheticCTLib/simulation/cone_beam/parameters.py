"""Everything that decides a simulated cone-beam scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_object

#: What is done where the body outgrows the panel: nothing; the last value goes on; it falls
#: smoothly to air (Ohnesorge et al., Med Phys 27:39, 2000, extrapolate likewise); or a water
#: cylinder that fits value and slope stands there (Hsieh et al., Med Phys 31:2385, 2004).
Extrapolation = Literal["none", "constant", "fall", "water"]

#: Grey values like HU; linear attenuation, 1/mm; or whole numbers from 0 (air) on.
GreyUnits = Literal["hu", "attenuation", "unsigned"]


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
        scatter_build_up: by how much more it grows with the logarithm of the attenuation; what is
            scattered several times makes that of a wide body.
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
        extrapolation: what is done where the body outgrows the panel, see ``truncation``.
        extrapolation_share: how much of what it says stands there, 0 to 1: what is missing is rim.
        grey_scale, grey_offset: grey value = scale * (HU + 1000) - 1000 + offset.
        cupping: relative loss of the centre against the rim, left by wrong calibration.
        grey_units: "hu", "attenuation" or "unsigned", see ``grey_values``; of the latter two the
            offset plays no part.
        padding: what is written outside the field of view; None for a value below all others.
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
    scatter_build_up: float = 0.0
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
    extrapolation: Extrapolation = "fall"
    extrapolation_share: float = 1.0
    grey_scale: float = 1.0
    grey_offset: float = 0.0
    cupping: float = 0.0
    grey_units: GreyUnits = "hu"
    padding: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        positive = ("source_to_axis_mm", "detector_width_mm", "detector_height_mm", "pixel_mm")
        for name in (*positive, "arc_degrees", "grey_scale"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} must be positive, not {getattr(self, name)}.")
        for name, known in (("extrapolation", Extrapolation), ("grey_units", GreyUnits)):
            if getattr(self, name) not in get_args(known):
                names = ", ".join(get_args(known))
                raise InputError(f"{name} is {getattr(self, name)!r}; it must be one of {names}.")
        if self.source_to_detector_mm <= self.source_to_axis_mm:
            raise InputError(
                f"The detector ({self.source_to_detector_mm} mm from the source) must lie beyond "
                f"the axis ({self.source_to_axis_mm} mm)."
            )
        if not 0 <= self.extrapolation_share <= 1:
            raise InputError(
                f"extrapolation_share must be from 0 to 1, not {self.extrapolation_share}."
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
    content = read_object(path)
    entries = content.get("parameters", content)
    if not isinstance(entries, dict):
        raise InputError(f"{path} must hold a JSON object of parameters.")
    parameters_from(entries)
    return entries


def read_engine(path: Path) -> str | None:
    """The engine that a scan's record names; None where the file is no record.

    Raises:
        InputError: it is not a JSON object.
    """
    engine = read_object(path).get("engine")
    return None if engine is None else str(engine)
