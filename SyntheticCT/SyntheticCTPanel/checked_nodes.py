"""The list of further images: its check marks and the parameter follow one another."""

from __future__ import annotations

import qt

from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.protocols import Widget


class CheckedNodes:
    """Binds ``furtherVolumes``, for which Slicer's parameter nodes know no widget.

    Args:
        selector: a ``qMRMLCheckableNodeComboBox``.
        presenter: has the parameters.
    """

    def __init__(self, selector: Widget, presenter: Presenter) -> None:
        self._selector, self._presenter = selector, presenter
        self._showing = False
        selector.connect("checkedNodesChanged()", self._chosen)

    def show(self) -> None:
        """Check what the parameter says."""
        now = self._presenter.parameters.now
        wanted = [] if now is None else [node.GetID() for node in now.furtherVolumes if node]
        self._showing = True
        try:
            for node in self._nodes():
                state = qt.Qt.Checked if node.GetID() in wanted else qt.Qt.Unchecked
                if self._selector.checkState(node) != state:
                    self._selector.setCheckState(node, state)
        finally:
            self._showing = False

    def _chosen(self) -> None:
        now = self._presenter.parameters.now
        # While a scene is loaded or closed, nodes come and go: nobody has chosen anything.
        if self._showing or now is None or self._presenter.scene.IsBatchProcessing():
            return
        checked = [node for node in self._nodes() if self._is_checked(node)]
        now.furtherVolumes = checked
        self._presenter.refresh()

    def _nodes(self) -> list[Widget]:
        count = self._selector.nodeCount()
        return [self._selector.nodeFromIndex(number) for number in range(count)]

    def _is_checked(self, node: Widget) -> bool:
        return bool(self._selector.checkState(node) == qt.Qt.Checked)
