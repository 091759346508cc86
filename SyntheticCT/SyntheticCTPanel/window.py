"""Slicer's window: layouts, slice and 3D views. Without one, as in tests, nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import qt
import slicer

from SyntheticCTLib.mrml.views import VIEWS, leave_room
from SyntheticCTPanel.protocols import Node, VolumeNode

#: So long after one view the next one draws, ms: meanwhile the window answers.
_TURN_MS = 10


class Window:
    """The views as the panel arranges them."""

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let no view draw meanwhile; afterwards each draws once, one after the other.

        Else each of many changes would be drawn by every view before the next one is made.
        """
        views = _views()
        for view in views:
            view.pauseRender()
        try:
            yield
        finally:
            _resume(views)

    def look_at_everything(self) -> None:
        """Move the 3D views to the whole of what they show; the side that is seen stays.

        Slicer's own way turns them to the axis on which the camera lies: far from the scene's
        origin, as legs are, that is the second time the view from above.
        """
        manager = slicer.app.layoutManager()
        if manager is None:
            return
        for number in range(manager.threeDViewCount):
            view = manager.threeDWidget(number).threeDView()
            camera = view.cameraNode()
            up, place, centre = camera.GetViewUp(), camera.GetPosition(), camera.GetFocalPoint()
            view.resetFocalPoint()  # the box, too; the camera stays where it was
            moved = zip(place, camera.GetFocalPoint(), centre, strict=True)
            camera.SetPosition([at + now - was for at, now, was in moved])
            camera.SetViewUp(up)
            view.resetCamera(False, True, True)

    def four_up(self) -> None:
        """The usual three slice views and the 3D view."""
        _arrange(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)

    def show_table(self, table: Node) -> None:
        """A table node beside the usual views."""
        _arrange(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpTableView)
        logic = slicer.app.applicationLogic()
        logic.GetSelectionNode().SetActiveTableID(table.GetID())
        logic.PropagateTableSelection()

    def leave_room_for_legends(self) -> None:
        """Show all of the images, with room beside them."""
        manager = slicer.app.layoutManager()
        if manager is None:
            return
        with self.still():
            slicer.util.resetSliceViews()
            for name in manager.sliceViewNames():
                leave_room(manager.sliceWidget(name).mrmlSliceNode())

    def jump(self, right: float, front: float, up: float) -> None:
        """Turn every slice view to a place, RAS mm."""
        with self.still():
            slicer.vtkMRMLSliceNode.JumpAllSlices(
                slicer.mrmlScene, right, front, up, slicer.vtkMRMLSliceNode.OffsetJumpSlice
            )

    def show_middle(self, volume: VolumeNode) -> None:
        """Turn our views to a volume's slices, and go to the middle one."""
        manager = slicer.app.layoutManager()
        if manager is None:
            return
        bounds = [0.0] * 6
        volume.GetRASBounds(bounds)
        middle = [(bounds[2 * axis] + bounds[2 * axis + 1]) / 2 for axis in range(3)]
        for name in VIEWS:
            _go_to(manager.sliceWidget(name), volume, middle)


def _views() -> list[Any]:
    """Every slice and 3D view."""
    manager = slicer.app.layoutManager()
    if manager is None:
        return []
    slices = [manager.sliceWidget(name).sliceView() for name in manager.sliceViewNames()]
    return [
        *slices,
        *(manager.threeDWidget(n).threeDView() for n in range(manager.threeDViewCount)),
    ]


def _resume(views: list[Any]) -> None:
    """Let the views draw again, each in a turn of the event loop of its own."""
    if views:
        qt.QTimer.singleShot(_TURN_MS, lambda: _draw(views[0], views[1:]))


def _draw(view: Any, others: list[Any]) -> None:
    with suppress(ValueError):  # it went with its layout
        view.resumeRender()
    _resume(others)


def _arrange(layout: int) -> None:
    manager = slicer.app.layoutManager()
    if manager is not None:
        manager.setLayout(layout)


def _go_to(widget: Any, volume: VolumeNode, middle: list[float]) -> None:
    widget.mrmlSliceNode().RotateToVolumePlane(volume)
    widget.sliceLogic().FitSliceToBackground()
    widget.mrmlSliceNode().JumpSliceByCentering(*middle)
