"""Every figure of two surfaces, without their meshes: what is kept, shown and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Size
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.alignment import SurfaceAlignment
from SyntheticCTLib.surface.measure.distance_histogram import DistanceHistogram
from SyntheticCTLib.surface.measure.sensitivity import Variant
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics


@dataclass(frozen=True)
class SmoothingDeviation(Record):
    """How far smoothing moved a point of either surface, mm."""

    sct: Size
    ct: Size


@dataclass(frozen=True)
class OpenBone(Record):
    """Marrow behind gaps in the bone that are too wide to be closed, mm³."""

    sct: Size = 0.0
    ct: Size = 0.0


@dataclass(frozen=True)
class SurfaceFigures(Record):
    """What two bone surfaces say of each other.

    Attributes:
        overall: statistics of all bones that both images have; None when they share none.
        bones: the same for each bone by name; empty without labels.
        missing_in_sct, missing_in_ct: names of bones that only the other image has.
        settings: how both surfaces were made.
        largest_deviation_by_smoothing_mm: of each surface.
        alignment: the motion of the sCT's surface before measuring; None when it was not asked for.
        sensitivity: the share within the tolerance by other settings.
        floor: the CT against itself on a grid shifted by half a voxel.
        distance_histogram: how the distances are spread.
        open_mm3: marrow of each image that wide gaps in its bone leave open.
        sign: of the distances, in words.
    """

    FORMERLY: ClassVar[Mapping[str, str]] = {"settings": "recipe"}

    overall: DirectionalStatistics | None
    bones: dict[str, DirectionalStatistics]
    missing_in_sct: tuple[str, ...]
    missing_in_ct: tuple[str, ...]
    settings: SurfaceSettings
    largest_deviation_by_smoothing_mm: SmoothingDeviation
    alignment: SurfaceAlignment | None
    sensitivity: tuple[Variant, ...]
    floor: DirectionalStatistics | None
    distance_histogram: DistanceHistogram
    open_mm3: OpenBone = OpenBone()
    sign: str = "positive where the sCT's bone is too large"
