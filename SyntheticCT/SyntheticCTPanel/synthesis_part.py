"""Synthesize: from the chosen input to a volume that is shown over it."""

import json

from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.mrml.job_files import SUFFIX, synthesis_node, write_node
from SyntheticCTLib.mrml.views import set_fade, show_over
from SyntheticCTLib.mrml.volumes import modality_of
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTPanel.i18n import tr as _


class SynthesisPart:
    """Starts the job and shows what it made.

    Args:
        panel: the presenter.
    """

    def __init__(self, panel):
        self._panel = panel

    def start(self):
        """Make a synthetic image of the input."""
        panel, now = self._panel, self._panel.parameters
        node, output, info = now.inputVolume, now.outputVolume, panel.models.chosen()

        def make_job(folder):
            return SynthesizeJob(
                input=write_node(node, folder, "input"),
                output=str(folder / f"output{SUFFIX}"),
                model=str(info.folder),
                options=SynthesisOptions(
                    device=panel.settings.device,
                    mirror=now.mirror,
                    bias_correction=now.biasCorrection,
                ),
                modality=modality_of(node),
            )

        def done(files):
            panel.check_present(node, output)
            made = synthesis_node(
                panel.scene,
                node,
                files["output"],
                modality=info.output_modality,
                output_node=output,
            )
            now.sctVolume = made
            self.show()

        title = _("Synthetic {modality} of {name}").format(
            modality=info.output_modality, name=node.GetName()
        )
        panel.run("synthesizeButton", title, make_job, done, packages=True)

    def show(self):
        """Show the synthetic image over its input."""
        now = self._panel.parameters
        show_over(self._panel.scene, now.inputVolume, now.sctVolume, now.fade / 100.0)

    def fade(self):
        """The fade slider was moved."""
        set_fade(self._panel.scene, self._panel.parameters.fade / 100.0)

    def look_for_devices(self):
        """Ask PyTorch for the devices."""

        def make_job(folder):
            return DevicesJob(str(folder / "devices.json"))

        def done(files):
            found = json.loads(files["output"].read_text(encoding="utf-8"))
            self._panel.devices = found
            return _("PyTorch sees: {devices}.").format(
                devices=", ".join(device["device"] for device in found)
            )

        self._panel.run("devicesButton", _("Looking for devices"), make_job, done, packages=True)
