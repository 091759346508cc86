"""The panel inside Slicer when things are done in an order that nobody thought of."""

import gc
import time
import weakref
from pathlib import Path

import slicer
from panel_case import PanelCase


class OddOrdersTest(PanelCase):
    """What is removed, asked for twice, or closed while it is on its way."""

    def test_a_node_that_is_removed_leaves_its_selector_empty(self):
        slicer.util.selectModule("SyntheticCT")
        first, second = self.volume("first"), self.volume("second")
        parameters, ui = self.parameters(), self.widget.ui
        chosen = {"inputVolume": "inputSelector", "sctVolume": "sctSelector"}
        for name in chosen:
            setattr(parameters, name, second)
        slicer.app.processEvents()
        slicer.mrmlScene.RemoveNode(second)
        slicer.app.processEvents()
        for name, selector in chosen.items():
            self.assertIsNone(getattr(parameters, name), name)
            self.assertIsNone(getattr(ui, selector).currentNode(), name)
        self.assertTrue(slicer.mrmlScene.IsNodePresent(first))

    def test_sample_data_that_is_asked_for_twice_comes_once(self):
        slicer.util.selectModule("SyntheticCT")
        from SyntheticCTPanel.sample_data import PhantomDrawing

        for _again in range(2):
            PhantomDrawing("thigh").start()
        self.until(lambda: slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLScalarVolumeNode"))
        ends = time.monotonic() + 2
        self.until(lambda: time.monotonic() > ends)
        count = slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLScalarVolumeNode")
        self.assertEqual(count, 2)

    def test_sample_data_leaves_no_temporary_file_behind(self):
        from SyntheticCTLib.files.folders import TEMPORARY_PREFIX
        from SyntheticCTPanel import sample_data

        def ours():
            return set(Path(slicer.app.temporaryPath).glob(f"{TEMPORARY_PREFIX}*"))

        before = ours()
        sample_data.PhantomDrawing("thigh").start()
        self.assertTrue(sample_data._waiting, "a message, which --testing prints, says why not")
        made = ours() - before
        self.assertTrue(made)
        self.until(lambda: not sample_data._waiting)
        count = slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLScalarVolumeNode")
        self.assertEqual(count, 2)
        self.until(lambda: not made & ours())
        self.assertEqual(made & ours(), set())

    def test_sample_data_that_has_come_is_kept_by_nobody(self):
        from SyntheticCTPanel import sample_data

        sample_data.PhantomDrawing("thigh").start()
        (waiting,) = (weakref.ref(one) for one in sample_data._waiting)
        self.until(lambda: not sample_data._waiting)
        gc.collect()
        self.assertIsNone(waiting())

    def test_sample_data_that_is_on_its_way_goes_with_the_scene(self):
        from SyntheticCTPanel import sample_data

        sample_data.PhantomDrawing("thigh").start()
        self.assertTrue(sample_data._waiting)
        slicer.mrmlScene.Clear()
        self.assertFalse(sample_data._waiting)
