"""Synthesize: from the chosen input to a volume that is shown over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, get_args

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.jobs.shared_options import MemoryOption
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.models import DEFAULT_MODEL, ModelInfo
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import (
    expected_error_node,
    modality_for_job,
    read_image,
    synthesis_node,
)
from SyntheticCTLib.mrml.nodes import check_present
from SyntheticCTLib.preprocessing.kinds import CBCT, CT
from SyntheticCTLib.synthesis.options import Method, SynthesisOptions
from SyntheticCTLib.synthesis.record import SynthesisRecord
from SyntheticCTLib.synthesis.record_files import find_record
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.doubts import OF_RESULT, doubts_in, record_in
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.inspector import SERIOUS
from SyntheticCTPanel.parameters import choose_what_is_plain, inputs_of, needed
from SyntheticCTPanel.protocols import (
    ChosenModel,
    Files,
    Parameters,
    ParameterSource,
    Piece,
    Scene,
    Settings,
    Starter,
    Steps,
    VolumeNode,
)
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.view_chooser import INPUT
from SyntheticCTPanel.words import several_into_one

#: The method for MRs in which bone gives signal, which has no model; and what says of an input
#: that it is such an MR, a value of the parameter ``inputKind``.
PETRA, UTE = "petra", "UTE"

#: The method that needs a planning CT.
PRIOR = "prior"


@dataclass(frozen=True)
class _Asked:
    """What is to be made of one image, and its number among those of one click.

    Without ``info`` it is the method that has no model.
    """

    now: Parameters
    node: VolumeNode
    info: ModelInfo | None
    number: int

    @property
    def how(self) -> str:
        """What makes it, as results are kept apart by."""
        return PETRA if self.info is None else self.info.id

    @property
    def modality(self) -> str:
        """Of what is made."""
        return CT.name if self.info is None else self.info.output_modality

    @property
    def prior(self) -> VolumeNode | None:
        """The planning CT, where the model takes one."""
        return self.now.priorVolume if self._cone_beam else None

    @property
    def method(self) -> Method:
        """The chosen one, where there is a choice."""
        chosen = self._cone_beam or self.info is None
        return method_of(self.now) if chosen else "auto"

    @property
    def _cone_beam(self) -> bool:
        return self.info is not None and self.info.input_modality == CBCT.name


class SynthesisPart:
    """Starts the job and shows what it made.

    Args:
        scene: where the synthetic image goes.
        parameters: what is chosen.
        models: which model is chosen.
        settings: which device is, and how much memory.
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
        """Make a synthetic image of the input, and of each further image, one after the other.

        Raises:
            InputError: no input or no model is chosen, or one output for several images.
        """
        now = self._parameters.get()
        needed(now.inputVolume, _("Choose an image first."))
        info = None
        if not by_petra(now):
            info = needed(self._models.chosen(), _("Choose a model first."))
        nodes = inputs_of(now)
        if len(nodes) > 1 and now.outputVolume is not None:
            raise InputError(several_into_one())
        pieces = [self._piece(now, node, info, number) for number, node in enumerate(nodes)]
        self._starter.start_all("synthesizeButton", pieces, packages=True)

    def _piece(
        self, now: Parameters, node: VolumeNode, info: ModelInfo | None, number: int
    ) -> Piece:
        """What is to be done with the image of this number; the first one is then shown."""
        asked = _Asked(now, node, info, number)
        title = _("Synthetic {modality} of {name}").format(
            modality=asked.modality, name=node.GetName()
        )
        return Piece(
            node.GetName(),
            title,
            lambda handover: self._job(asked, handover),
            lambda files: self._show(asked, files),
        )

    def _job(self, asked: _Asked, handover: Handover) -> SynthesizeJob:
        """Hand the images over, and say what is to be made of them."""
        now, info = asked.now, asked.info
        check_present(self._scene, asked.node, now.outputVolume)
        prior = asked.prior
        return SynthesizeJob(
            input=handover.volume(asked.node, "input"),
            output=str(handover.folder / f"output{SUFFIX}"),
            model=DEFAULT_MODEL if info is None else str(info.folder),
            options=SynthesisOptions(
                device=self._settings.device,
                mirror=now.mirror,
                bias_correction=now.biasCorrection,
                force=now.useAnyway,
                method=asked.method,
            ),
            modality=kind_of(asked.node, now),
            prior=None if prior is None else handover.volume(prior, "prior"),
            bounds=info is not None and info.interval is not None,
            limit=MemoryOption(self._settings.memory or None),
        )

    def _show(self, asked: _Asked, files: Files) -> Steps:
        """Bring what was made into the scene, and say what is doubtful about it."""
        now, node, output = asked.now, asked.node, asked.now.outputVolume
        made = yield from in_background(lambda: read_image(files["output"]))
        error = files.get("expected_error")
        doubt = None
        if error is not None:
            doubt = yield from in_background(lambda: read_image(error))
        check_present(self._scene, node, output)
        if asked.number > 0 and not now.useAnyway:
            refuse_doubtful(find_record(files["output"]))
        self._results.clear("synthesizeButton", (node,), asked.how)
        sct = synthesis_node(self._scene, node, made, modality=asked.modality, output_node=output)
        yield  # a large image keeps the window for a while each time
        map_ = None if doubt is None else expected_error_node(self._scene, doubt, like=sct)
        new = (sct if output is None else None, map_)
        self._results.made("synthesizeButton", new, (node,), asked.how)
        # Of another input nothing is known here: a scene that was loaded meanwhile chose it.
        if asked.number == 0 and now.inputVolume is node:
            yield
            now.sctVolume = sct
            choose_what_is_plain(now, self._scene)
            yield
            self._choose_view(INPUT)
        return " ".join(map(said, doubts_in(record_in(sct), OF_RESULT))) or None

    def record(self) -> SynthesisRecord | None:
        """The record of the chosen synthetic CT; None where there is none."""
        now = self._parameters.now
        return None if now is None else record_in(now.sctVolume)

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
    return None if now.inputVolume is None else kind_of(now.inputVolume, now)


def kind_of(node: VolumeNode, now: Parameters) -> Modality | None:
    """What the user or the scene says that an image is; None to look."""
    if now.inputKind.value == UTE:
        return modality_for_job(node) or "MR"  # what is no MR by its header is none
    named = next((kind for kind in get_args(Modality) if kind == now.inputKind.value), None)
    return modality_for_job(node) if named is None else cast(Modality, named)


def refuse_doubtful(record: SynthesisRecord | None) -> None:
    """Refuse what was made of a further image that nobody looked at before, as the chosen one is.

    Raises:
        InputError: something serious speaks against the model for that image.
    """
    serious = [] if record is None else [d for d in record.warnings if d.code in SERIOUS]
    if serious:
        raise InputError(
            _("{reason} If you know better, tick Use it all the same.").format(
                reason=said(serious[0].sentence)
            )
        )


def says_petra(now: Parameters) -> bool:
    """Whether the user says that the input is an MR in which bone gives signal."""
    return now.inputKind.value == UTE


def by_petra(now: Parameters) -> bool:
    """Whether the input is such an MR, and goes by the method that has no model."""
    return says_petra(now) and now.method.value == PETRA


def method_of(now: Parameters) -> Method:
    """The chosen method by the engine's name."""
    return cast(Method, now.method.value)
