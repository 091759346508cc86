"""SyntheticCT in 3D Slicer: the module's declaration and its panel.

Nothing heavy is imported here: torch and MONAI load when a synthesis starts, and never before.
"""

import sys
from pathlib import Path

import qt
import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)

try:
    import SyntheticCTLib
except ModuleNotFoundError:
    # Running from a checkout: the library lies beside the module's folder.
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    import SyntheticCTLib


class SyntheticCT(ScriptedLoadableModule):
    """What Slicer shows about the module before it is opened."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Synthetic CT")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Image Synthesis")]
        self.parent.dependencies = []
        self.parent.contributors = ["The SyntheticCT contributors"]
        self.parent.helpText = _(
            "Makes a synthetic CT in Hounsfield units from an MR image, on the same grid, and"
            " measures how far it can be trusted. Not for clinical use."
        )
        self.parent.acknowledgementText = _(
            "Built on 3D Slicer, ITK, VTK, MONAI and PyTorch. The card of each model names the data"
            " it was trained on, and whom to thank and cite for it."
        )


class SyntheticCTWidget(ScriptedLoadableModuleWidget):
    """The panel: for now it says what is installed and where the engine is used from."""

    def setup(self):
        super().setup()
        text = _(
            "SyntheticCT {version}. This version is used from the command line (synthetic-ct) and"
            " from Python (import SyntheticCTLib). Not for clinical use."
        ).format(version=SyntheticCTLib.__version__)
        label = qt.QLabel(text)
        label.wordWrap = True
        self.layout.addWidget(label)
        self.layout.addStretch(1)

    def onReload(self):
        """Forget the library too, so that a developer's change in it is seen."""
        for name in [name for name in sys.modules if name.split(".")[0] == "SyntheticCTLib"]:
            del sys.modules[name]
        super().onReload()


class SyntheticCTLogic(ScriptedLoadableModuleLogic):
    """Slicer's door to the engine, for scripts as well as for the panel."""

    def version(self):
        """The version of the engine behind this module."""
        return SyntheticCTLib.__version__


class SyntheticCTTest(ScriptedLoadableModuleTest):
    """Runs inside Slicer; everything else is tested by pytest."""

    def setUp(self):
        slicer.mrmlScene.Clear()

    def test_opening_the_module_loads_no_torch(self):
        loaded_before = "torch" in sys.modules  # another extension may have
        slicer.util.selectModule("SyntheticCT")
        self.assertEqual("torch" in sys.modules, loaded_before)
