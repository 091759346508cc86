"""From Hounsfield units to what a beam of many energies measures, and back to a water scale.

Every voxel is a mixture of water and cortical bone; the beam is Kramers' spectrum behind aluminium,
seen by a detector that adds up energy. Without these two materials there is no hardening; with them
bone casts the dark bands that are seen between petrous bones or hips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.hounsfield import LOWEST_HU
from SyntheticCTLib.simulation.cone_beam.geometry import ScanGeometry

#: Photon energies, keV, and mass attenuation coefficients there, cm2/g: water, cortical bone (ICRU
#: 44) and aluminium from Hubbell and Seltzer, NIST Standard Reference Database 126.
_KEV = (20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 150.0)
_WATER = (0.8096, 0.3756, 0.2683, 0.2269, 0.2059, 0.1837, 0.1707, 0.1505)
_BONE = (4.001, 1.331, 0.6655, 0.4242, 0.3148, 0.2229, 0.1855, 0.1480)
_ALUMINIUM = (3.441, 1.128, 0.5685, 0.3681, 0.2778, 0.2018, 0.1704, 0.1378)
_ALUMINIUM_DENSITY = 2.699

#: The energy for which a CT's HU are taken, keV: about the mean of a filtered 120 kV beam. A
#: beam of one energy has this one.
REFERENCE_KEV = 70.0

#: Soft tissue up to here, HU; above it bone takes its place, fully at the second value.
_BONE_BEGINS_HU, _BONE_ENDS_HU = 100.0, 1600.0

#: A bow-tie does not grow thicker than about this, mm: beyond it the beam is weak enough.
_THICKEST_BOW_TIE_MM = 28.0

_STEP_KEV = 6.0
_CM_PER_MM = 0.1

#: Water that the beam-hardening correction is made for, mm, and where its scale is anchored.
_WATER_TABLE_MM = np.linspace(0.0, 700.0, 141)
_ANCHOR_MM = 200.0


@dataclass(frozen=True, eq=False)
class Beam:
    """The beam behind the tube's filter.

    Attributes:
        share: of the detected signal in each energy, without an object; sums to 1.
        water, bone, aluminium: linear attenuation, 1/mm, at density 1 (aluminium: its own).
    """

    share: np.ndarray
    water: np.ndarray
    bone: np.ndarray
    aluminium: np.ndarray


def make_beam(kilovolts: float, aluminium_mm: float) -> Beam:
    """The beam of a tube voltage; with 0 kV a beam of the reference energy alone."""
    energies = np.array([REFERENCE_KEV])
    if kilovolts > 0:
        energies = np.arange(_KEV[0] + _STEP_KEV, kilovolts, _STEP_KEV)
    water, bone, aluminium = (
        _CM_PER_MM * _attenuation(energies, table) for table in (_WATER, _BONE, _ALUMINIUM)
    )
    aluminium = aluminium * _ALUMINIUM_DENSITY
    signal = np.ones(1)
    if kilovolts > 0:
        # Kramers: photons of energy E are as (kV - E) / E; the detector weighs them with E.
        signal = (kilovolts - energies) * np.exp(-aluminium * aluminium_mm)
    return Beam(signal / signal.sum(), water, bone, aluminium)


def materials(hu: np.ndarray) -> np.ndarray:
    """Densities of water-like tissue and of bone, g/cm3, that attenuate as the HU say.

    Args:
        hu: [k, j, i].

    Returns:
        [2, k, j, i], float32.
    """
    relative = np.clip(hu, LOWEST_HU, None).astype(np.float32) / 1000 + 1
    mixed = np.clip((hu - _BONE_BEGINS_HU) / (_BONE_ENDS_HU - _BONE_BEGINS_HU), 0, 1)
    soft = np.minimum(relative, 1 + _BONE_BEGINS_HU / 1000) * (1 - mixed)
    reference = np.array([REFERENCE_KEV])
    ratio = float((_attenuation(reference, _BONE) / _attenuation(reference, _WATER))[0])
    both = np.stack((soft, (relative - soft) / ratio))
    return np.asarray(np.maximum(both, 0), np.float32)


def bow_tie_mm(geometry: ScanGeometry, water_mm: float) -> np.ndarray:
    """Aluminium, mm, in front of each detector column.

    It evens out a centred water cylinder, at the reference energy, as far as its thickness allows:
    it levels off towards the sides instead of ending in the cylinder's edge, which would be seen
    as the rim of a disk where scatter outweighs the weakened beam.

    Args:
        geometry: the scan.
        water_mm: the cylinder's diameter; 0 for no bow-tie.
    """
    if water_mm <= 0:
        return np.zeros(len(geometry.columns))
    fan = np.arctan(geometry.columns / geometry.source_to_detector)
    aside = geometry.source_to_axis * np.sin(fan)
    radius = water_mm / 2
    missing = water_mm - 2 * np.sqrt(np.maximum(radius**2 - aside**2, 0))
    beam = make_beam(0, 0)
    wanted: Float64Array = missing * beam.water[0] / beam.aluminium[0]
    return _THICKEST_BOW_TIE_MM * (1 - np.exp(-wanted / _THICKEST_BOW_TIE_MM))


def transmitted(paths: np.ndarray, beam: Beam, bow_tie: np.ndarray) -> np.ndarray:
    """Signal behind the object over that behind the bow-tie alone.

    Args:
        paths: densities times mm: water-like and bone, [2, view, row, column].
        beam: the beam.
        bow_tie: aluminium, mm, [column].

    Returns:
        [view, row, column], float32, 0 to 1.
    """
    total = np.zeros(paths.shape[1:], np.float32)
    open_field = np.zeros(len(bow_tie), np.float32)
    for share, water, bone, aluminium in zip(
        beam.share, beam.water, beam.bone, beam.aluminium, strict=True
    ):
        before = (share * np.exp(-aluminium * bow_tie)).astype(np.float32)
        open_field += before
        total += before * np.exp(-np.float32(water) * paths[0] - np.float32(bone) * paths[1])
    return total / open_field


def open_signal(beam: Beam, bow_tie: np.ndarray) -> np.ndarray:
    """Signal [column] behind the bow-tie over that of the bare beam."""
    return beam.share @ np.exp(-np.outer(beam.aluminium, bow_tie))


def water_scaled(
    logarithms: np.ndarray, beam: Beam, bow_tie: np.ndarray, correction: float
) -> np.ndarray:
    """Measured logarithms as line integrals of density relative to water, mm.

    Args:
        logarithms: -ln of the signal over the open field's, [view, row, column].
        beam: the beam.
        bow_tie: aluminium, mm, [column].
        correction: 1 to undo the hardening by water fully, 0 not at all.
    """
    result = np.empty_like(logarithms, dtype=np.float32)
    # Many columns have nearly the same thickness in front, and then the same table.
    thickness = np.round(bow_tie)
    for aluminium in np.unique(thickness):
        chosen = thickness == aluminium
        values = logarithms[..., chosen]
        before = beam.share * np.exp(-beam.aluminium * aluminium)
        water = np.exp(-np.outer(beam.water, _WATER_TABLE_MM))
        known = -np.log(before @ water / before.sum())
        scale = _ANCHOR_MM / np.interp(_ANCHOR_MM, _WATER_TABLE_MM, known)
        corrected = _straightened(values, known)
        result[..., chosen] = correction * corrected + (1 - correction) * scale * values
    return result


def _straightened(values: Float64Array, known: Float64Array) -> Float64Array:
    """Water, mm, that gives these logarithms; beyond the table along its first and last piece."""
    step = _WATER_TABLE_MM[1]
    result = np.interp(values, known, _WATER_TABLE_MM)
    result = np.where(values < 0, values * step / known[1], result)
    beyond = _WATER_TABLE_MM[-1] + (values - known[-1]) * step / (known[-1] - known[-2])
    return np.where(values > known[-1], beyond, result)


def _attenuation(energies: Float64Array, table: tuple[float, ...]) -> Float64Array:
    """Mass attenuation, cm2/g: straight lines between the table's points on log-log paper."""
    return np.exp(np.interp(np.log(energies), np.log(_KEV), np.log(table)))
