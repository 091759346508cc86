"""Surface: the bone in 3D, its distance from the CT's, and files to print."""

from pathlib import Path

from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.mrml.job_files import surface_node, write_node
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import hide
from SyntheticCTLib.surface.make.recipe import SurfaceRecipe
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.words import print_checks

#: Format of the surface on its way into the scene.
_OWN = ".vtp"


class SurfacePart:
    """Starts the jobs and shows the surfaces.

    Args:
        panel: the presenter.
    """

    def __init__(self, panel):
        self._panel = panel

    def start(self):
        """Bone surface of the synthetic CT as a model node."""
        panel, now = self._panel, self._panel.parameters
        node = now.sctVolume
        name = _("{name} bone").format(name=node.GetName())

        def done(files):
            panel.check_present(node)
            made = surface_node(panel.scene, files["output"], name, like=node)
            hide(panel.scene, now.boneModel, now.heatMap)  # they lie in the same place
            now.boneModel = made
            panel.surfaces_shown()
            return print_checks(record_of(made)["print_checks"])

        def make_job(folder):
            return self._job(folder, f"bone{_OWN}", repair=False)

        panel.run("surfaceButton", name, make_job, done)

    def export(self, path):
        """Bone surface as a file.

        Args:
            path: .stl, .obj, .ply or .3mf.
        """
        path = Path(path)

        def make_job(folder):
            return self._job(folder, path, repair=self._panel.parameters.repair)

        def done(files):
            return _("Wrote {file} (LPS, millimetres) and {beside}.").format(
                file=files["output"], beside=files["provenance"].name
            )

        title = _("Export to {file}").format(file=path.name)
        self._panel.run("exportButton", title, make_job, done)

    def show_heat_map(self):
        """Show the measured surface, and hide the plain one, which lies in the same place."""
        now = self._panel.parameters
        hide(self._panel.scene, now.boneModel)
        now.heatMap.GetDisplayNode().SetVisibility(True)
        now.heatMap.GetDisplayNode().SetScalarVisibility(True)

    def _job(self, folder, output, *, repair):
        now = self._panel.parameters
        source = write_node(now.sctVolume, folder, "input")
        return SurfaceJob(
            input=source,
            output=str(folder / output),  # an absolute output stays as it is
            options=AccuracyOptions(
                SurfaceRecipe(threshold_hu=now.threshold, smoothing_iterations=now.smoothing)
            ),
            repair=repair,
            title=now.sctVolume.GetName(),
        )
