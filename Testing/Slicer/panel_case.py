"""The open panel over an empty scene, for tests inside Slicer."""

import time
import unittest

import slicer

#: A worker that looks at an image, or draws one, can take this long on a busy machine, s.
PATIENCE = 240


class PanelCase(unittest.TestCase):
    """What every test of the panel needs."""

    def setUp(self):
        slicer.mrmlScene.Clear()
        self.widget = slicer.util.getModuleWidget("SyntheticCT")
        self.widget.enter()

    def tearDown(self):
        self.widget.exit()
        slicer.mrmlScene.Clear()

    def parameters(self):
        """The parameters of the scene."""
        return self.widget.logic.getParameterNode()

    def volume(self, name):
        """A small volume."""
        import numpy as np

        return slicer.util.addVolumeFromArray(
            np.arange(8**3, dtype=np.int16).reshape(8, 8, 8), name=name
        )

    def until(self, condition):
        """Let the window work until a condition holds."""
        ends = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < ends:
            slicer.app.processEvents()
