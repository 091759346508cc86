"""Synthesize: from the chosen input to a volume that is shown over it."""

from __future__ import annotations

import json
from typing import Any

from SyntheticCTLib.guards.missing_bone import NO_BONE
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import modality_for_job, read_image, synthesis_node
from SyntheticCTLib.mrml.nodes import check_present
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import set_fade, show_over
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record import recorded_synthesis
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed
from SyntheticCTPanel.protocols import (
    ChosenModel,
    Files,
    ParameterSource,
    Scene,
    Settings,
    Starter,
    Steps,
)


class SynthesisPart:
    """Starts the job and shows what it made.

    Args:
        scene: where the synthetic image goes.
        parameters: what is chosen.
        models: which model is chosen.
        settings: which device is.
        starter: starts the jobs.

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
    ) -> None:
        self._scene, self._parameters, self._models = scene, parameters, models
        self._settings, self._starter = settings, starter
        self.devices: list[dict[str, Any]] | None = None

    def start(self) -> None:
        """Make a synthetic image of the input.

        Raises:
            InputError: no input or no model is chosen.
        """
        now = self._parameters.get()
        node = needed(now.inputVolume, _("Choose an input volume first."))
        info = needed(self._models.chosen(), _("Choose a model first."))
        output = now.outputVolume

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
                ),
                modality=modality_for_job(node),
            )

        def done(files: Files) -> Steps:
            made = yield from in_background(lambda: read_image(files["output"]))
            check_present(self._scene, node, output)
            now.sctVolume = synthesis_node(
                self._scene,
                node,
                made,
                modality=info.output_modality,
                output_node=output,
            )
            yield
            self.show()
            return self._told(now.sctVolume)

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
        if record.expected is not None:
            said += record.expected.lines
        return " ".join(said) or None

    def show(self) -> None:
        """Show the synthetic image over its input."""
        now = self._parameters.get()
        show_over(self._scene, now.inputVolume, now.sctVolume, now.fade / 100.0)

    def fade(self, percent: float) -> None:
        """The fade slider was moved to here, %."""
        set_fade(self._scene, percent / 100.0)

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
