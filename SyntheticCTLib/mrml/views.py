"""Which volumes the slice views show, over one another or side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SyntheticCTLib.mrml.colors import update_legends

#: Number of our layout in the scene's layout node, far from Slicer's own (up to 100) and from
#: those of other extensions that we know of.
SIDE_BY_SIDE = 7341

#: Slice views of that layout, by name: what each is for stands in its corner.
VIEWS = {"SyntheticCTLeft": "in", "SyntheticCTMiddle": "sCT", "SyntheticCTRight": "CT"}

#: Views are linked within their group: Slicer's own, in group 0, stay where they are.
_GROUP = 73

#: How much of a view's width its legend takes.
LEGEND_SHARE = 0.28

_VIEW = """
  <item>
   <view class="vtkMRMLSliceNode" singletontag="{name}">
    <property name="orientation" action="default">Axial</property>
    <property name="viewlabel" action="default">{label}</property>
    <property name="viewcolor" action="default">#6AA84F</property>
    <property name="viewgroup" action="default">{group}</property>
   </view>
  </item>"""


def show_over(scene: Any, background: Any, foreground: Any, opacity: float) -> None:
    """Show one volume over another in every slice view but those that are side by side.

    Args:
        scene: whose slice views.
        background: volume node, or None for none.
        foreground: volume node over it, or None for none.
        opacity: of the foreground, 0 to 1.
    """
    for view in _others(scene):
        view.SetBackgroundVolumeID(_id(background))
        view.SetForegroundVolumeID(_id(foreground))
        view.SetForegroundOpacity(opacity)
    update_legends(scene)


def hide(scene: Any, *nodes: Any) -> None:
    """Hide models or segmentations, and their legends with them; ``None`` is passed over."""
    for node in nodes:
        display = node and node.GetDisplayNode()
        if display is not None:
            display.SetVisibility(False)
    update_legends(scene)


def set_fade(scene: Any, opacity: float) -> None:
    """Change how far the foreground covers the background in these slice views, 0 to 1."""
    for view in _others(scene):
        view.SetForegroundOpacity(opacity)


def side_by_side_layout(scene: Any) -> int | None:
    """Make our layout of three linked axial views known.

    Returns:
        Its number for ``vtkMRMLLayoutNode.SetViewArrangement``; None in a scene without a layout.
    """
    layout = scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
    if layout is None:
        return None
    views = "".join(
        _VIEW.format(name=name, label=label, group=_GROUP) for name, label in VIEWS.items()
    )
    text = f'<layout type="horizontal">{views}\n</layout>'
    if not layout.IsLayoutDescription(SIDE_BY_SIDE):
        layout.AddLayoutDescription(SIDE_BY_SIDE, text)
    return SIDE_BY_SIDE


def fill_views(scene: Any, volumes: Mapping[str, Any]) -> None:
    """Show one volume in each of the named slice views, and move these views together.

    Args:
        scene: with the views; those that it lacks are passed over.
        volumes: volume node, or None for none, by the view's layout name (``VIEWS``).
    """
    for view in slice_composites(scene):
        if view.GetLayoutName() in volumes:
            view.SetBackgroundVolumeID(_id(volumes[view.GetLayoutName()]))
            view.SetForegroundVolumeID(None)
            view.SetLinkedControl(True)
            view.SetHotLinkedControl(True)


def slice_composites(scene: Any) -> Iterator[Any]:
    """What each slice view shows, as ``vtkMRMLSliceCompositeNode``."""
    kind = "vtkMRMLSliceCompositeNode"
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        yield scene.GetNthNodeByClass(number, kind)


def leave_room(slice_node: Any, share: float = LEGEND_SHARE) -> None:
    """Widen what a slice view shows towards its right edge: there a legend lies beside the image.

    Args:
        slice_node: of a view that was just fitted to its image.
        share: of the view's width that stays free.
    """
    width, height, depth = slice_node.GetFieldOfView()
    x, y, z = slice_node.GetXYZOrigin()
    wider = width / (1.0 - share)
    slice_node.SetFieldOfView(wider, height * wider / width, depth)
    slice_node.SetXYZOrigin(x + (wider - width) / 2.0, y, z)


def _others(scene: Any) -> Iterator[Any]:
    """The slice views that are not ours: those show one volume each."""
    return (view for view in slice_composites(scene) if view.GetLayoutName() not in VIEWS)


def _id(node: Any) -> str | None:
    return None if node is None else node.GetID()
