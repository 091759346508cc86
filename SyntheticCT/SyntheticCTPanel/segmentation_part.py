"""Segment: tissues by HU, bones by shape, or TotalSegmentator, and how far they cover the image."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import segmentation_node
from SyntheticCTLib.mrml.nodes import check_present
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.segmentations import LabelImage, label_image
from SyntheticCTLib.mrml.views import hide
from SyntheticCTLib.mrml.volumes import has_no_hounsfield
from SyntheticCTLib.segmentation.label_tables import read_segmentation
from SyntheticCTLib.segmentation.labels import Segmentation
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.node_names import rename_segments
from SyntheticCTPanel.parameters import needed, needed_sct
from SyntheticCTPanel.protocols import (
    Files,
    Guest,
    ParameterSource,
    Scene,
    SegmentationNode,
    Starter,
    Steps,
    Still,
)
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.showing_3d import Showing3D


class SegmentationPart:
    """Starts the jobs and shows the segments.

    Args:
        scene: where the segments go.
        parameters: what is chosen.
        starter: starts the jobs.
        guest: TotalSegmentator.
        results: remembers what was made.
        show_again: shows in the views what is chosen for them.
        shown: called when there is something new in 3D.
        still: what steps of showing are done within, see ``window.Window.still``.

    Attributes:
        showing: segments on their way into the 3D views.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        starter: Starter,
        guest: Guest,
        results: Results,
        show_again: Callable[[], None],
        shown: Callable[[], None],
        still: Still = nullcontext,
    ) -> None:
        self._scene, self._parameters = scene, parameters
        self._starter, self._guest = starter, guest
        self.showing = Showing3D(scene, starter, shown, still)
        self._results, self._show_again = results, show_again

    def start_tissues(self) -> None:
        """Tissues of the synthetic CT by HU.

        Raises:
            InputError: no synthetic CT is chosen.
        """
        node = needed_sct(self._parameters.get())
        name = _("{name} tissues").format(name=node.GetName())
        self._start("tissuesButton", name, lambda _, *files: SegmentJob(*files))

    def start_bones(self) -> None:
        """The bones of the synthetic CT one by one, by shape and by the points in them.

        Raises:
            InputError: no synthetic CT is chosen, or the list of points is empty.
        """
        now = self._parameters.get()
        node, points = needed_sct(now), now.bonePoints
        name = _("{name} bones").format(name=node.GetName())

        def job(handover: Handover, image: str, output: str) -> SegmentJob:
            inside = None if points is None else handover.bone_points(points, "points")
            return SegmentJob(image, output, bones=True, points=inside)

        self._start("bonesButton", name, job)

    def start_total_segmentator(self) -> None:
        """Organs and bones of the synthetic CT.

        Raises:
            InputError: no synthetic CT is chosen.
        """
        button = "totalSegmentatorButton"
        node = needed_sct(self._parameters.get())
        if not self._starter.prepare(button, self._guest.prepare):
            return
        name = _("{name} TotalSegmentator").format(name=node.GetName())
        task = "total_mr" if has_no_hounsfield(node) else "total"
        options = TotalSegmentatorOptions(interpreter=self._guest.interpreter())

        def job(_: Handover, image: str, output: str) -> SegmentJob:
            return SegmentJob(image, output, guest_task=task, options=options)

        self._start(button, name, job)

    def show_opacity(self, percent: float) -> None:
        """The opacity slider was moved to here, %."""
        chosen = self._parameters.get().segmentation
        display = None if chosen is None else chosen.GetDisplayNode()
        if display is not None:
            display.SetOpacity2DFill(percent / 100.0)

    def show_3d(self) -> str:
        """The chosen segmentation in the 3D views, as the Segment Editor's Show 3D does.

        The surfaces are made in another thread, and shown by ``showing.tick``.

        Returns:
            A sentence for the user, "" if they are shown already.

        Raises:
            InputError: no segmentation is chosen.
        """
        words = _("Make or choose a segmentation first.")
        return self.showing.start(needed(self._parameters.get().segmentation, words))

    def _start(
        self, button: str, name: str, job: Callable[[Handover, str, str], SegmentJob]
    ) -> None:
        """Start a job, which ``job`` makes of the paths of input and output."""
        now = self._parameters.get()
        node = needed_sct(now)

        def make_job(handover: Handover) -> SegmentJob:
            output = str(handover.folder / f"labels{SUFFIX}")
            return job(handover, handover.volume(node, "input"), output)

        def done(files: Files) -> Steps:
            found, labels = yield from in_background(lambda: _read(files["output"]))
            check_present(self._scene, node)
            self._results.clear(button, (node,))
            made = segmentation_node(self._scene, found, name, like=node, labels=labels)
            rename_segments(made)
            yield
            if now.segmentation is not None and _method(now.segmentation) == _method(made):
                hide(self._scene, now.segmentation)  # it is repeated; others stay side by side
            now.segmentation = made
            self.show_opacity(now.segmentOpacity)
            self._results.made(button, (made,), (node,))
            yield
            self._show_again()
            count = made.GetSegmentation().GetNumberOfSegments()
            words = _("{name}: {count} segments ({method}).")
            if count == 1:
                words = _("{name}: 1 segment ({method}).")
            return words.format(name=made.GetName(), count=count, method=said(_method(made) or ""))

        self._starter.start(button, name, make_job, done)


def _method(segmentation: SegmentationNode) -> str | None:
    """By what a segmentation was made; None for one that is not ours."""
    record = record_of(segmentation)
    return None if record is None else str(record["method"])


def _read(file: Path) -> tuple[Segmentation, LabelImage]:
    """Labels that a job wrote, and as segments take them."""
    found = read_segmentation(file)
    return found, label_image(found)
