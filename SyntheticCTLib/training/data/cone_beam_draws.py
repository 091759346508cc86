"""Which scans are drawn of a CT: a scanner by chance for each, and the body that it scans."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.drawing import draw_body_scale, draw_parameters
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters, parameters_from
from SyntheticCTLib.simulation.cone_beam.scan import DEFAULT_ENGINE
from SyntheticCTLib.training.data.cone_beam_bodies import enlarged, in_frame, scan_of_slab, slab_of

#: Voxels (i, j, k) of the pairs, mm, unless the caller wants others: those of the bundled recipe.
SPACING_MM = (1.5, 1.5, 3.0)

#: Stands between a patient's id and the number of the scan.
SCAN = "_scan"

#: Follows the number of a scan whose body outgrows the field of view.
_CUT = "_cut"


@dataclass(frozen=True)
class ScanDraws:
    """How scans are drawn; the same draws of a CT are the same scans.

    Attributes:
        scans: of each CT, every one by another scanner.
        spacing: voxel size (i, j, k) of the pairs, mm.
        seed: another seed is other scanners.
        gas: draw moving gas, too; see ``draw_parameters``.
        truncated: bodies that outgrow the field of view, enlarged by chance.
        slab_mm: scan no more than so many mm of each CT's height, somewhere in it, with a panel
            that is no higher than that needs; None for all of it.
        changes: parameters that all scans have, instead of drawn ones.
        engine: see ``simulate_cone_beam``.
    """

    scans: int = 1
    spacing: tuple[float, float, float] = SPACING_MM
    seed: int = 0
    gas: bool = False
    truncated: bool = False
    slab_mm: float | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    engine: str = DEFAULT_ENGINE

    def __post_init__(self) -> None:
        if self.slab_mm is not None and not self.slab_mm > 0:
            raise InputError(f"A slab must be higher than 0 mm, not {self.slab_mm}.")

    def scan(self, patient: str, n: int) -> DrawnScan:
        """The scan of that number, from 0 on, of a patient's CT."""
        name = f"{patient}{SCAN}{n}{_CUT if self.truncated else ''}"
        seed = zlib.crc32(f"{self.seed} {name}".encode())
        drawn = draw_parameters(seed, gas=self.gas, truncated=self.truncated)
        if self.slab_mm is not None:
            drawn = scan_of_slab(drawn, self.slab_mm)
        wider = draw_body_scale(seed) if self.truncated else None
        parameters = parameters_from({**drawn.to_dict(), **self.changes})
        return DrawnScan(name, seed, parameters, wider, self)


@dataclass(frozen=True)
class DrawnScan:
    """One scan that was drawn.

    Attributes:
        name: of the pair.
        seed: of where its slab lies.
        parameters: the scanner and the scan.
        body_scale: how many times wider the body is made; None for as it is.
        draws: what it was drawn by.
    """

    name: str
    seed: int
    parameters: ConeBeamParameters
    body_scale: float | None
    draws: ScanDraws

    def body(self, ct: Volume) -> Volume:
        """What is scanned of a CT, on the pairs' voxels."""
        wider = ct if self.body_scale is None else enlarged(ct, self.body_scale)
        framed = in_frame(wider, self.draws.spacing)
        slab = self.draws.slab_mm
        return framed if slab is None else slab_of(framed, slab, self.seed)

    def record(self) -> dict[str, Any]:
        """All that decides the scan but the CT, for its record."""
        record: dict[str, Any] = {
            "spacing_mm": list(self.draws.spacing),
            "parameters": self.parameters.to_dict(),
            "engine": self.draws.engine,
        }
        if self.body_scale is not None:
            record["body_scale"] = self.body_scale
        if self.draws.slab_mm is not None:
            record["slab_mm"] = self.draws.slab_mm
        return record
