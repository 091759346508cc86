"""The ways to look at a synthetic CT and a CT: side by side, in one another, their difference."""

from __future__ import annotations

from collections.abc import Callable

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.mixing import show_mixed
from SyntheticCTLib.mrml.views import VIEWS, fill_views, show_over, side_by_side_layout
from SyntheticCTPanel.protocols import ParameterSource, Scene, VolumeNode

#: Of the difference map: all of it, or its colours would not be those of the legend.
_DIFFERENCE_OPACITY = 1.0

#: How a mixed volume is mixed: "checkerboard" or "line".
_MIXTURE = "SyntheticCT.Mixture"


class ComparisonViews:
    """Shows volumes beside and in one another.

    Args:
        scene: whose views.
        parameters: what is chosen.
        ct_on_grid: gives the CT on the synthetic CT's grid, or None if it is not there.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        ct_on_grid: Callable[[], VolumeNode | None],
    ) -> None:
        self._scene, self._parameters, self._ct_on_grid = scene, parameters, ct_on_grid

    def arrange_side_by_side(self) -> None:
        """Make room for input, synthetic CT and CT beside one another.

        Raises:
            InputError: the scene has no views.
        """
        number = side_by_side_layout(self._scene)
        if number is None:
            raise InputError("There are no slice views in this scene.")
        self._scene.GetFirstNodeByClass("vtkMRMLLayoutNode").SetViewArrangement(number)

    def fill_side_by_side(self) -> None:
        """Show input, synthetic CT and CT in these views."""
        now = self._parameters.get()
        shown = [now.inputVolume, now.sctVolume, self._ct_on_grid() or now.referenceVolume]
        fill_views(self._scene, dict(zip(VIEWS, shown, strict=True)))

    def show_checkerboard(self) -> None:
        """Fields of both in turn, in every view."""
        self._show_mixed(None)

    def show_line(self, percent: float) -> None:
        """The synthetic CT up to a line, the CT beyond it, in every view.

        Args:
            percent: where the line is, % of the columns.
        """
        self._show_mixed(percent / 100.0)

    def shows_line(self) -> bool:
        """Whether the views show this line, so that the slider moves it."""
        mixed = self._parameters.get().mixedVolume
        return mixed is not None and mixed.GetAttribute(_MIXTURE) == "line"

    def show_difference(self) -> None:
        """The difference map over the synthetic CT."""
        now = self._parameters.get()
        show_difference(self._scene, now.sctVolume, now.differenceVolume)

    def _show_mixed(self, share: float | None) -> None:
        now = self._parameters.get()
        node: VolumeNode = show_mixed(
            self._scene, now.sctVolume, self._ct_on_grid(), share=share, node=now.mixedVolume
        )
        node.SetAttribute(_MIXTURE, "checkerboard" if share is None else "line")
        now.mixedVolume = node
        show_over(self._scene, node, None, 0.0)


def show_difference(scene: Scene, sct: VolumeNode | None, difference: VolumeNode | None) -> None:
    """A difference map over its synthetic CT, in every view."""
    show_over(scene, sct, difference, _DIFFERENCE_OPACITY)
