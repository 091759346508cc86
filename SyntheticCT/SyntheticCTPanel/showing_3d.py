"""Show 3D: the surfaces of segments, made beside the window and shown one by one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from SyntheticCTLib.mrml.closed_surfaces import SegmentSurfaces, show_surfaces, surfaces_of
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.failures import failure_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Scene, SegmentationNode, Starter, Steps, Still


class Showing3D:
    """Segments on their way into the 3D views.

    Args:
        scene: where they are.
        starter: says how it ended, after the job that runs.
        shown: called when all surfaces are there.
        still: what each step is done within, see ``window.Window.still``.
    """

    def __init__(
        self, scene: Scene, starter: Starter, shown: Callable[[], None], still: Still = nullcontext
    ) -> None:
        self._scene, self._starter, self._shown, self._still = scene, starter, shown, still
        self._steps: Steps | None = None
        self._tell: Callable[[], None] | None = None

    @property
    def active(self) -> bool:
        """Whether ``tick`` has something to do."""
        return self._steps is not None or self._tell is not None

    def start(self, node: SegmentationNode) -> str:
        """Make the surfaces of a segmentation node, and show them.

        Returns:
            A sentence for the user, "" if they are shown already.
        """
        make = surfaces_of(node)
        if make is None:
            node.CreateClosedSurfaceRepresentation()
            return ""
        self._steps = self._show(node, make)
        return _("The surfaces of {name} are being made.").format(name=node.GetName())

    def tick(self) -> None:
        """Do the next step; say how it ended once nothing else has to be said."""
        if self._steps is not None:
            self._step(self._steps)
        if self._tell is not None and not self._starter.busy:
            tell, self._tell = self._tell, None
            tell()

    def _step(self, steps: Steps) -> None:
        starter = self._starter
        try:
            with self._still():
                next(steps)
        except StopIteration as end:
            self._steps, said = None, end.value
            self._tell = (lambda: starter.say(said)) if said else None
        except Exception as error:  # else it would be tried for ever
            sentence = failure_of(error)
            self._steps, self._tell = None, lambda: starter.fail(sentence)

    def _show(self, node: SegmentationNode, make: Callable[[], SegmentSurfaces]) -> Steps:
        made = yield from in_background(make)
        shown = show_surfaces(node, made)
        while self._scene.IsNodePresent(node):
            unchanged = next(shown, None)
            if unchanged is None:
                break
            if not unchanged:
                words = _("{name} was changed meanwhile: show it again.")
                return words.format(name=node.GetName())
            yield
        else:
            return ""  # with its scene
        self._shown()
        words = _("{name} is shown in 3D.")
        if made.simplified:
            words = _(
                "{name} is shown in 3D, its large surfaces coarser than its voxels, so that views "
                "turn smoothly. Bone surface and exports are made of all voxels."
            )
        return words.format(name=node.GetName())
