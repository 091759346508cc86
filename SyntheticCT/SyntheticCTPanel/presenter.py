"""What the panel does when something is pressed or chosen, or the scene changes."""

from SyntheticCTLib.errors import InputError, SyntheticCTError, sentence_of
from SyntheticCTLib.mrml.job_files import write_node
from SyntheticCTLib.mrml.volumes import modality_of
from SyntheticCTPanel.comparison_part import ComparisonPart
from SyntheticCTPanel.controls import Situation, controls
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.inspector import Inspector
from SyntheticCTPanel.models_part import ModelsPart
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.segmentation_part import SegmentationPart
from SyntheticCTPanel.surface_part import SurfacePart
from SyntheticCTPanel.synthesis_part import SynthesisPart


class Presenter:
    """The panel without its widgets.

    Args:
        scene: the MRML scene.
        make_worker: gives a worker for a job, see ``jobs.worker_process.WorkerProcess``.
        installer: ``missing()`` gives names of packages, ``install()`` asks, installs, and gives
            "" or a sentence about what is not there; see ``installer.SlicerInstaller``.
        settings: what belongs to the computer, see ``settings.MachineSettings``.
        exchange: see ``exchange.Exchange``.
        guest: Slicer's TotalSegmentator, see ``totalsegmentator.SlicerTotalSegmentator``.
        line_profile: whether Slicer has the module Line Profile.

    Attributes:
        parameters: the parameter node's wrapper, None while there is no scene to work on.
        running: name of the button whose job runs.
        devices: what PyTorch says of the devices; None before it was asked.
        surfaces_shown: called when there is something new in 3D.
    """

    def __init__(
        self,
        *,
        scene,
        make_worker,
        installer,
        settings,
        exchange,
        guest,
        line_profile=False,
    ):
        self.scene, self.installer, self.settings = scene, installer, settings
        self.exchange, self.guest, self._line_profile = exchange, guest, line_profile
        self._listener = self.surfaces_shown = lambda: None
        self.parameters = self.devices = None
        self.running = ""
        self.runner = JobRunner(make_worker, self._changed)
        self.inspector = Inspector(make_worker, exchange, write_node, self.refresh)
        self.models = ModelsPart(self)
        self.synthesis = SynthesisPart(self)
        self.comparison = ComparisonPart(self)
        self.segmentation = SegmentationPart(self)
        self.surface = SurfacePart(self)
        self._jobs = {
            "synthesizeButton": self.synthesis.start,
            "devicesButton": self.synthesis.look_for_devices,
            "previewButton": self.comparison.preview,
            "compareButton": self.comparison.start,
            "measureButton": lambda: self.comparison.start("measureButton"),
            "tissuesButton": self.segmentation.start_tissues,
            "totalSegmentatorButton": self.segmentation.start_total_segmentator,
            "surfaceButton": self.surface.start,
        }

    def set_listener(self, listener):
        """Call this whenever what the panel shows may have changed."""
        self._listener = listener

    def press(self, button):
        """A button that starts a job was pressed: start it, or cancel it if it runs."""
        if not self.runner.state.busy:
            self._jobs[button]()
        elif button == self.running:
            self.runner.cancel()

    @property
    def active(self):
        """Whether there is a worker to look at."""
        return self.runner.state.busy or self.inspector.busy

    def tick(self):
        """Look at the workers; for a timer, some ten times a second."""
        self.runner.tick()
        self.inspector.tick()

    def set_parameters(self, parameters):
        """Work with another parameter node, or with None while a scene is closed."""
        self.parameters = parameters
        self.refresh()

    def refresh(self):
        """Something was chosen: look at the input again if it is another one."""
        now = self.parameters
        if now is not None:
            model = self.models.chosen()
            node = now.inputVolume if model is not None else None
            self.inspector.look(node, model, node and modality_of(node))
        self._changed()

    def scene_closes(self):
        """Stop: what the work was for goes."""
        self.inspector.stop()
        self.runner.cancel(_("Stopped, because the scene was closed."))
        self.parameters = None
        self.comparison.forget()

    def close(self):
        """Stop everything and tidy up; waits about a second if work is going on."""
        self._listener = lambda: None
        self.inspector.close()
        self.runner.close()
        self.exchange.remove_all()

    def controls(self):
        """How each button and slider stands, by its name."""
        return controls(self.situation())

    def situation(self):
        """What the controls depend on."""
        now, chosen = self.parameters, self.models.chosen()
        begun = {
            "state": self.runner.state,
            "running": self.running,
            "title": self.runner.title,
            "model": chosen.id if chosen else "",
            "model_added": chosen is not None and self.models.is_added(chosen),
            "total_segmentator": self.guest.available(),
            "line_profile": self._line_profile,
        }
        if now is None:
            return Situation(**begun)
        return Situation(
            **begun,
            input=_name(now.inputVolume),
            looking=self.inspector.looking,
            sct=_name(now.sctVolume),
            reference=_name(now.referenceVolume),
            segmentation=_name(now.segmentation),
            sct_is_mr=now.sctVolume is not None and modality_of(now.sctVolume) == "MR",
            output_is_input=now.outputVolume is not None and now.outputVolume is now.inputVolume,
            reference_is_sct=now.sctVolume is not None and now.referenceVolume is now.sctVolume,
            compared=self.comparison.figures() is not None,
            has_distances=now.heatMap is not None,
            placed=self.comparison.ct_on_grid() is not None,
        )

    def run(self, button, title, make_job, done, *, packages=False):
        """Start a job of a part of the panel.

        Args:
            button: name of the button that was pressed.
            title: what is being made, for people.
            make_job: given an empty folder, writes the job's files there and gives the job.
            done: given the job's files, shows them; see ``JobRunner.start``.
            packages: whether PyTorch and the other packages must be there.
        """
        self.running = button
        if packages and not self._packages_are_there():
            return
        folder = self.exchange.new_folder()
        try:
            job = make_job(folder)
        except (SyntheticCTError, OSError) as error:
            self.exchange.remove(folder)
            self.runner.fail(sentence_of(error))
            return
        self.runner.start(title, job, done, ended=lambda: self.exchange.remove(folder))

    def check_present(self, *nodes):
        """Refuse a result whose nodes have gone meanwhile.

        Raises:
            InputError: the user removed one of the nodes while the job ran.
        """
        for node in nodes:
            if node is not None and not self.scene.IsNodePresent(node):
                raise InputError(
                    f"{node.GetName()!r} was removed from the scene while the work went on; "
                    "nothing was added."
                )

    def _packages_are_there(self):
        return not self.installer.missing() or self.runner.install(self.installer.install)

    def _changed(self):
        self._listener()


def _name(node):
    return "" if node is None else node.GetName() or node.GetID()
