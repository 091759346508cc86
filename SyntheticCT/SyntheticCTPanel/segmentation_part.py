"""Segment: tissues by HU, or TotalSegmentator, and how much of the image they cover."""

from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.mrml.job_files import SUFFIX, segmentation_node, write_node
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import hide, show_over
from SyntheticCTLib.mrml.volumes import modality_of
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions
from SyntheticCTPanel.i18n import tr as _


class SegmentationPart:
    """Starts the jobs and shows the segments.

    Args:
        panel: the presenter.
    """

    def __init__(self, panel):
        self._panel = panel

    def start_tissues(self):
        """Tissues of the synthetic CT by HU."""
        name = _("{name} tissues").format(name=self._panel.parameters.sctVolume.GetName())
        self._start("tissuesButton", name)

    def start_total_segmentator(self):
        """Organs and bones of the synthetic CT."""
        guest = self._panel.guest
        self._panel.running = "totalSegmentatorButton"
        if not self._panel.runner.install(guest.prepare):
            return
        node = self._panel.parameters.sctVolume
        name = _("{name} TotalSegmentator").format(name=node.GetName())
        task = "total_mr" if modality_of(node) == "MR" else "total"
        options = TotalSegmentatorOptions(interpreter=guest.interpreter())
        self._start("totalSegmentatorButton", name, guest_task=task, options=options)

    def show_opacity(self):
        """The opacity slider was moved, or another segmentation chosen."""
        now = self._panel.parameters
        display = now.segmentation and now.segmentation.GetDisplayNode()
        if display is not None:
            display.SetOpacity2DFill(now.segmentOpacity / 100.0)

    def _start(self, button, name, **options):
        panel, now = self._panel, self._panel.parameters
        node = now.sctVolume

        def make_job(folder):
            output = str(folder / f"labels{SUFFIX}")
            return SegmentJob(write_node(node, folder, "input"), output, **options)

        def done(files):
            panel.check_present(node)
            made = segmentation_node(panel.scene, files["output"], name, like=node)
            yield
            if now.segmentation is not None and _same_method(now.segmentation, made):
                hide(panel.scene, now.segmentation)
            now.segmentation = made
            self.show_opacity()
            show_over(panel.scene, node, None, 0.0)
            return _("{name}: {count} segments ({method}).").format(
                name=made.GetName(),
                count=made.GetSegmentation().GetNumberOfSegments(),
                method=record_of(made)["method"],
            )

        panel.run(button, name, make_job, done)


def _same_method(earlier, made):
    """Whether a segmentation only repeats an earlier one; others may be wanted side by side."""
    record = record_of(earlier)
    return record is not None and record["method"] == record_of(made)["method"]
