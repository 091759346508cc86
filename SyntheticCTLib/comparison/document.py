"""``comparison.json``: every figure of a comparison, as it is written and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from SyntheticCTLib.comparison.same_patient import PatientLikeness
from SyntheticCTLib.evaluation.evaluate import Evaluation
from SyntheticCTLib.evaluation.segmentation_metrics import SegmentationAgreement
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import HU, Count, FileName, Share, Size
from SyntheticCTLib.registration.record import RegistrationRecord
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.figures import SurfaceFigures
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTLib.synthesis.record import (
    NOT_FOR_CLINICAL_USE,
    ImageDescription,
    SynthesisRecord,
)

View = Literal["axial", "coronal", "sagittal"]


@dataclass(frozen=True)
class Inputs(Record):
    """The images that were given; None for those that were not."""

    sct: ImageDescription
    ct: ImageDescription
    mask: ImageDescription | None = None
    source: ImageDescription | None = None
    labels: ImageDescription | None = None


@dataclass(frozen=True)
class Parameters(Record):
    """What was asked of the bone surfaces, see ``AccuracyOptions``."""

    FORMERLY: ClassVar[Mapping[str, str]] = {"settings": "recipe"}

    tolerance_mm: Size
    required_share: Share
    surfaces_aligned_first: bool
    settings: SurfaceSettings

    @classmethod
    def of(cls, asked: AccuracyOptions) -> Parameters:
        """Those of a comparison's options."""
        return cls(asked.tolerance_mm, asked.required_share, asked.align, asked.settings)


@dataclass(frozen=True)
class PlacedCT(Record):
    """How the CT came onto the sCT's grid, see ``placement.Placement``.

    Attributes:
        kind, description: of what was done.
        warnings: reasons not to trust it.
        record: of the registration; None when nothing was registered.
        same_patient: whether the CT fits as one of the same patient; None where nobody can tell.
    """

    kind: str
    description: str
    warnings: list[str] = field(default_factory=list)
    record: RegistrationRecord | None = None
    same_patient: PatientLikeness | None = None


@dataclass(frozen=True)
class SlicePicture(Record):
    """A picture of one slice: its file in the folder of pictures, and where the slice is."""

    file: FileName
    view: View
    slice: Count
    place_mm: float


@dataclass(frozen=True)
class SidePicture(Record):
    """A picture of a surface: its file, and the side from which it is seen."""

    file: FileName
    side: str


@dataclass(frozen=True)
class JointPicture(Record):
    """The picture of the joint histogram: its file, and the ends of both axes in HU."""

    file: FileName
    edges_hu: tuple[HU, HU]

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> JointPicture:
        """Back from ``to_dict``."""
        found = super().from_dict(content, where)
        if not found.edges_hu[0] < found.edges_hu[1]:
            raise ValueError(f"{where}.edges_hu must rise")
        return found


@dataclass(frozen=True)
class ScaleBars(Record):
    """Length of the bar in the pictures of either surface, mm."""

    sct_views: Size
    ct_views: Size


@dataclass(frozen=True)
class Pictures(Record):
    """The pictures that were drawn.

    Attributes:
        joint_histogram: of sCT and CT.
        slices: beside each other, sCT, CT and difference.
        worst: close-ups of the worst place; none without surfaces.
        sct_views, ct_views: the surfaces, coloured by distance; none without them.
        scale_bar_mm: in these; None without them.
    """

    joint_histogram: JointPicture
    slices: list[SlicePicture] = field(default_factory=list)
    worst: list[SlicePicture] = field(default_factory=list)
    sct_views: list[SidePicture] = field(default_factory=list)
    ct_views: list[SidePicture] = field(default_factory=list)
    scale_bar_mm: ScaleBars | None = None


@dataclass(frozen=True)
class ComparisonDocument(Record):
    """Every figure, but neither images nor meshes nor the joint histogram.

    Attributes:
        created: when, ISO 8601 in UTC.
        inputs: the images.
        parameters: what was asked.
        versions: of this package and the libraries under it.
        seconds: time by stage.
        registration: how the CT came onto the sCT's grid.
        evaluation: image metrics.
        verdict: whether the bone surface is within the tolerance, or why nobody can tell.
        surface: figures of the bone surfaces; None when there are none.
        segmentation: agreement of the label maps; None without two of them.
        provenance: how the sCT was made; None when it is not known.
        title: the case's name, "" for none.
        pictures: what was drawn; None until something is.
        warnings: what the files leave unsure, and what was forced.
        statement: that it is not for clinical use.
    """

    FORMAT = 1

    created: str
    inputs: Inputs
    parameters: Parameters
    versions: dict[str, str | None]
    seconds: dict[str, Size]
    registration: PlacedCT
    evaluation: Evaluation
    verdict: Verdict
    surface: SurfaceFigures | None
    segmentation: SegmentationAgreement | None = None
    provenance: SynthesisRecord | None = None
    title: str = ""
    pictures: Pictures | None = None
    warnings: list[str] = field(default_factory=list)
    statement: str = NOT_FOR_CLINICAL_USE

    @property
    def answer(self) -> str:
        """Whether the bone is within the tolerance, or why nobody can tell, in one sentence."""
        return self.verdict.sentence

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> ComparisonDocument:
        """Back from ``to_dict``; files of before version 0.5 have the verdict in the surface."""
        if isinstance(content, Mapping) and "verdict" not in content:
            surface, asked = content.get("surface"), content.get("parameters")
            if isinstance(surface, Mapping) and isinstance(asked, Mapping):
                content = {**content, **_of_old(surface, asked)}
        return super().from_dict(content, where)


def _of_old(surface: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Verdict and figures where a surface's object holds either the figures or a problem."""
    if problem := surface.get("problem", ""):
        limits = {name: asked.get(name) for name in ("tolerance_mm", "required_share")}
        return {"surface": None, "verdict": {"answer": "cannot tell", "reason": problem, **limits}}
    return {"verdict": surface.get("verdict")}
