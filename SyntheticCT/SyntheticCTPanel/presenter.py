"""What the panel does when something is pressed or chosen, or the scene changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.synthesis.options import Method
from SyntheticCTPanel.comparison_part import ComparisonPart
from SyntheticCTPanel.controls import Control, controls
from SyntheticCTPanel.dicom_part import DicomPart
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.importing_part import BUTTON as ADD_BUTTON
from SyntheticCTPanel.importing_part import ImportingPart
from SyntheticCTPanel.inspector import Inspector
from SyntheticCTPanel.kinds import KindsOfNodes, is_called_synthetic, is_synthetic
from SyntheticCTPanel.models_part import ModelsPart
from SyntheticCTPanel.parameters import CurrentParameters, inputs_of
from SyntheticCTPanel.protocols import (
    Guest,
    Installer,
    MakeWorker,
    Node,
    Parameters,
    Scene,
    Settings,
)
from SyntheticCTPanel.reader_part import ReaderPart
from SyntheticCTPanel.registration_choice import registration_lacks
from SyntheticCTPanel.report_files import ReportFiles
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.segmentation_part import SegmentationPart
from SyntheticCTPanel.situation import Situation
from SyntheticCTPanel.starter import JobStarter
from SyntheticCTPanel.study_part import StudyPart
from SyntheticCTPanel.surface_part import SurfacePart
from SyntheticCTPanel.surroundings import Surroundings
from SyntheticCTPanel.synthesis_part import (
    PETRA,
    PRIOR,
    SynthesisPart,
    by_petra,
    kind_of_input,
    says_petra,
)
from SyntheticCTPanel.view_chooser import REVEAL, ViewChooser


class Presenter:
    """The panel without its widgets: makes its parts, and tells them apart by the buttons.

    Args:
        scene: the MRML scene.
        make_worker: gives a worker for a job.
        installer: gets missing packages.
        settings: what belongs to the computer.
        exchange: folders for the jobs' files.
        guest: Slicer's TotalSegmentator.
        around: the window and Slicer's modules.

    Attributes:
        scene: the MRML scene.
        parameters: what is chosen.
        runner, starter, inspector, models, importing, results, synthesis, comparison, views,
            report, readers, segmentation, surface, dicom, study: the parts.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        make_worker: MakeWorker,
        installer: Installer,
        settings: Settings,
        exchange: Exchange,
        guest: Guest,
        around: Surroundings = Surroundings(),
    ) -> None:
        self.scene, self.installer, self.settings = scene, installer, settings
        self._exchange, self._guest, self._around = exchange, guest, around
        self._listener: Callable[[], None] = lambda: None
        self._kinds = KindsOfNodes()
        self.parameters = CurrentParameters()
        self.runner = JobRunner(make_worker, self._changed, still=around.still)
        self.starter = JobStarter(self.runner, exchange, installer)
        self.inspector = Inspector(make_worker, exchange, self.refresh)
        self.models = self._made_models()
        self.importing = ImportingPart(
            starter=self.starter, models=self.models, changed=self._changed
        )
        self.study = StudyPart(
            parameters=self.parameters, models=self.models, settings=settings, starter=self.starter
        )
        self.results, self.report = Results(scene), ReportFiles(exchange)
        self.readers = ReaderPart(report=self.report)
        self.views = self._made_views()
        self.synthesis = self._made_synthesis()
        self.comparison = self._made_comparison()
        self.segmentation = self._made_segmentation()
        self.surface = self._made_surface()
        self.dicom = DicomPart(
            parameters=self.parameters,
            starter=self.starter,
            report=self.report,
            file_of_instance=around.file_of_instance,
        )
        self._jobs: dict[str, Callable[[], None]] = {
            "synthesizeButton": self.synthesis.start,
            "devicesButton": self.synthesis.look_for_devices,
            "previewButton": self.comparison.preview,
            "compareButton": self.comparison.start,
            "tissuesButton": self.segmentation.start_tissues,
            "bonesButton": self.segmentation.start_bones,
            "totalSegmentatorButton": self.segmentation.start_total_segmentator,
            "surfaceButton": self.surface.start,
            ADD_BUTTON: self.importing.start,
        }

    def _made_models(self) -> ModelsPart:
        return ModelsPart(
            parameters=self.parameters,
            settings=self.settings,
            modality=lambda: self.inspector.modality,
            changed=self.refresh,
        )

    def _made_views(self) -> ViewChooser:
        return ViewChooser(
            scene=self.scene,
            parameters=self.parameters,
            ct_on_grid=lambda: self.comparison.ct_on_grid(),
            compared=lambda: self.comparison.figures() is not None,
            later=self._around.later,
            arranged=self._around.side_by_side_shown,
            with_legend=self._around.legend_shown,
            still=self._around.still,
        )

    def _made_synthesis(self) -> SynthesisPart:
        return SynthesisPart(
            scene=self.scene,
            parameters=self.parameters,
            models=self.models,
            settings=self.settings,
            starter=self.starter,
            results=self.results,
            choose_view=self.views.choose,
        )

    def _made_comparison(self) -> ComparisonPart:
        return ComparisonPart(
            scene=self.scene,
            parameters=self.parameters,
            starter=self.starter,
            report=self.report,
            results=self.results,
            choose_view=self.views.choose,
            shown=self._around.surfaces_shown,
        )

    def _made_segmentation(self) -> SegmentationPart:
        return SegmentationPart(
            scene=self.scene,
            parameters=self.parameters,
            starter=self.starter,
            guest=self._guest,
            results=self.results,
            show_again=self.views.turn_back,
            shown=self._around.surfaces_shown,
            still=self._around.still,
        )

    def _made_surface(self) -> SurfacePart:
        return SurfacePart(
            scene=self.scene,
            parameters=self.parameters,
            starter=self.starter,
            results=self.results,
            shown=self._around.surfaces_shown,
        )

    def set_listener(self, listener: Callable[[], None]) -> None:
        """Call this whenever what the panel shows may have changed."""
        self._listener = listener

    def press(self, button: str) -> None:
        """A button that starts a job was pressed: start it, or cancel it if it runs.

        Raises:
            InputError: what the job needs is not chosen.
        """
        if not self.runner.state.busy:
            self._jobs[button]()
        elif button == self.starter.running:
            self.runner.cancel()

    @property
    def active(self) -> bool:
        """Whether there is a worker to look at."""
        busy = self.runner.state.busy or self.inspector.busy
        return busy or self.segmentation.showing.active

    def tick(self) -> None:
        """Look at the workers; for a timer, some ten times a second."""
        self.runner.tick()
        self.inspector.tick()
        self.segmentation.showing.tick()

    def set_parameters(self, parameters: Parameters | None) -> None:
        """Work with another parameter node, or with None while a scene is closed."""
        self.parameters.now = parameters
        self.refresh()

    def refresh(self) -> None:
        """Something was chosen: look at the input again if it is another one."""
        now, model = self.parameters.now, self.models.chosen()
        if now is not None:
            if now.inputVolume is None or model is None:
                self.inspector.forget()
            else:
                method: Method = "petra" if by_petra(now) else "auto"
                self.inspector.look(now.inputVolume, model, kind_of_input(now), method)
        self.views.follow()
        self._changed()

    def undo(self) -> str:
        """Take the last result back; see ``results.Results.undo``."""
        with self._around.still():
            said = self.results.undo()
            self.refresh()
        return said

    def scene_closes(self) -> None:
        """Stop: what the work was for goes."""
        self.inspector.stop()
        self.runner.say("")  # what was said of its images goes with them, if nothing runs
        self.runner.cancel(_("Stopped, because the scene was closed."))
        self.parameters.now = None
        self.report.forget()
        self.dicom.forget()
        self.results.forget()
        self.views.forget()

    def close(self) -> None:
        """Stop everything and tidy up; waits about a second if work is going on."""
        self._listener = lambda: None
        self.inspector.close()
        self.runner.close()
        self._exchange.remove_all()

    def controls(self) -> dict[str, Control]:
        """How each button and slider stands, by its name."""
        return controls(self.situation())

    def situation(self) -> Situation:
        """What the controls depend on."""
        chosen = self.models.chosen()
        begun = Situation(
            state=self.runner.state,
            running=self.starter.running,
            title=self.runner.title,
            model=chosen.id if chosen else "",
            model_added=chosen is not None and self.models.is_added(chosen),
            total_segmentator=self._guest.available(),
            line_profile=self._around.line_profile,
            model_source=self.importing.source,
        )
        now = self.parameters.now
        return begun if now is None else self._with_chosen(begun, now)

    def _with_chosen(self, begun: Situation, now: Parameters) -> Situation:
        sct, takes_cbct = now.sctVolume, self.models.takes(CBCT.name)
        return replace(
            begun,
            input=_name(now.inputVolume),
            looking=self.inspector.looking,
            sct=_name(sct),
            reference=_name(now.referenceVolume),
            segmentation=_name(now.segmentation),
            bone=_name(now.boneModel),
            unusable=self.inspector.unusable,
            objection="" if now.useAnyway else self.inspector.objection,
            sct_is=self._kinds.no_ct(sct),
            reference_is=self._kinds.no_ct(now.referenceVolume),
            reference_is_synthetic=is_synthetic(now.referenceVolume),
            reference_is_called_synthetic=is_called_synthetic(now.referenceVolume),
            output_is_input=now.outputVolume is not None and now.outputVolume is now.inputVolume,
            several_into_one=now.outputVolume is not None and len(inputs_of(now)) > 1,
            reference_is_sct=sct is not None and now.referenceVolume is sct,
            registration_lacks=registration_lacks(now),
            compared=self.comparison.figures() is not None,
            has_distances=now.heatMap is not None,
            has_report=self.report.there,
            last_result=self.results.last(),
            view_problem=self.views.reason(now.shownView.value),
            view_has_amount=self.views.uses_amount(),
            reveals=now.shownView.value == REVEAL,
            takes_cbct=takes_cbct,
            lacks_prior=takes_cbct and now.method.value == PRIOR and now.priorVolume is None,
            prior_is_input=takes_cbct
            and now.priorVolume is not None
            and now.priorVolume is now.inputVolume,
            says_petra=says_petra(now),
            method_petra=now.method.value == PETRA,
            transform=_name(now.startTransform),
            registration=_name(now.registrationTransform),
            dicom_kind=now.dicomKind.value,
        )

    def _changed(self) -> None:
        self._listener()


def _name(node: Node | None) -> str:
    return "" if node is None else node.GetName() or node.GetID()
