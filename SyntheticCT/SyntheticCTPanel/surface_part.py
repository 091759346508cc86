"""Surface: the bone in 3D, its distance from the CT's, and files to print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.job_files import surface_node
from SyntheticCTLib.mrml.nodes import check_present
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import hide
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.files.record import read_surface_record
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed, needed_sct
from SyntheticCTPanel.protocols import Files, ParameterSource, Scene, Starter, Steps
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.words import print_checks

#: Format of the surface on its way into the scene.
_OWN = ".vtp"


class SurfacePart:
    """Starts the jobs and shows the surfaces.

    Args:
        scene: where the surfaces go.
        parameters: what is chosen.
        starter: starts the jobs.
        results: remembers what was made.
        shown: called when there is something new in 3D.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        starter: Starter,
        results: Results,
        shown: Callable[[], None],
    ) -> None:
        self._scene, self._parameters = scene, parameters
        self._starter, self._results, self._shown = starter, results, shown

    def start(self) -> None:
        """Bone surface of the synthetic CT as a model node.

        Raises:
            InputError: no synthetic CT is chosen.
        """
        now = self._parameters.get()
        node = needed_sct(now)
        name = _("{name} bone").format(name=node.GetName())

        def done(files: Files) -> Steps:
            mesh = yield from in_background(lambda: read_surface(files["output"]))
            check_present(self._scene, node)
            self._results.clear("surfaceButton", (node,))
            hide(self._scene, now.boneModel, now.heatMap)  # they lie in the same place
            yield
            made = surface_node(self._scene, mesh, files["output"], name, like=node)
            self._results.made("surfaceButton", (made,), (node,))
            yield
            if now.sctVolume is node:  # a scene that was loaded meanwhile brings its own choice
                now.boneModel = made
            yield
            self._shown()
            record = record_of(made)
            assert record is not None  # ``surface_node`` attached it
            return print_checks(record)

        def make_job(handover: Handover) -> SurfaceJob:
            return self._job(handover, f"bone{_OWN}", repair=False)

        self._starter.start("surfaceButton", name, make_job, done)

    def export(self, path: str | Path) -> None:
        """Bone surface as a file.

        Args:
            path: .stl, .obj, .ply or .3mf.
        """
        path = Path(path)

        def make_job(handover: Handover) -> SurfaceJob:
            now = self._parameters.get()
            return self._job(handover, path, repair=now.repair, emboss=now.emboss)

        def done(files: Files) -> str:
            words = _("Wrote {file} (LPS, millimetres) and {beside}.").format(
                file=files["output"], beside=files["provenance"].name
            )
            repair = read_surface_record(files["output"]).repair
            return words if repair is None else f"{words} {said(repair.sentence)}"

        title = _("Export to {file}").format(file=path.name)
        self._starter.start("exportButton", title, make_job, done)

    def show_heat_map(self) -> None:
        """Show the measured surface, and hide the plain one, which lies in the same place.

        Raises:
            InputError: nothing was measured.
        """
        now = self._parameters.get()
        measured = needed(now.heatMap, _("Measure against a CT first."))
        hide(self._scene, now.boneModel)
        display = measured.GetDisplayNode()
        if display is not None:
            display.SetVisibility(True)
            display.SetScalarVisibility(True)

    def _job(
        self, handover: Handover, output: str | Path, *, repair: bool, emboss: bool = False
    ) -> SurfaceJob:
        now = self._parameters.get()
        sct = needed_sct(now)
        return SurfaceJob(
            input=handover.volume(sct, "input"),
            output=str(handover.folder / output),  # an absolute output stays as it is
            options=AccuracyOptions(
                SurfaceSettings(threshold_hu=now.threshold, smoothing_iterations=now.smoothing)
            ),
            repair=repair,
            title=sct.GetName(),
            side=now.side.value,
            emboss=emboss,
        )
