"""What each button made: replaced when it makes the same again, and taken back when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.segmentations import forget_voxels
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.node_names import rename
from SyntheticCTPanel.protocols import Node, Scene

#: Attributes of a result: the button that made it, by which means, and its name then.
_BY, _HOW, _NAMED = "SyntheticCT.MadeBy", "SyntheticCT.MadeHow", "SyntheticCT.MadeAs"

#: References to what it was made of; they survive saving and loading, as the attributes do.
_OF = "SyntheticCT.MadeOf"

_SEGMENTATION = "vtkMRMLSegmentationNode"


class Results:
    """The nodes that the panel's buttons made.

    Who renames a result keeps it. So does who changes a segmentation, as far as that is known: it
    is his work by then.

    Args:
        scene: where they are.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._history: list[tuple[str, list[Node]]] = []
        self._states: dict[str, int] = {}

    def clear(self, button: str, of: Sequence[Node | None], how: str = "") -> None:
        """Take away what the button made of the same nodes before, and what was made of that."""
        ids = [node.GetID() for node in of if node is not None]
        for node in list(self._all()):
            same = node.GetAttribute(_BY) == button and node.GetAttribute(_HOW) == how
            if same and _made_of(node) == ids and not self._is_kept(node):
                self._remove(node)

    def made(
        self, button: str, nodes: Sequence[Node | None], of: Sequence[Node | None], how: str = ""
    ) -> None:
        """Name and remember what a button made of which nodes; ``None`` is passed over."""
        there = [node for node in nodes if node is not None]
        for node in there:
            modified = node.StartModify()  # one event of all
            rename(node)
            node.SetAttribute(_BY, button)
            node.SetAttribute(_HOW, how)
            node.SetAttribute(_NAMED, node.GetName())
            sources = [source for source in of if source is not None]
            for number, source in enumerate(sources):
                node.SetNthNodeReferenceID(_OF, number, source.GetID())
            node.EndModify(modified)
            self._states[node.GetID()] = _state(node)
        if there:
            self._history.append((there[0].GetName(), there))

    def last(self) -> str:
        """Name of the last result that can be taken back; "" for none."""
        return next((name for name, nodes in reversed(self._history) if self._any(nodes)), "")

    def undo(self) -> str:
        """Take the last result away; called again, the one before it.

        Returns:
            A sentence for the user.

        Raises:
            InputError: there is none.
        """
        while self._history:
            name, nodes = self._history.pop()
            if self._any(nodes):
                for node in nodes:
                    if self._scene.IsNodePresent(node):
                        self._remove(node)
                return _("Took {name} back.").format(name=name)
        raise InputError(_("There is no result to take back."))

    def forget(self) -> None:
        """The scene is closed."""
        self._history.clear()
        self._states.clear()

    def _any(self, nodes: Sequence[Node]) -> bool:
        return any(self._scene.IsNodePresent(node) for node in nodes)

    def _is_kept(self, node: Node) -> bool:
        if node.GetName() != node.GetAttribute(_NAMED):
            return True
        if not node.IsA(_SEGMENTATION):
            return False
        return self._states.get(node.GetID()) != _state(node)

    def _remove(self, node: Node) -> None:
        for other in list(self._all()):
            if node.GetID() in _made_of(other) and not self._is_kept(other):
                self._remove(other)
        if self._scene.IsNodePresent(node):
            if node.IsA(_SEGMENTATION):
                forget_voxels(node)
            shown = _displays(node)  # legends are among them
            self._scene.RemoveNode(node)  # first: views draw again what loses its display alone
            for display in shown:
                if self._scene.IsNodePresent(display):  # Slicer takes some of them along
                    self._scene.RemoveNode(display)

    def _all(self) -> Iterator[Any]:
        for number in range(self._scene.GetNumberOfNodes()):
            node = self._scene.GetNthNode(number)
            if node.GetAttribute(_BY) is not None:
                yield node


def _made_of(node: Any) -> list[str]:
    count = node.GetNumberOfNodeReferences(_OF)
    return [node.GetNthNodeReferenceID(_OF, number) for number in range(count)]


def _displays(node: Any) -> list[Any]:
    count = node.GetNumberOfDisplayNodes() if hasattr(node, "GetNumberOfDisplayNodes") else 0
    return [node.GetNthDisplayNode(number) for number in range(count)]


def _state(node: Any) -> int:
    segmentation = getattr(node, "GetSegmentation", None)
    return 0 if segmentation is None else int(segmentation().GetMTime())
