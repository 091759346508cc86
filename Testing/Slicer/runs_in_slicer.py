"""Work through the real buttons and the real worker inside Slicer, and every way to end it."""

import time
import unittest
from contextlib import contextmanager
from typing import ClassVar

import numpy as np
import qt
import slicer
from waiting import Step

#: Loading torch can take this long on a busy machine, s.
PATIENCE = 240

#: No step may keep the window for longer by the clock, s.
LONGEST_STEP = 0.5


class RunsInSlicerTest(unittest.TestCase):
    """A phantom, from the button to the volume."""

    #: When each button was clicked last.
    clicked: ClassVar[dict[str, float]] = {}

    def setUp(self):
        slicer.mrmlScene.Clear()
        self.widget = slicer.util.getModuleWidget("SyntheticCT")
        self.widget.enter()
        if self.widget.presenter.installer.missing():
            self.skipTest("PyTorch, MONAI and safetensors have to be installed for this test.")
        self.mr, self.ct = self.phantom()
        parameters = self.parameters()
        parameters.inputVolume, parameters.referenceVolume = self.mr, self.ct
        parameters.registration = type(parameters.registration).IDENTITY
        parameters.useAnyway = True  # so few voxels look like no limb
        self.widget.presenter.settings.device = "cpu"
        self.longest = 0.0
        self.until_idle()

    def tearDown(self):
        self.widget.presenter.runner.cancel()
        self.until_idle()
        self.widget.exit()
        slicer.mrmlScene.Clear()

    def parameters(self):
        """The parameters of the scene."""
        return self.widget.logic.getParameterNode()

    def phantom(self):
        """A coarse limb, which the default model is quick with."""
        from SyntheticCTLib.mrml.display import mark_as_hounsfield
        from SyntheticCTLib.mrml.volumes import node_from_volume
        from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

        drawn = make_limb_phantom(size=(48, 48, 8), spacing=(3.0, 3.0, 6.0), noise=0)
        mr = node_from_volume(slicer.mrmlScene, drawn.mr, "limb MR")
        ct = node_from_volume(slicer.mrmlScene, drawn.ct, "limb CT")
        mark_as_hounsfield(ct)
        return mr, ct

    @contextmanager
    def a_step(self):
        """Note how long a step kept the window by the clock, whether it worked or waited.

        What else the computer does is no fault of the step.
        """
        step = Step()
        yield
        self.longest = max(self.longest, step.seconds())

    def pump(self):
        """Let the window work once."""
        with self.a_step():
            slicer.app.processEvents()
        time.sleep(0.01)

    def until(self, condition):
        """Let the window work until a condition holds."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), ends, self.widget.presenter.runner.log)
            self.pump()

    def until_idle(self):
        """Wait for the end of a job."""
        self.until(lambda: not self.widget.presenter.active)

    def click(self, name):
        """Click a button; the click itself must not keep the window either."""
        from SyntheticCTPanel.clicks import DOUBLE_CLICK_S

        button = getattr(self.widget.ui, name)
        self.assertTrue(button.enabled, button.toolTip)
        # A click that comes sooner after the last one would be the second half of a double click.
        self.until(lambda: time.monotonic() > self.clicked.get(name, 0.0) + DOUBLE_CLICK_S)
        with self.a_step():
            button.click()
        self.clicked[name] = time.monotonic()

    def node_ids(self):
        """Every node of the scene."""
        scene = slicer.mrmlScene
        return {scene.GetNthNode(n).GetID() for n in range(scene.GetNumberOfNodes())}

    def begin_long_run(self):
        """A synthesis of minutes that has begun."""
        self.until_idle()
        self.parameters().mirror = True
        self.click("synthesizeButton")
        self.until(lambda: self.widget.presenter.runner.fraction > 0.05)

    def test_everything_from_the_phantom_to_the_answer(self):
        self.click("synthesizeButton")
        self.assertEqual(self.widget.ui.synthesizeButton.text, "Cancel")
        self.until_idle()
        sct = self.parameters().sctVolume
        self.assertEqual(sct.GetName(), "limb MR sCT (synthetic)")
        self.assertEqual(self.widget.ui.synthesizeButton.text, "&Synthesize")  # with its key
        array = slicer.util.arrayFromVolume(sct)
        self.assertEqual(array.shape, slicer.util.arrayFromVolume(self.mr).shape)
        self.assertLess(array.min(), -900)
        self.click("compareButton")
        self.until_idle()
        self.assertIn("MAE", self.widget.ui.figuresLabel.text)
        self.assertIn("of the bone surface", self.widget.ui.verdictLabel.text)
        self.assertEqual(self.parameters().shownView.value, "difference")
        for button in ("tissuesButton", "surfaceButton"):
            self.click(button)
            self.until_idle()
            self.assertEqual(self.widget.presenter.runner.failure, "")
        self.assertIsNotNone(self.parameters().segmentation)
        self.assertIsNotNone(self.parameters().boneModel)
        self.assertLess(self.longest, LONGEST_STEP)

    def test_the_panel_scrolls_to_the_answer(self):
        if slicer.util.mainWindow() is None:
            self.skipTest("Nothing is in sight without a main window.")
        slicer.util.selectModule("SyntheticCT")
        ui = self.widget.ui
        for button, label in (
            ("synthesizeButton", ui.expectedLabel),
            ("compareButton", ui.verdictLabel),
        ):
            self.click(button)
            self.until_idle()
            for _turn in range(5):
                slicer.app.processEvents()
            seen = label.visibleRegion().boundingRect()
            self.assertEqual((seen.width(), seen.height()), (label.width, label.height), button)

    def test_a_window_that_is_kept_waiting_would_be_found(self):
        qt.QTimer.singleShot(0, lambda: time.sleep(LONGEST_STEP + 0.1))
        ends = time.monotonic() + 2
        self.until(lambda: time.monotonic() > ends)
        self.assertGreater(self.longest, LONGEST_STEP)

    def test_the_worker_gives_the_voxels_of_a_call_in_process(self):
        self.click("synthesizeButton")
        self.until_idle()
        direct = self.widget.logic.synthesize(self.mr, device="cpu")
        np.testing.assert_array_equal(
            slicer.util.arrayFromVolume(self.parameters().sctVolume),
            slicer.util.arrayFromVolume(direct),
        )

    def test_cancel_leaves_the_scene_as_it_was_within_a_second(self):
        before = self.node_ids()
        self.begin_long_run()
        begun = time.monotonic()
        self.click("synthesizeButton")
        self.until_idle()
        self.assertLess(time.monotonic() - begun, 1.5)
        self.assertEqual(self.node_ids(), before)
        self.assertIn("Cancelled", self.widget.ui.statusLabel.text)

    def test_closing_the_scene_stops_the_work(self):
        self.begin_long_run()
        slicer.mrmlScene.Clear()
        self.until_idle()
        self.assertIn("scene was closed", self.widget.ui.statusLabel.text)
        self.assertIsNone(self.parameters().sctVolume)

    def test_an_image_that_cannot_work_says_why_and_closes_the_button(self):
        flat = slicer.util.addVolumeFromArray(np.zeros((8, 8, 8), np.int16), name="flat")
        self.parameters().inputVolume = flat
        self.until_idle()
        button = self.widget.ui.synthesizeButton
        self.assertFalse(button.enabled)
        self.assertIn("constant", button.toolTip)

    def test_a_result_is_saved_and_loaded_with_the_scene(self):
        self.click("synthesizeButton")
        self.until_idle()
        file = slicer.util.tempDirectory() + "/result.mrb"
        slicer.util.saveScene(file)
        slicer.mrmlScene.Clear()
        slicer.util.loadScene(file)
        loaded = self.parameters().sctVolume
        self.assertEqual(loaded.GetName(), "limb MR sCT (synthetic)")
        self.assertIn("mr-to-ct-limb", loaded.GetAttribute("SyntheticCT.Model"))

    def test_opening_the_module_and_working_loads_no_torch_here(self):
        import sys

        if "torch" in sys.modules:
            self.skipTest("Another extension has loaded torch, or a test before this one.")
        self.click("synthesizeButton")
        self.until_idle()
        self.assertNotIn("torch", sys.modules)
