"""SyntheticCT in 3D Slicer: declaration, parameters, panel and calls for scripts.

Nothing heavy is imported here: torch and MONAI load in the worker that a synthesis starts.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import qt
import slicer
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)
from slicer.util import VTKObservationMixin
from vtkmodules.util.misc import calldata_type
from vtkmodules.util.vtkConstants import VTK_OBJECT
from vtkmodules.vtkCommonCore import vtkCommand

try:
    import SyntheticCTLib  # noqa: F401
    import SyntheticCTPanel  # noqa: F401
except ModuleNotFoundError:
    # Running from a checkout: the library lies beside the module's folder.
    sys.path += [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameter_node import SyntheticCTParameterNode
from SyntheticCTPanel.script_calls import ScriptCalls

if TYPE_CHECKING:
    from SyntheticCTPanel.presenter import Presenter
    from SyntheticCTPanel.protocols import BoundParameters
    from SyntheticCTPanel.view import PanelView

#: Packages that are forgotten when a developer reloads the module.
_OWN_PACKAGES = ("SyntheticCTLib", "SyntheticCTPanel")

#: Gives an observer the node that an event is about.
_with_node = cast("Callable[[Callable[..., None]], Callable[..., None]]", calldata_type(VTK_OBJECT))


class SyntheticCT(ScriptedLoadableModule):
    """What Slicer shows about the module before it is opened."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.parent.title = _("Synthetic CT")
        self.parent.categories = [_("Image Synthesis")]
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


class SyntheticCTWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """The panel: binds the widgets of the .ui file to the parameters and to the presenter."""

    presenter: "Presenter"
    view: "PanelView"

    def __init__(self, parent: Any = None) -> None:
        self._parameterNode: BoundParameters | None = None
        self._guiTag: int | None = None
        self._built = self._choosesSoon = False
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
        self.addObserver(scene, scene.StartImportEvent, self.onSceneStartImport)
        self.addObserver(scene, scene.EndImportEvent, self.onSceneEndImport)
        self.addObserver(scene, scene.NodeAddedEvent, self.onNodeAdded)
        self.addObserver(scene, scene.NodeAboutToBeRemovedEvent, self.onNodeAboutToBeRemoved)
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

    def onSceneStartImport(self, caller: Any, event: Any) -> None:
        """A scene is about to be loaded.

        The parameters come before the nodes that they name: selectors that are bound would show
        none, and write that back.
        """
        self._disconnect()

    def onSceneEndImport(self, caller: Any, event: Any) -> None:
        """A scene was loaded."""
        from SyntheticCTLib.mrml.colors import restore_distance_colors

        restore_distance_colors(slicer.mrmlScene)
        if self.parent.isEntered:
            self.initializeParameterNode()

    @_with_node
    def onNodeAdded(self, caller: Any, event: Any, node: Any) -> None:
        """A volume comes into an open panel: look at it once whoever brings it has filled it."""
        if not self._choosesSoon and node.IsA("vtkMRMLScalarVolumeNode"):
            self._choosesSoon = True
            qt.QTimer.singleShot(0, self._chooseSoon)

    @_with_node
    def onNodeAboutToBeRemoved(self, caller: Any, event: Any, node: Any) -> None:
        """What goes is unchosen first: its selector would go on to a neighbour, unasked."""
        from SyntheticCTPanel.parameters import unchoose

        if self._parameterNode is not None:
            unchoose(self._parameterNode, node)

    def _chooseSoon(self) -> None:
        self._choosesSoon = False
        if self._built and self.parent.isEntered:
            self._choosePlain()

    def initializeParameterNode(self) -> None:
        """Bind the scene's parameter node; choose what is plain of what is not chosen."""
        self.setParameterNode(self.logic.getParameterNode())
        self._choosePlain()

    def _choosePlain(self) -> None:
        from SyntheticCTPanel.parameters import choose_what_is_plain

        if self._parameterNode is not None:
            choose_what_is_plain(self._parameterNode, slicer.mrmlScene)

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


class SyntheticCTLogic(ScriptedLoadableModuleLogic, ScriptCalls):
    """For scripts: nodes in, nodes out, no widget needed; see ``SyntheticCTPanel.script_calls``."""

    def getParameterNode(self) -> "BoundParameters":
        """The scene's parameters of this module."""
        # The decorator gives the class this constructor, and the methods that bind it to widgets.
        wrap = cast("Callable[[Any], BoundParameters]", SyntheticCTParameterNode)
        return wrap(super().getParameterNode())


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
