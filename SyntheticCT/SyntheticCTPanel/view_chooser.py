"""What the views show: one choice at a time, which says what is seen and leads to any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.mixing import AXES, Mixture
from SyntheticCTLib.mrml.origin import expected_error_of
from SyntheticCTLib.mrml.views import (
    SIDE_BY_SIDE,
    VIEWS,
    fill_views,
    set_fade,
    show_over,
    side_by_side_layout,
)
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.node_names import rename
from SyntheticCTPanel.parameters import needed_sct, source_of
from SyntheticCTPanel.protocols import Parameters, ParameterSource, Scene, Still, VolumeNode

#: Kinds of view, by the values of the parameter ``shownView``.
INPUT, CT, DIFFERENCE, EXPECTED = "input", "ct", "difference", "expected"
CHECKERBOARD, REVEAL, SIDE = "checkerboard", "reveal", "side"

#: Those in which an image lies over the synthetic CT.
_OVER = (INPUT, CT, DIFFERENCE, EXPECTED)

#: How far it covers when it is first shown, %; for ``REVEAL`` where the line is.
_AMOUNTS = {INPUT: 50.0, CT: 50.0, DIFFERENCE: 70.0, EXPECTED: 70.0, REVEAL: 50.0}


class ViewChooser:
    """Follows the parameters ``shownView``, ``amount`` and ``revealAxis``.

    Args:
        scene: whose views.
        parameters: what is chosen.
        ct_on_grid: gives the CT on the synthetic CT's grid, or None if it is not there.
        compared: whether there is a comparison of the chosen volumes.
        later: calls something when the window has made the views of a new layout.
        arranged: called with the synthetic CT when views side by side are filled.
        with_legend: called when what is shown over it has a legend.
        still: what another view is shown within, see ``window.Window.still``.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        ct_on_grid: Callable[[], VolumeNode | None],
        compared: Callable[[], bool],
        later: Callable[[Callable[[], None]], None] = lambda action: action(),
        arranged: Callable[[VolumeNode], None] = lambda sct: None,
        with_legend: Callable[[], None] = lambda: None,
        still: Still = nullcontext,
    ) -> None:
        self._scene, self._parameters, self._ct_on_grid = scene, parameters, ct_on_grid
        self._compared, self._later = compared, later
        self._arranged, self._with_legend, self._still = arranged, with_legend, still
        self._mixture = Mixture()
        self._amounts: dict[str, float] = {}
        self._seen: tuple[object, ...] = ()
        self._former_layout: int | None = None
        self._moving = False

    def choose(self, view: str) -> None:
        """Show this view from now on; a result just made is the usual reason.

        Args:
            view: one of the kinds above.
        """
        now = self._parameters.get()
        self._moving = True  # the parameters' changes are not to be followed one by one
        try:
            now.shownView = type(now.shownView)(view)
        finally:
            self._moving = False
        self._seen = ()
        self.follow()

    def follow(self) -> None:
        """The parameters may have changed: show what they ask for, if that can be shown."""
        now = self._parameters.now
        if now is None or now.sctVolume is None or self._moving:
            return
        view = now.shownView.value
        if self.reason(view):
            self._seen = ()
            return
        asked = (view, now.revealAxis.value, *map(_id, self._volumes(now)))
        if asked != self._seen:
            former, self._seen = self._seen, asked
            with self._still():
                self._show(now, view, remembered=not former or former[0] != view)
        elif view in _AMOUNTS and self._amounts.get(view) != now.amount:
            self._move(now, view)

    def show_again(self) -> None:
        """Show the chosen view, whatever the views were turned to meanwhile.

        Raises:
            InputError: it cannot be shown, with the reason.
        """
        needed_sct(self._parameters.get())
        if reason := self.reason(self._parameters.get().shownView.value):
            raise InputError(reason)
        self.turn_back()

    def turn_back(self) -> None:
        """The same after a result that changes nothing in what can be shown, as far as it can."""
        self._seen = ()
        self.follow()

    def forget(self) -> None:
        """The scene is closed: nodes of the next one may have the same names."""
        self._mixture, self._amounts, self._seen = Mixture(), {}, ()

    def reason(self, view: str) -> str:
        """Why a view cannot be shown now; "" if it can."""
        now = self._parameters.get()
        if now.sctVolume is None:
            return _("Make or choose a synthetic CT first.")
        if view == INPUT:
            return "" if source_of(now) else _("Choose an image first.")
        if view == SIDE:
            layout = side_by_side_layout(self._scene)
            return "" if layout is not None else _("There are no slice views in this scene.")
        if view == DIFFERENCE:
            return "" if self._compared() else _("Measure against a CT first.")
        if view == EXPECTED:
            made = expected_error_of(now.sctVolume)
            return "" if made else _("The model gives no expected error for this synthetic CT.")
        if now.referenceVolume is None:
            return _("Choose the real CT of the same patient first.")
        if self._ct_on_grid() is None:
            return _("The CT is on another grid: preview the registration, or measure, first.")
        return ""

    def told(self) -> str:
        """What is seen now, or why what was chosen is not, in one sentence."""
        now = self._parameters.now
        if now is None or now.sctVolume is None:
            return ""
        view = now.shownView.value
        if reason := self.reason(view):
            return reason
        sct, amount = now.sctVolume.GetName(), f"{now.amount:.0f}"
        if view in _OVER:
            over = self._over(now, view)
            return _("{over}, {amount} % over {sct}").format(
                over="" if over is None else over.GetName(), amount=amount, sct=sct
            )
        words: Mapping[str, str] = {
            CHECKERBOARD: _("Fields of 20 mm of {sct} and of the CT in turn"),
            REVEAL: _("{sct} up to the line at {amount} %, the CT beyond it"),
            SIDE: _("Input, {sct} and CT side by side")
            if now.referenceVolume
            else _("Input and {sct} side by side; no CT is chosen"),
        }
        return words[view].format(sct=sct, amount=amount)

    def uses_amount(self) -> bool:
        """Whether the slider has something to move."""
        now = self._parameters.now
        return now is not None and now.sctVolume is not None and now.shownView.value in _AMOUNTS

    def _show(self, now: Parameters, view: str, *, remembered: bool) -> None:
        if remembered and view in _AMOUNTS:
            self._amounts.setdefault(view, _AMOUNTS[view])
            self._moving = True
            try:
                now.amount = self._amounts[view]
            finally:
                self._moving = False
        if view == SIDE:
            self._side_by_side()
            return
        self._leave_side_by_side()
        if view in _OVER:
            show_over(self._scene, now.sctVolume, self._over(now, view), now.amount / 100.0)
            self._amounts[view] = now.amount
            if view in (DIFFERENCE, EXPECTED):
                self._later(self._with_legend)
        else:
            self._mix(now, view)

    def _move(self, now: Parameters, view: str) -> None:
        self._amounts[view] = now.amount
        if view == REVEAL:
            self._mix(now, view)
        else:
            set_fade(self._scene, now.amount / 100.0)

    def _mix(self, now: Parameters, view: str) -> None:
        share = now.amount / 100.0 if view == REVEAL else None
        self._amounts[view] = now.amount
        axis = AXES[now.revealAxis.value]
        former = now.mixedVolume
        self._moving = True
        try:
            now.mixedVolume = self._mixture.show(
                self._scene,
                needed_sct(now),
                self._ct_on_grid(),
                share=share,
                axis=axis,
                node=former,
            )
            rename(now.mixedVolume)
        finally:
            self._moving = False
        show_over(self._scene, now.mixedVolume, None, 0.0)

    def _side_by_side(self) -> None:
        layout = self._scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
        if layout.GetViewArrangement() != SIDE_BY_SIDE:
            self._former_layout = layout.GetViewArrangement()
            layout.SetViewArrangement(SIDE_BY_SIDE)
        self._later(self._fill)

    def _fill(self) -> None:
        now = self._parameters.now
        if now is None or now.sctVolume is None:
            return
        shown = [source_of(now), now.sctVolume, self._ct_on_grid() or now.referenceVolume]
        with self._still():
            fill_views(self._scene, dict(zip(VIEWS, shown, strict=True)))
            self._arranged(now.sctVolume)

    def _leave_side_by_side(self) -> None:
        """Back to the layout that was there before."""
        layout = self._scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
        if layout is None or layout.GetViewArrangement() != SIDE_BY_SIDE:
            return
        layout.SetViewArrangement(self._former_layout or layout.SlicerLayoutFourUpView)

    def _over(self, now: Parameters, view: str) -> VolumeNode | None:
        found: dict[str, VolumeNode | None] = {
            INPUT: source_of(now),
            CT: self._ct_on_grid(),
            DIFFERENCE: now.differenceVolume,
            EXPECTED: expected_error_of(now.sctVolume),
        }
        return found[view]

    def _volumes(self, now: Parameters) -> list[VolumeNode | None]:
        """What the views depend on: another one has to be shown."""
        view = now.shownView.value
        if view in _OVER:
            return [now.sctVolume, self._over(now, view)]
        return [source_of(now), now.sctVolume, self._ct_on_grid() or now.referenceVolume]


def _id(node: VolumeNode | None) -> str:
    return "" if node is None else node.GetID()
