"""SyntheticCT in 3D Slicer: declaration, parameters, panel and calls for scripts.

Nothing heavy is imported here: torch and MONAI load in the worker that a synthesis starts.
"""

import enum
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Union, cast

import slicer
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
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.parameterNodeWrapper import Choice, WithinRange, parameterNodeWrapper
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)
from slicer.util import VTKObservationMixin
from vtkmodules.vtkCommonCore import vtkCommand

try:
    import SyntheticCTLib
except ModuleNotFoundError:
    # Running from a checkout: the library lies beside the module's folder.
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    import SyntheticCTLib

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.tolerance import TOLERANCE_MM

if TYPE_CHECKING:
    from SyntheticCTLib.mrml.calls import PlacedNodes
    from SyntheticCTLib.mrml.comparison import ComparisonNodes
    from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
    from SyntheticCTPanel.presenter import Presenter
    from SyntheticCTPanel.protocols import BoundParameters
    from SyntheticCTPanel.view import PanelView

#: Packages that are forgotten when a developer reloads the module.
_OWN_PACKAGES = ("SyntheticCTLib", "SyntheticCTPanel")


class SyntheticCT(ScriptedLoadableModule):
    """What Slicer shows about the module before it is opened."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.parent.title = _("Synthetic CT")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Image Synthesis")]
        self.parent.dependencies = []
        self.parent.contributors = ["The SyntheticCT contributors"]
        self.parent.helpText = _(
            "Makes a synthetic CT in Hounsfield units from an MR image, on the same grid, and"
            " measures how far it can be trusted. Not for clinical use. See the"
            " <a href='https://github.com/SyntheticCT/SlicerSyntheticCT/blob/main/docs/tutorial/slicer.md'>"
            "tutorial</a>."
        )
        self.parent.acknowledgementText = _(
            "Built on 3D Slicer, ITK, VTK, MONAI and PyTorch. The card of each model names the data"
            " it was trained on, and whom to thank and cite for it."
        )
        slicer.app.connect("startupCompleted()", registerSampleData)


def registerSampleData() -> None:
    """Put the limb phantoms into the module Sample Data."""
    from SyntheticCTPanel.sample_data import register

    register(Path(__file__).resolve().parent / "Resources" / "Icons")


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
        titles: dict[Method, str] = {
            Method.AUTO: _("What passes its own checks first"),
            Method.NETWORK: _("The model alone"),
            Method.SHADING: _("Shading taken off by fat and muscle"),
            Method.PRIOR: _("By the planning CT"),
            Method.PETRA: _("PETRA's relation, without a model"),
        }
        return titles[self]


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
    segmentation, segmentOpacity - shown segments, and how far they cover the image (%).
    threshold, smoothing, tolerance, bones, alignFirst, boneModel - of the bone surface; HU and mm.
    repair, emboss, side, exportFormat - of an exported surface.
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


class SyntheticCTWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """The panel: binds the widgets of the .ui file to the parameters and to the presenter."""

    presenter: "Presenter"
    view: "PanelView"

    def __init__(self, parent: Any = None) -> None:
        self._parameterNode: BoundParameters | None = None
        self._guiTag: int | None = None
        self._built = False
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)

    def setup(self) -> None:
        super().setup()
        root = slicer.util.loadUI(self.resourcePath("UI/SyntheticCT.ui"))
        self.layout.addWidget(root)
        self.ui = slicer.util.childWidgetVariables(root)
        root.setMRMLScene(slicer.mrmlScene)
        self.logic = SyntheticCTLogic()
        self._build()
        scene = slicer.mrmlScene
        self.addObserver(scene, scene.StartCloseEvent, self.onSceneStartClose)
        self.addObserver(scene, scene.EndCloseEvent, self.onSceneEndClose)
        self.addObserver(scene, scene.EndImportEvent, self.onSceneEndImport)
        slicer.app.connect("aboutToQuit()", self.cleanup)
        self.initializeParameterNode()

    def _build(self) -> None:
        from SyntheticCTPanel.assembly import assemble

        self.presenter, self.view = assemble(self.ui, self.resourcePath("requirements.txt"))
        self._built = True

    def cleanup(self) -> None:
        """The application closes, or the module is unloaded: nothing may go on."""
        if not self._built:
            return
        self._built = False
        slicer.app.disconnect("aboutToQuit()", self.cleanup)
        self.setParameterNode(None)
        self.removeObservers()
        self.view.close()
        self.presenter.close()

    def enter(self) -> None:
        """The module is opened."""
        self.initializeParameterNode()
        self.view.enter()

    def exit(self) -> None:
        """Another module is opened; work that runs goes on."""
        self._disconnect()
        self.view.exit()

    def onSceneStartClose(self, caller: Any, event: Any) -> None:
        """The scene is about to be closed."""
        self.presenter.scene_closes()
        self.setParameterNode(None)

    def onSceneEndClose(self, caller: Any, event: Any) -> None:
        """The scene was closed."""
        if self.parent.isEntered:
            self.initializeParameterNode()

    def onSceneEndImport(self, caller: Any, event: Any) -> None:
        """A scene was loaded."""
        from SyntheticCTLib.mrml.colors import restore_distance_colors

        restore_distance_colors(slicer.mrmlScene)

    def initializeParameterNode(self) -> None:
        """Bind the scene's parameter node; choose the first scan if no input is chosen."""
        from SyntheticCTLib.mrml.nodes import first_scan

        node = self.logic.getParameterNode()
        self.setParameterNode(node)
        if node.inputVolume is None and (first := first_scan(slicer.mrmlScene)) is not None:
            node.inputVolume = first

    def setParameterNode(self, node: "BoundParameters | None") -> None:
        """Bind the widgets and the presenter to a parameter node, or to none."""
        self._disconnect()
        self._parameterNode = node
        if node is not None:
            self._guiTag = node.connectGui(self.ui)
            self.addObserver(node, vtkCommand.ModifiedEvent, self._parametersModified)
        self.presenter.set_parameters(node)

    def _disconnect(self) -> None:
        if self._parameterNode is not None and self._guiTag is not None:
            self._parameterNode.disconnectGui(self._guiTag)
            self.removeObserver(
                self._parameterNode, vtkCommand.ModifiedEvent, self._parametersModified
            )
        self._guiTag = None

    def _parametersModified(self, caller: Any = None, event: Any = None) -> None:
        self.presenter.refresh()

    def onReload(self) -> None:
        """Forget the library too, so that a developer's change in it is seen."""
        for name in [name for name in sys.modules if name.split(".")[0] in _OWN_PACKAGES]:
            del sys.modules[name]
        super().onReload()


class SyntheticCTLogic(ScriptedLoadableModuleLogic):
    """For scripts: nodes in, nodes out, no widget needed. Each call waits until it is done.

    Example::

        logic = slicer.util.getModuleLogic("SyntheticCT")
        sct = logic.synthesize(slicer.util.getNode("thigh phantom MR"))
        found = logic.compare(sct, slicer.util.getNode("thigh phantom CT"))
        print(found.answer)
    """

    def getParameterNode(self) -> "BoundParameters":
        """The scene's parameters of this module."""
        # The decorator gives the class this constructor, and the methods that bind it to widgets.
        wrap = cast("Callable[[Any], BoundParameters]", SyntheticCTParameterNode)
        return wrap(super().getParameterNode())

    def version(self) -> str:
        """The version of the engine behind this module."""
        return SyntheticCTLib.__version__

    def synthesize(
        self,
        inputVolume: vtkMRMLScalarVolumeNode,
        model: str = "mr-to-ct-limb",
        outputVolume: vtkMRMLScalarVolumeNode | None = None,
        **options: Any,
    ) -> vtkMRMLScalarVolumeNode:
        """Make the synthetic CT of a volume node.

        :param inputVolume: scalar volume node.
        :param model: id of a model, or path of a model folder.
        :param outputVolume: volume node to overwrite; None for a new one.
        :param options: ``device`` and others of ``SyntheticCTLib.synthesis.synthesize.synthesize``.
        :returns: the output node, on the input's grid, in HU.
        :raises ValueError: an input that cannot be used.
        """
        from SyntheticCTLib.mrml import logic

        return logic.synthesize(
            slicer.mrmlScene, inputVolume, model=model, output_node=outputVolume, **options
        )

    def compare(
        self,
        syntheticCT: vtkMRMLScalarVolumeNode,
        referenceCT: vtkMRMLScalarVolumeNode,
        source: vtkMRMLScalarVolumeNode | None = None,
        registration: str | None = None,
        **options: Any,
    ) -> "ComparisonNodes":
        """Measure a synthetic CT against a real one.

        :param syntheticCT: volume node, HU.
        :param referenceCT: volume node, HU.
        :param source: volume node that the synthetic CT was made from.
        :param registration: "rigid", "affine", "deformable"; None takes the CT where it lies.
        :param options: ``tolerance_mm`` and others of ``SyntheticCTLib.comparison.compare``.
        :returns: nodes and figures, see ``SyntheticCTLib.mrml.comparison.ComparisonNodes``.
        :raises ValueError: volumes that cannot be compared.
        """
        from SyntheticCTLib.mrml import logic

        return logic.compare(
            slicer.mrmlScene,
            syntheticCT,
            referenceCT,
            source_node=source,
            registration=registration,
            **options,
        )

    def extractSurface(
        self, volume: vtkMRMLScalarVolumeNode, threshold: float | None = None, smoothing: int = 0
    ) -> vtkMRMLModelNode:
        """The bone surface of a CT or synthetic CT.

        :param volume: volume node, HU.
        :param threshold: bone begins here, HU; None for the usual one.
        :param smoothing: iterations of a windowed-sinc filter.
        :returns: model node named "<volume> bone".
        :raises ValueError: no bone above the threshold.
        """
        from SyntheticCTLib.mrml import logic
        from SyntheticCTLib.surface.make.settings import SurfaceSettings

        settings = SurfaceSettings(smoothing_iterations=smoothing)
        if threshold is not None:
            settings = settings.with_changes(threshold_hu=float(threshold))
        return logic.extract_surface(slicer.mrmlScene, volume, settings=settings)

    def segmentTissues(self, volume: vtkMRMLScalarVolumeNode) -> vtkMRMLSegmentationNode:
        """The tissues of a CT or synthetic CT by HU.

        :param volume: volume node, HU.
        :returns: segmentation node named "<volume> tissues".
        :raises ValueError: no body stands out from air.
        """
        from SyntheticCTLib.mrml import logic

        return logic.segment_tissues(slicer.mrmlScene, volume)

    def lookAt(
        self, volume: vtkMRMLScalarVolumeNode, model: str = "mr-to-ct-limb", **options: Any
    ) -> dict[str, Any]:
        """What an image is taken for, and what speaks against using a model on it.

        :param volume: volume node.
        :param model: id of a model, or path of a model folder.
        :param options: ``modality``, where it is known.
        :raises ValueError: a volume that holds no image.
        """
        from SyntheticCTLib.mrml import calls

        return calls.look_at(volume, model=model, **options)

    def expectedAccuracy(self, syntheticCT: vtkMRMLScalarVolumeNode) -> "ExpectedAccuracy | None":
        """What to expect of the bone of a synthetic CT without a CT; None if nobody can say.

        :param syntheticCT: volume node that a synthesis made.
        :raises ValueError: an image that no model made.
        """
        from SyntheticCTLib.mrml import calls

        return calls.expected_accuracy(syntheticCT)

    def placeCT(
        self,
        syntheticCT: vtkMRMLScalarVolumeNode,
        referenceCT: vtkMRMLScalarVolumeNode,
        registration: str = "rigid",
        start: vtkMRMLTransformNode | None = None,
        source: vtkMRMLScalarVolumeNode | None = None,
    ) -> "PlacedNodes":
        """Bring a CT onto a synthetic CT's grid, and measure nothing.

        :param registration: "rigid", "affine", "deformable", "identity"; "transform" takes
            ``start`` as it lies.
        :param start: transform node to start from.
        :param source: volume node that the synthetic CT was made from.
        :returns: the placed CT and the transform node that brings the CT there.
        :raises ValueError: volumes that cannot be registered.
        """
        from SyntheticCTLib.mrml import calls

        return calls.place_ct(
            slicer.mrmlScene,
            syntheticCT,
            referenceCT,
            registration=registration,
            start_node=start,
            source_node=source,
        )

    def exportSurface(
        self,
        volume: vtkMRMLScalarVolumeNode,
        path: str,
        repair: bool = True,
        emboss: bool = False,
        side: str = "",
    ) -> Path:
        """Write the bone surface of a CT or synthetic CT for print.

        :param volume: volume node, HU.
        :param path: .stl, .obj, .ply or .3mf.
        :param repair: fill holes and drop islands.
        :param emboss: raise the node's name, the side and "synthetic, not for clinical use" on it.
        :param side: "left" or "right"; "" for none.
        :raises ValueError: no CT in HU, no bone, or an unknown format.
        """
        from SyntheticCTLib.mrml import calls

        return calls.export_surface(volume, path, repair=repair, emboss=emboss, side=side)

    def saveAsDicom(
        self,
        volume: vtkMRMLScalarVolumeNode,
        folder: str,
        like: str | None = None,
        enhanced: bool = False,
    ) -> Path:
        """Write a synthetic image as a DICOM series.

        :param volume: volume node.
        :param folder: a new folder.
        :param like: folder of the series whose study it goes into.
        :param enhanced: all slices in one Enhanced CT or MR.
        :raises ValueError: the folder is there, or the image cannot be written.
        """
        from SyntheticCTLib.mrml import calls

        return calls.save_as_dicom(volume, folder, like=like, enhanced=enhanced)

    def showView(self, view: str, amount: float | None = None) -> None:
        """Turn the views, as the panel's chooser does; the module has to have been opened.

        :param view: "input", "ct", "difference", "expected", "checkerboard", "reveal" or "side".
        :param amount: how far the upper image covers the synthetic CT, %.
        :raises ValueError: there is no such view.
        """
        parameters = self.getParameterNode()
        parameters.shownView = ShownView(view)
        if amount is not None:
            parameters.amount = amount


class SyntheticCTTest(ScriptedLoadableModuleTest):
    """The quickest tests inside Slicer; the others are in Testing/Slicer."""

    def setUp(self) -> None:
        slicer.mrmlScene.Clear()

    def test_opening_the_module_loads_no_torch(self) -> None:
        loaded_before = "torch" in sys.modules  # another extension may have
        slicer.util.getModuleWidget("SyntheticCT")
        self.assertEqual("torch" in sys.modules, loaded_before)

    def test_the_panel_says_that_it_is_not_for_clinical_use(self) -> None:
        widget = slicer.util.getModuleWidget("SyntheticCT")
        self.assertIn("Not for clinical use", widget.ui.noticeLabel.text)
