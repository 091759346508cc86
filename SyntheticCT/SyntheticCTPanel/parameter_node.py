"""What is chosen in the panel, as Slicer's parameter nodes keep it; only Slicer can load this."""

import enum
from typing import Annotated, Union

from slicer import (
    vtkMRMLLabelMapVolumeNode,
    vtkMRMLMarkupsFiducialNode,
    vtkMRMLMarkupsROINode,
    vtkMRMLModelNode,
    vtkMRMLScalarVolumeNode,
    vtkMRMLSegmentationNode,
    vtkMRMLTableNode,
    vtkMRMLTransformNode,
)
from slicer.parameterNodeWrapper import Choice, WithinRange, parameterNodeWrapper

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.tolerance import TOLERANCE_MM
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.window_words import METHOD_TITLES


class Registration(enum.Enum):
    """How the CT comes onto the synthetic CT's place, by the names of the engine."""

    RIGID = "rigid"
    AFFINE = "affine"
    DEFORMABLE = "deformable"
    IDENTITY = "identity"
    TRANSFORM = "transform"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[Registration, str] = {
            Registration.RIGID: _("Rigid: move and turn"),
            Registration.AFFINE: _("Affine: move, turn, scale and shear"),
            Registration.DEFORMABLE: _("Deformable: rigid, then bend"),
            Registration.IDENTITY: _("None: both lie where they belong"),
            Registration.TRANSFORM: _("The transform below, as it lies"),
        }
        return titles[self]


class Side(enum.Enum):
    """The side of the patient that a written surface is of, by the names of the engine."""

    NONE = ""
    LEFT = "left"
    RIGHT = "right"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[Side, str] = {
            Side.NONE: _("No side"),
            Side.LEFT: _("Left"),
            Side.RIGHT: _("Right"),
        }
        return titles[self]


class DicomKind(enum.Enum):
    """What is saved as DICOM, by the names of the engine; "enhanced" is a form of series."""

    SERIES = "series"
    ENHANCED = "enhanced"
    SEG = "seg"
    RTSTRUCT = "rtstruct"
    STL = "stl"
    SURFACE = "surface"
    REGISTRATION = "registration"
    VERDICT = "verdict"
    PDF = "pdf"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[DicomKind, str] = {
            DicomKind.SERIES: _("Image, a file for each slice"),
            DicomKind.ENHANCED: _("Image, all slices in one file"),
            DicomKind.SEG: _("Segmentation (SEG)"),
            DicomKind.RTSTRUCT: _("Structures (RTSTRUCT)"),
            DicomKind.STL: _("Bone surface (STL)"),
            DicomKind.SURFACE: _("Bone surface (mesh)"),
            DicomKind.REGISTRATION: _("Registration of the CT"),
            DicomKind.VERDICT: _("Answer and figures (SR)"),
            DicomKind.PDF: _("Answer on paper (PDF)"),
        }
        return titles[self]


class InputKind(enum.Enum):
    """What the input is, where its header does not say it or is wrong."""

    LOOK = ""
    MR = "MR"
    CT = "CT"
    CBCT = "CBCT"
    UTE = "UTE"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[InputKind, str] = {
            InputKind.LOOK: _("As the module finds it"),
            InputKind.MR: _("MR"),
            InputKind.CT: _("CT"),
            InputKind.CBCT: _("Cone-beam CT"),
            InputKind.UTE: _("PETRA or UTE: MR with signal from bone"),
        }
        return titles[self]


class Method(enum.Enum):
    """How a cone-beam CT is corrected, or a PETRA becomes a CT, by the names of the engine."""

    AUTO = "auto"
    NETWORK = "network"
    SHADING = "shading"
    PRIOR = "prior"
    PETRA = "petra"

    def label(self) -> str:
        """The choice for people."""
        return _(METHOD_TITLES[self.value])


class ShownView(enum.Enum):
    """What the views show, by the names of ``SyntheticCTPanel.view_chooser``."""

    INPUT = "input"
    CT = "ct"
    DIFFERENCE = "difference"
    EXPECTED = "expected"
    CHECKERBOARD = "checkerboard"
    REVEAL = "reveal"
    SIDE = "side"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[ShownView, str] = {
            ShownView.INPUT: _("Input over synthetic CT"),
            ShownView.CT: _("CT over synthetic CT"),
            ShownView.DIFFERENCE: _("Difference over synthetic CT"),
            ShownView.EXPECTED: _("Expected error over synthetic CT"),
            ShownView.CHECKERBOARD: _("Checkerboard with the CT"),
            ShownView.REVEAL: _("Reveal the CT behind a line"),
            ShownView.SIDE: _("Side by side"),
        }
        return titles[self]


class RevealAxis(enum.Enum):
    """The direction in which the line of a view moves, by the names of ``mrml.mixing.AXES``."""

    RIGHT_LEFT = "right-left"
    FRONT_BACK = "front-back"
    FOOT_HEAD = "foot-head"

    def label(self) -> str:
        """The choice for people."""
        titles: dict[RevealAxis, str] = {
            RevealAxis.RIGHT_LEFT: _("From right to left"),
            RevealAxis.FRONT_BACK: _("From front to back"),
            RevealAxis.FOOT_HEAD: _("From foot to head"),
        }
        return titles[self]


# Slicer's wrapper knows a choice of kinds by this spelling, and with None, alone.
Region = Union[  # noqa: UP007
    vtkMRMLMarkupsROINode, vtkMRMLSegmentationNode, vtkMRMLLabelMapVolumeNode, None
]


@parameterNodeWrapper
class SyntheticCTParameterNode:
    """What is chosen in the panel, and saved with the scene.

    inputVolume, inputKind, outputVolume, model, bodyRegion, biasCorrection, mirror - of the
        synthesis; useAnyway - although something serious speaks against it.
    furtherVolumes - images of which the same is made after the input.
    method, priorVolume - how a cone-beam CT is corrected, and by which planning CT; or that a
        PETRA goes by the relation that has no model.
    sctVolume - the synthetic CT that the rest is about.
    shownView, amount, revealAxis - what the views show; how far the upper image covers the lower
        or the line has gone (%); the line's direction.
    referenceVolume, registration, sensitivity - of the comparison; region - where it counts.
    startTransform, sctLandmarks, ctLandmarks - from where a registration starts, or the transform
        that is taken as it lies.
    registrationTransform - what a registration found.
    placedCT, differenceVolume, metricsTable, heatMap, mixedVolume - what a comparison made.
    bonePoints - a list of points, one or more in each bone, between which bones are parted.
    segmentation, segmentOpacity - shown segments, and how far they cover the image (%).
    threshold, smoothing, tolerance, bones, alignFirst, boneModel - of the bone surface; HU and mm.
    repair, emboss, side, exportFormat - of an exported surface.
    dicomKind - what is saved as DICOM.
    """

    inputVolume: vtkMRMLScalarVolumeNode
    furtherVolumes: list[vtkMRMLScalarVolumeNode]
    inputKind: InputKind = InputKind.LOOK
    method: Method = Method.AUTO
    priorVolume: vtkMRMLScalarVolumeNode
    outputVolume: vtkMRMLScalarVolumeNode
    model: str = ""
    bodyRegion: str = ""
    useAnyway: bool = False
    biasCorrection: bool = False
    mirror: bool = False
    sctVolume: vtkMRMLScalarVolumeNode
    shownView: ShownView = ShownView.INPUT
    amount: Annotated[float, WithinRange(0, 100)] = 50.0
    revealAxis: RevealAxis = RevealAxis.RIGHT_LEFT
    referenceVolume: vtkMRMLScalarVolumeNode
    registration: Registration = Registration.RIGID
    startTransform: vtkMRMLTransformNode
    sctLandmarks: vtkMRMLMarkupsFiducialNode
    ctLandmarks: vtkMRMLMarkupsFiducialNode
    registrationTransform: vtkMRMLTransformNode
    sensitivity: bool = False
    region: Region
    placedCT: vtkMRMLScalarVolumeNode
    differenceVolume: vtkMRMLScalarVolumeNode
    metricsTable: vtkMRMLTableNode
    heatMap: vtkMRMLModelNode
    mixedVolume: vtkMRMLScalarVolumeNode
    bonePoints: vtkMRMLMarkupsFiducialNode
    segmentation: vtkMRMLSegmentationNode
    segmentOpacity: Annotated[float, WithinRange(0, 100)] = 50.0
    threshold: Annotated[float, WithinRange(-200, 1500)] = BONE_HU
    smoothing: Annotated[int, WithinRange(0, 100)] = 0
    tolerance: Annotated[float, WithinRange(0.5, 10)] = TOLERANCE_MM
    bones: vtkMRMLSegmentationNode
    alignFirst: bool = False
    boneModel: vtkMRMLModelNode
    repair: bool = True
    emboss: bool = False
    side: Side = Side.NONE
    exportFormat: Annotated[str, Choice(["STL", "OBJ", "PLY", "3MF"])] = "STL"
    dicomKind: DicomKind = DicomKind.SERIES
