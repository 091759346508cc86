"""Synthesize: from the chosen input to a volume that is shown over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast, get_args

from SyntheticCTLib.guards.missing_bone import NO_BONE
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import (
    expected_error_node,
    modality_for_job,
    read_image,
    synthesis_node,
)
from SyntheticCTLib.mrml.nodes import check_present, only_real_ct
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
from SyntheticCTLib.synthesis.options import Method, SynthesisOptions
from SyntheticCTLib.synthesis.record import recorded_synthesis
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed
from SyntheticCTPanel.protocols import (
    ChosenModel,
    Files,
    Parameters,
    ParameterSource,
    Scene,
    Settings,
    Starter,
    Steps,
)
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.view_chooser import INPUT


class SynthesisPart:
    """Starts the job and shows what it made.

    Args:
        scene: where the synthetic image goes.
        parameters: what is chosen.
        models: which model is chosen.
        settings: which device is.
        starter: starts the jobs.
        results: remembers what was made.
        choose_view: turns the views to a kind of view.

    Attributes:
        devices: what PyTorch says of the devices; None before it was asked.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        models: ChosenModel,
        settings: Settings,
        starter: Starter,
        results: Results,
        choose_view: Callable[[str], None],
    ) -> None:
        self._scene, self._parameters, self._models = scene, parameters, models
        self._settings, self._starter = settings, starter
        self._results, self._choose_view = results, choose_view
        self.devices: list[dict[str, Any]] | None = None

    def start(self) -> None:
        """Make a synthetic image of the input.

        Raises:
            InputError: no input or no model is chosen.
        """
        now = self._parameters.get()
        node = needed(now.inputVolume, _("Choose an input volume first."))
        info = needed(self._models.chosen(), _("Choose a model first."))
        output, how = now.outputVolume, info.id
        prior = now.priorVolume if info.input_modality == CBCT.name else None

        def make_job(handover: Handover) -> SynthesizeJob:
            return SynthesizeJob(
                input=handover.volume(node, "input"),
                output=str(handover.folder / f"output{SUFFIX}"),
                model=str(info.folder),
                options=SynthesisOptions(
                    device=self._settings.device,
                    mirror=now.mirror,
                    bias_correction=now.biasCorrection,
                    force=now.useAnyway,
                    method=_method(now) if info.input_modality == CBCT.name else "auto",
                ),
                modality=kind_of_input(now),
                prior=None if prior is None else handover.volume(prior, "prior"),
                bounds=info.interval is not None,
            )

        def done(files: Files) -> Steps:
            made = yield from in_background(lambda: read_image(files["output"]))
            error = files.get("expected_error")
            doubt = None
            if error is not None:
                doubt = yield from in_background(lambda: read_image(error))
            check_present(self._scene, node, output)
            self._results.clear("synthesizeButton", (node,), how)
            sct = synthesis_node(
                self._scene,
                node,
                made,
                modality=info.output_modality,
                output_node=output,
            )
            now.sctVolume = sct
            now.expectedErrorVolume = (
                None if doubt is None else expected_error_node(self._scene, doubt, like=sct)
            )
            new = (sct if output is None else None, now.expectedErrorVolume)
            self._results.made("synthesizeButton", new, (node,), how)
            if now.referenceVolume is None:
                now.referenceVolume = only_real_ct(self._scene, node, sct)
            yield
            self._choose_view(INPUT)
            return self._told(sct)

        title = _("Synthetic {modality} of {name}").format(
            modality=info.output_modality, name=node.GetName()
        )
        self._starter.start("synthesizeButton", title, make_job, done, packages=True)

    @staticmethod
    def _told(node: Any) -> str | None:
        """What its record says of the result's bone, if anything."""
        kept = record_of(node)
        record = None if kept is None else recorded_synthesis(kept)
        if record is None:
            return None
        said = [doubt.sentence for doubt in record.warnings if doubt.code == NO_BONE]
        return " ".join(said) or None

    def expected(self) -> ExpectedAccuracy | None:
        """What to expect of the bone of the chosen synthetic CT; None where nobody can say."""
        now = self._parameters.now
        if now is None or now.sctVolume is None:
            return None
        kept = record_of(now.sctVolume)
        record = None if kept is None else recorded_synthesis(kept)
        return None if record is None else record.expected

    def look_for_devices(self) -> None:
        """Ask PyTorch for the devices."""

        def make_job(handover: Handover) -> DevicesJob:
            return DevicesJob(str(handover.folder / "devices.json"))

        def done(files: Files) -> str:
            found: list[dict[str, Any]] = json.loads(files["output"].read_text(encoding="utf-8"))
            self.devices = found
            return _("PyTorch sees: {devices}.").format(
                devices=", ".join(device["device"] for device in found)
            )

        self._starter.start(
            "devicesButton", _("Looking for devices"), make_job, done, packages=True
        )


def kind_of_input(now: Parameters) -> Modality | None:
    """What the user or the scene says that the input is; None to look."""
    said = next((kind for kind in get_args(Modality) if kind == now.inputKind.value), None)
    if said is not None or now.inputVolume is None:
        return cast(Modality | None, said)
    return modality_for_job(now.inputVolume)


def _method(now: Parameters) -> Method:
    return cast(Method, now.method.value)
