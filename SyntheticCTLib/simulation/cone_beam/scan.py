"""A cone-beam CT of a patient whose CT is known: physics first, then uncalibrated grey values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.grid import IDENTITY
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import Box, box_of, cropped
from SyntheticCTLib.memory import check_bytes
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.simulation.cone_beam.gas import (
    distance_from_gas,
    gas_states_of_views,
    with_gas,
)
from SyntheticCTLib.simulation.cone_beam.geometry import (
    ScanGeometry,
    field_of_view,
    geometry_of,
)
from SyntheticCTLib.simulation.cone_beam.grey_values import grey_values
from SyntheticCTLib.simulation.cone_beam.motion import moved, phases_of_views
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.physics import (
    bow_tie_mm,
    make_beam,
    materials,
    open_signal,
    transmitted,
    water_scaled,
)
from SyntheticCTLib.simulation.cone_beam.truncation import continued

#: What projects and reconstructs: "torch" is ours, "rtk" the Reconstruction Toolkit. Their grey
#: values differ a little, so what is installed must not choose between them.
ENGINES = ("torch", "rtk")
DEFAULT_ENGINE = "torch"

#: Nothing below this is projected where it only surrounds the patient: air and its noise.
_DENSE_HU = -800.0

#: What a simulation needs at most, in copies of its views of two materials and of its CT, float32:
#: 0.9 GB for 360 views of 150 x 200 and a CT of 352 x 352 x 160.
_COPIES = 5


@dataclass(frozen=True, eq=False)
class ConeBeamScan:
    """A simulated scan.

    Attributes:
        cbct: uncalibrated grey values on the CT's grid, see ``grey_values``; the padding
            outside its field.
        field_of_view: what the scan saw, same grid, bool.
        parameters: how it was made.
        engine: what projected and reconstructed, "torch" or "rtk".
        warnings: what was forced, see ``guards.gate``.
    """

    cbct: Volume
    field_of_view: Volume
    parameters: ConeBeamParameters
    engine: str
    warnings: Sequence[str] = ()

    def record(self) -> dict[str, Any]:
        """The parameters, the engine, and what was forced, for a JSON file."""
        record = {"engine": self.engine, "parameters": self.parameters.to_dict()}
        return record | ({"warnings": list(self.warnings)} if self.warnings else {})


def simulate_cone_beam(
    ct: Volume,
    parameters: ConeBeamParameters,
    *,
    engine: str = DEFAULT_ENGINE,
    device: str = "cpu",
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> ConeBeamScan:
    """Scan the patient of a CT with a cone beam.

    The scanner stands along the CT's axes. Beyond the CT's first and last slice those slices are
    taken to go on, for a cone sees more than it reconstructs.

    Args:
        ct: HU, array ``[k, j, i]``, any grid.
        parameters: the scanner and the scan.
        engine: one of ``ENGINES``.
        device: where the engine torch computes.
        force: take the CT as HU although it does not look it, see ``guards.gate``.

    Returns:
        The scan on the CT's grid.

    Raises:
        InputError: the CT cannot be used, or the engine is unknown.
        ResourceError: the engine is not installed, or memory does not suffice.
    """
    check_volume(ct)
    forced = check_ct(ct, force=force)
    tool = _engine(engine)
    turned = to_orientation(ct, "LPS")
    room = _in_scanner(turned, ct_body(turned), parameters)
    geometry = geometry_of(parameters)
    _check_memory(room, geometry)
    densities = _measured_densities(
        room, geometry, parameters, tool.project, device, watch.part(0.0, 0.6)
    )
    densities, wider = continued(
        densities, geometry, parameters.extrapolation, parameters.extrapolation_share
    )
    seen = _seen(room, geometry)
    box = _across(seen)
    image = np.zeros(room.array.shape, np.float32)
    image[box] = tool.reconstruct(
        densities,
        cropped(room, box),
        wider,
        hann_cut=parameters.hann_cut,
        device=device,
        watch=watch.part(0.6, 1.0),
    )
    grey = _grey_values(image, seen, room, geometry, parameters)
    cbct = turned.with_array(grey, modality="CBCT")
    mask = turned.with_array(seen)
    return ConeBeamScan(
        cbct=onto_grid(cbct, ct, interpolation="nearest", outside=float(grey.min())),
        field_of_view=onto_grid(mask, ct, interpolation="nearest", outside=0.0),
        parameters=parameters,
        engine=engine,
        warnings=forced,
    )


def _engine(name: str) -> ModuleType:
    from SyntheticCTLib.simulation.cone_beam import rtk, torch_engine

    if name not in ENGINES:
        raise InputError(f"The engine {name!r} is unknown: use one of {', '.join(ENGINES)}.")
    return rtk if name == "rtk" else torch_engine


def _in_scanner(ct: Volume, body: np.ndarray, parameters: ConeBeamParameters) -> Volume:
    """The CT with its axes along the scanner's, the isocentre near the middle of the body."""
    middles = [(side.start + side.stop - 1) / 2 for side in box_of(body)[::-1]]
    origin = [
        -middle * spacing - offset
        for middle, spacing, offset in zip(
            middles, ct.spacing, parameters.isocentre_mm, strict=True
        )
    ]
    return Volume(ct.array, (origin[0], origin[1], origin[2]), ct.spacing, IDENTITY)


def _check_memory(room: Volume, geometry: ScanGeometry) -> None:
    views = 2 * len(geometry.angles) * len(geometry.rows) * len(geometry.columns)
    need = _COPIES * np.dtype(np.float32).itemsize * (views + room.array.size)
    check_bytes(need, "The simulated scan", "crop or resample the CT, or take fewer views")


def _measured_densities(
    room: Volume,
    geometry: ScanGeometry,
    p: ConeBeamParameters,
    project: Callable[..., np.ndarray],
    device: str,
    watch: Watch,
) -> np.ndarray:
    """Line integrals of density relative to water, mm, as the scanner believes them."""
    from SyntheticCTLib.simulation.cone_beam.detector import measured

    gas = distance_from_gas(room, ct_body(room)) if p.gas_mm > 0 else None
    states = np.zeros(p.views, int) if gas is None else gas_states_of_views(p)
    stills = np.stack((phases_of_views(p), states), axis=1)
    shape = (2, len(geometry.angles), len(geometry.rows), len(geometry.columns))
    paths = np.empty(shape, np.float32)
    present = np.unique(stills, axis=0)
    for n, (phase, state) in enumerate(present):
        views = np.flatnonzero((stills == (phase, state)).all(axis=1))
        patient = room if gas is None else with_gas(room, gas, int(state), p)
        patient = moved(patient, int(phase), p)
        body = _continued(cropped(patient, _across(patient.array > _DENSE_HU)), geometry)
        paths[:, views] = project(
            materials(body.array),
            body,
            geometry.part(views),
            device=device,
            watch=watch.part(n / len(present), (n + 1) / len(present)),
        )
    beam = make_beam(p.kilovolts, p.aluminium_mm)
    bow_tie = bow_tie_mm(geometry, p.bow_tie_water_mm)
    signal = transmitted(paths, beam, bow_tie)
    signal = measured(signal, open_signal(beam, bow_tie), geometry, p)
    return water_scaled(-np.log(signal), beam, bow_tie, p.water_correction)


def _across(mask: np.ndarray) -> Box:
    """The box of a mask with a voxel around it, in all slices along k."""
    _, j, i = box_of(mask, (0, 1, 1))
    return slice(None), j, i


def _continued(room: Volume, geometry: ScanGeometry) -> Volume:
    """The first and last slice repeated as far as the cone reaches in the image."""
    extent = [room.size[n] * room.spacing[n] for n in (0, 1)]
    corner = float(np.hypot(extent[0], extent[1])) / 2
    widest = geometry.rows[-1] * (geometry.source_to_axis + corner) / geometry.source_to_detector
    low, high = room.origin[2], room.origin[2] + room.spacing[2] * (room.size[2] - 1)
    below = max(int(np.ceil((low + widest) / room.spacing[2])), 0)
    above = max(int(np.ceil((widest - high) / room.spacing[2])), 0)
    array = np.pad(room.array, ((below, above), (0, 0), (0, 0)), mode="edge")
    origin = (*room.origin[:2], low - below * room.spacing[2])
    return replace(room, array=array, origin=origin)


def _places(room: Volume) -> list[np.ndarray]:
    return [room.origin[n] + room.spacing[n] * np.arange(room.size[n]) for n in range(3)]


def _seen(room: Volume, geometry: ScanGeometry) -> np.ndarray:
    x, y, z = _places(room)
    return field_of_view(x[None, None, :], y[None, :, None], z[:, None, None], geometry)


def _grey_values(
    image: np.ndarray, seen: np.ndarray, room: Volume, geometry: ScanGeometry, p: ConeBeamParameters
) -> np.ndarray:
    x, y, _ = _places(room)
    radius2 = (x[None, :] ** 2 + y[:, None] ** 2) / geometry.field_radius**2
    return grey_values(image, seen, radius2, p)
