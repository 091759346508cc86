"""What lies beside the file of a surface: how it was made, of what, and what it is good for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.files.plain_json import Record, read_record
from SyntheticCTLib.files.record_ranges import Count, Size
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTLib.surface.print.checks import PrintChecks
from SyntheticCTLib.surface.print.emboss import Embossed
from SyntheticCTLib.surface.print.repair import RepairReport
from SyntheticCTLib.synthesis.record import ModelUsed
from SyntheticCTLib.versions import PROGRAM

NOTICE = "Synthetic, not for clinical use."

#: What the signed distances of a compared surface mean.
DISTANCE_MEANING = "to the other surface, mm; positive where the sCT's bone is too large"


@dataclass(frozen=True)
class SurfaceOrigin(Record):
    """What a surface's own data do not say; None where it does not apply or is not known.

    Attributes:
        surface_of: the image, "sCT" or "CT", in a comparison.
        source: file of the image.
        model: which weights made the image, if it is synthetic.
        print_checks: what a printer's software will find.
        repair: what was changed for print.
        signed_distance: what the distances at its points mean.
        warnings: what the files leave unsure, and what was forced.
        side: of the patient, "left" or "right".
        embossed: words raised on it; None without any.
        answer: how it compares with a real CT's; None where nobody asked.
    """

    surface_of: str | None = None
    source: str | None = None
    model: ModelUsed | None = None
    print_checks: PrintChecks | None = None
    repair: RepairReport | None = None
    signed_distance: str | None = None
    warnings: list[str] = field(default_factory=list)
    side: str | None = None
    embossed: Embossed | None = None
    answer: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class SurfaceRecord(SurfaceOrigin):
    """The whole record, written beside the surface and into its file where that has room.

    Attributes:
        bones: names, none without labels.
        settings: what decided where the surface lies.
        largest_deviation_by_smoothing_mm: how far smoothing moved a point.
        cut_faces: that the bone goes on where the surface ends, a sentence; none where it does not.
        triangles: how many.
        coordinate_system, unit: of the points.
        software: what wrote it.
        notice: that it is not for clinical use.
    """

    FORMAT = 1
    FORMERLY: ClassVar[Mapping[str, str]] = {"settings": "recipe"}

    bones: list[str]
    settings: SurfaceSettings
    largest_deviation_by_smoothing_mm: Size
    triangles: Count
    coordinate_system: str = "LPS"
    unit: str = "millimetre"
    cut_faces: list[str] = field(default_factory=list)
    software: str = PROGRAM
    notice: str = NOTICE


def origin_of(surface: Path) -> SurfaceOrigin:
    """Where a written surface comes from, for a further file of it.

    Raises:
        InputError: see ``read_surface_record``.
    """
    record = read_surface_record(surface)
    names = [one.name for one in dataclasses.fields(SurfaceOrigin)]
    return SurfaceOrigin(**{name: getattr(record, name) for name in names})


def record_beside(surface: Path) -> Path:
    """Where the record of a surface's file lies."""
    return surface.with_name(surface.name + ".json")


def read_surface_record(surface: Path) -> SurfaceRecord:
    """The record beside a surface's file.

    Raises:
        InputError: it is missing or damaged.
    """
    return read_record(SurfaceRecord, record_beside(surface), "write the surface again")
