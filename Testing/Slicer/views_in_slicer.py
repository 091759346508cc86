"""Slicer's views as the panel turns and draws them."""

import time

import slicer
from panel_case import PanelCase


class ViewsInSlicerTest(PanelCase):
    """What is seen after a click, and how often it is drawn."""

    def test_a_click_on_a_doubtful_place_turns_the_views_to_it(self):
        slicer.util.selectModule("SyntheticCT")
        self.parameters().inputVolume = self.volume("mr")
        slicer.app.processEvents()
        self.widget.ui.expectedLabel.linkActivated("3.00 2.00 5.00")
        slicer.app.processEvents()
        offsets = {
            node.GetName(): node.GetSliceOffset()
            for node in slicer.util.getNodesByClass("vtkMRMLSliceNode")
        }
        if offsets:  # there are none without a main window
            # The third one counts to the left.
            self.assertEqual((offsets["Red"], offsets["Green"], offsets["Yellow"]), (5, 2, -3))

    def test_a_3d_view_keeps_the_side_that_is_seen_far_from_the_origin(self):
        import numpy as np
        import vtk

        from SyntheticCTPanel.window import Window

        manager = slicer.app.layoutManager()
        if manager is None or not manager.threeDViewCount:
            self.skipTest("There is no 3D view without a main window.")
        camera = manager.threeDWidget(0).threeDView().cameraNode()
        camera.SetPosition(0, 500, 0)
        camera.SetFocalPoint(0, 0, 0)
        camera.SetViewUp(0, 0, 1)
        bone = vtk.vtkCubeSource()
        bone.SetBounds(-110, -60, 60, 110, 640, 850)
        bone.Update()
        slicer.modules.models.logic().AddModel(bone.GetOutput())
        for _again in range(3):
            slicer.app.processEvents()
            Window().look_at_everything()
            seen_from = np.subtract(camera.GetPosition(), camera.GetFocalPoint())
            np.testing.assert_allclose(seen_from / np.linalg.norm(seen_from), (0, 1, 0), atol=1e-6)
        np.testing.assert_allclose(camera.GetFocalPoint(), (-85, 85, 745), atol=20)

    def test_views_draw_many_changes_once(self):
        import vtk

        from SyntheticCTPanel.window import Window

        manager = slicer.app.layoutManager()
        if manager is None or not manager.threeDViewCount:
            self.skipTest("There is no 3D view without a main window.")
        window, drawn = manager.threeDWidget(0).threeDView().renderWindow(), []
        cube = vtk.vtkCubeSource()
        cube.Update()
        slicer.app.processEvents()
        tag = window.AddObserver("StartEvent", lambda *_: drawn.append(True))
        with Window().still():
            for _again in range(4):
                slicer.modules.models.logic().AddModel(cube.GetOutput())
                time.sleep(0.05)  # longer than one picture may take
            slicer.app.processEvents()
            self.assertEqual(drawn, [])
        self.until(lambda: drawn)
        window.RemoveObserver(tag)
        self.assertEqual(len(drawn), 1)
