"""What is chosen in the panel, in one place that all of its parts look at."""

from __future__ import annotations

from typing import TypeVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.nodes import first_scan, only_real_ct
from SyntheticCTLib.mrml.origin import input_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Node, Parameters, Scene, VolumeNode

Thing = TypeVar("Thing")

#: The parameters that a selector of the panel chooses a node for.
_CHOSEN = (
    "inputVolume",
    "priorVolume",
    "outputVolume",
    "sctVolume",
    "referenceVolume",
    "startTransform",
    "sctLandmarks",
    "ctLandmarks",
    "region",
    "bonePoints",
    "segmentation",
    "bones",
)


class CurrentParameters:
    """Holds the parameter node of the scene that is worked on.

    Attributes:
        now: the parameters; None while a scene is closed.
    """

    def __init__(self) -> None:
        self.now: Parameters | None = None

    def get(self) -> Parameters:
        """The parameters.

        Raises:
            InputError: no scene is open.
        """
        return needed(self.now, _("There is no scene to work on: open the module again."))


def needed(thing: Thing | None, otherwise: str) -> Thing:
    """A thing that has to be chosen for what was asked.

    Raises:
        InputError: it is None; the sentence is ``otherwise``.
    """
    if thing is None:
        raise InputError(otherwise)
    return thing


def needed_sct(now: Parameters) -> VolumeNode:
    """The chosen synthetic CT.

    Raises:
        InputError: none is chosen.
    """
    return needed(now.sctVolume, _("Make or choose a synthetic CT first."))


def source_of(now: Parameters) -> VolumeNode | None:
    """What the chosen synthetic CT was made from; where nobody knows, the chosen input."""
    known: VolumeNode | None = input_of(now.sctVolume)
    return now.inputVolume if known is None else known


def inputs_of(now: Parameters) -> list[VolumeNode]:
    """The images to work on, each once: the chosen input, then the further ones."""
    given = [now.inputVolume, *now.furtherVolumes]
    there = {node.GetID(): node for node in given if node is not None}
    return list(there.values())


def choose_what_is_plain(now: Parameters, scene: Scene) -> None:
    """Choose what is not chosen yet and can be one thing only.

    The first scan is the input; once there is a synthetic CT, the scene's only real CT is what it
    is measured against, whether it was loaded before the synthesis or after it.
    """
    if now.inputVolume is None:
        now.inputVolume = first_scan(scene)
    if now.sctVolume is not None and now.referenceVolume is None:
        now.referenceVolume = only_real_ct(scene, now.inputVolume, now.sctVolume)


def unchoose(now: Parameters, node: Node) -> None:
    """Choose nothing where a node is chosen that goes."""
    for name in _CHOSEN:
        if getattr(now, name) is node:
            setattr(now, name, None)
