"""Compare: the synthetic CT against a real one, and the ways to look at both."""

import shutil

from SyntheticCTLib.comparison.folder import read_comparison
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.pair import SourceOptions
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.mrml.comparison import nodes_from_found, recorded_comparison
from SyntheticCTLib.mrml.job_files import SUFFIX, registered_node, write_labels, write_node
from SyntheticCTLib.mrml.mixing import show_mixed
from SyntheticCTLib.mrml.views import VIEWS, fill_views, hide, show_over, side_by_side_layout
from SyntheticCTLib.mrml.volumes import on_one_grid
from SyntheticCTLib.surface.make.recipe import SurfaceRecipe
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTPanel.i18n import tr as _

#: References from a result to what it was made from; they survive saving and loading.
_SCT, _CT = "SyntheticCT.sct", "SyntheticCT.ct"

#: Of the difference map: all of it, or its colours would not be those of the legend.
_DIFFERENCE_OPACITY = 1.0

#: How a mixed volume is mixed: "checkerboard" or "line".
_MIXTURE = "SyntheticCT.Mixture"


class ComparisonPart:
    """Starts the jobs, keeps the folder of the report, shows volumes beside and in one another.

    Args:
        panel: the presenter.

    Attributes:
        folder: the last comparison's files; None before, and after the scene was loaded anew.
    """

    def __init__(self, panel):
        self._panel = panel
        self.folder = None

    def preview(self):
        """Register, and show where the CT would be, without measuring."""
        panel, now = self._panel, self._panel.parameters
        sct, ct, source = now.sctVolume, now.referenceVolume, self._source()

        def make_job(folder):
            return PlaceJob(
                sct=write_node(sct, folder, "sct"),
                ct=write_node(ct, folder, "ct"),
                output=str(folder / f"moved{SUFFIX}"),
                registration=self._registration(sct, ct),
                scanned=SourceOptions(source and write_node(source, folder, "source")),
            )

        def done(files):
            panel.check_present(sct, ct)
            node, found = registered_node(panel.scene, files["output"], sct_node=sct)
            self._place(node, sct, ct)
            show_over(panel.scene, sct, node, 0.5)
            return " ".join([found["description"], *found["warnings"]])

        title = _("Registration of {name}").format(name=ct.GetName())
        panel.run("previewButton", title, make_job, done, packages=self._needs_packages())

    def start(self, button="compareButton"):
        """Compare values and bone surfaces."""
        panel, now = self._panel, self._panel.parameters
        sct, ct, bones, source = now.sctVolume, now.referenceVolume, now.bones, self._source()

        def make_job(folder):
            return CompareJob(
                sct=write_node(sct, folder, "sct"),
                ct=write_node(ct, folder, "ct"),
                output=str(folder / "comparison"),
                registration=self._registration(sct, ct),
                scanned=SourceOptions(source and write_node(source, folder, "source")),
                labels=bones and write_labels(bones, ct, folder, "bones"),
                options=AccuracyOptions(
                    SurfaceRecipe(threshold_hu=now.threshold, smoothing_iterations=now.smoothing),
                    tolerance_mm=now.tolerance,
                    align=now.alignFirst,
                    sensitivity=now.sensitivity,
                ),
                title=sct.GetName(),
            )

        def done(files):
            made = files["report.html"].parent
            found = read_comparison(made)
            yield
            panel.check_present(sct, ct)
            nodes = nodes_from_found(panel.scene, found, sct)
            self._keep(panel.exchange.keep(made))
            yield
            self._show(nodes, sct, ct)

        title = _("Comparison of {name}").format(name=sct.GetName())
        panel.run(button, title, make_job, done, packages=self._needs_packages())

    def figures(self):
        """Every figure of the comparison of the chosen volumes; None if there is none."""
        now = self._panel.parameters
        if now is None or not self._belongs(now.differenceVolume):
            return None
        return recorded_comparison(now.differenceVolume)

    def ct_on_grid(self):
        """The chosen CT on the synthetic CT's grid; None if it has not been put there."""
        now = self._panel.parameters
        if self._belongs(now.placedCT):
            return now.placedCT
        if now.sctVolume is None or now.referenceVolume in (None, now.sctVolume):
            return None
        return now.referenceVolume if on_one_grid(now.sctVolume, now.referenceVolume) else None

    def arrange_side_by_side(self):
        """Make room for input, synthetic CT and CT beside one another."""
        number = side_by_side_layout(self._panel.scene)
        if number is None:
            raise InputError("There are no slice views in this scene.")
        layout = self._panel.scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
        layout.SetViewArrangement(number)

    def fill_side_by_side(self):
        """Show input, synthetic CT and CT in these views."""
        now, scene = self._panel.parameters, self._panel.scene
        shown = [now.inputVolume, now.sctVolume, self.ct_on_grid() or now.referenceVolume]
        fill_views(scene, dict(zip(VIEWS, shown, strict=True)))

    def show_checkerboard(self):
        """Fields of both in turn, in every view."""
        self._show_mixed(None)

    def show_reveal(self):
        """The synthetic CT up to the line, the CT beyond it, in every view."""
        self._show_mixed(self._panel.parameters.reveal / 100.0)

    def reveals(self):
        """Whether the views show the line between synthetic CT and CT that the slider moves."""
        mixed = self._panel.parameters.mixedVolume
        return mixed is not None and mixed.GetAttribute(_MIXTURE) == "line"

    def show_difference(self):
        """The difference map over the synthetic CT."""
        now = self._panel.parameters
        show_over(self._panel.scene, now.sctVolume, now.differenceVolume, _DIFFERENCE_OPACITY)

    def save(self, folder):
        """Copy report and files to a folder of the user's.

        Raises:
            InputError: the files have gone, or the folder holds something.
        """
        self.report()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return _("Saved to {folder}.").format(folder=folder)

    def report(self):
        """The file of the report.

        Raises:
            InputError: the scene was loaded, or the comparison belongs to other volumes.
        """
        path = self.folder and self.folder / "report.html"
        if path is None or not path.is_file():
            raise InputError(
                "The report's files went with the Slicer that made them: compare again."
            )
        return path

    def forget(self):
        """The scene is closed: remove the files."""
        self._keep(None)

    def _keep(self, folder):
        if self.folder is not None:
            self._panel.exchange.remove(self.folder)
        self.folder = folder

    def _show(self, found, sct, ct):
        now = self._panel.parameters
        self._refer(found.difference, sct, ct)
        now.differenceVolume = found.difference
        now.metricsTable = found.tables["image_metrics.csv"]
        if found.surfaces:
            hide(self._panel.scene, now.boneModel, now.heatMap)  # they lie in the same place
        now.heatMap = found.surfaces.get("sct")
        if found.ct is not None:
            self._place(found.ct, sct, ct)
        show_over(self._panel.scene, sct, found.difference, _DIFFERENCE_OPACITY)
        self._panel.surfaces_shown()

    def _show_mixed(self, share):
        now, scene = self._panel.parameters, self._panel.scene
        node = show_mixed(
            scene, now.sctVolume, self.ct_on_grid(), share=share, node=now.mixedVolume
        )
        node.SetAttribute(_MIXTURE, "checkerboard" if share is None else "line")
        now.mixedVolume = node
        show_over(scene, node, None, 0.0)

    def _place(self, node, sct, ct):
        now = self._panel.parameters
        old, now.placedCT = now.placedCT, node
        if old is not None and old is not node:
            self._panel.scene.RemoveNode(old)
        self._refer(node, sct, ct)

    def _refer(self, node, sct, ct):
        node.SetNodeReferenceID(_SCT, sct.GetID())
        node.SetNodeReferenceID(_CT, ct.GetID())

    def _belongs(self, node):
        """Whether a result is of the volumes that are chosen now."""
        now = self._panel.parameters
        return (
            node is not None
            and node.GetNodeReference(_SCT) is now.sctVolume
            and node.GetNodeReference(_CT) is now.referenceVolume
        )

    def _source(self):
        """The input, if it is what the synthetic CT was made from: on its grid."""
        now = self._panel.parameters
        source = now.inputVolume
        if source is None or source in (now.sctVolume, now.referenceVolume):
            return None
        return source if on_one_grid(source, now.sctVolume) else None

    def _registration(self, sct, ct):
        kind = self._panel.parameters.registration.value
        if kind == "identity" and on_one_grid(sct, ct):
            return "none"  # nothing to resample
        return kind

    def _needs_packages(self):
        return self._panel.parameters.registration.value == "deformable"  # torch's descent
