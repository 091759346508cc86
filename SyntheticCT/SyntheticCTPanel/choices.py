"""Which models can be chosen for an input, and which devices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.memory import available_memory
from SyntheticCTLib.models import DEFAULT_MODEL, ModelInfo, list_models, read_info
from SyntheticCTLib.preprocessing.kinds import KINDS
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.words import memory

#: Every body region.
ANY_REGION = ""


def known_models(folders: Sequence[str | Path]) -> list[ModelInfo]:
    """All usable models: the bundled ones, those of ``SYNTHETICCT_MODELS``, and added folders.

    Args:
        folders: folders that were added; each is a model folder or holds some.

    Returns:
        The default model first, the others by their id.
    """
    found = {info.id: info for info in list_models([Path(folder) for folder in folders])}
    for folder in folders:
        try:
            info = read_info(folder)
        except ModelError:
            continue  # holds models, and is none itself; or it has gone
        found[info.id] = info
    return sorted(found.values(), key=lambda info: (info.id != DEFAULT_MODEL, info.id))


def regions(models: Sequence[ModelInfo]) -> list[str]:
    """The body regions that any of the models knows, sorted."""
    return sorted({region for info in models for region in info.body_regions})


def region_title(region: str) -> str:
    """A body region for people; one that nobody knows stays as its model calls it."""
    titles = {
        "abdomen": _("abdomen"),
        "head": _("head"),
        "head and neck": _("head and neck"),
        "hip": _("hip"),
        "limb": _("limb"),
        "pelvis": _("pelvis"),
        "thorax": _("thorax"),
    }
    return titles.get(region, region)


def suitable_models(
    models: Sequence[ModelInfo], *, modality: str | None = None, region: str = ANY_REGION
) -> list[ModelInfo]:
    """Those models first that take such an input; the others do not come at all.

    Args:
        models: see ``known_models``.
        modality: "MR", "CT" or "CBCT"; anything else as long as nobody knows.
        region: a body region, or ``ANY_REGION``.

    Returns:
        The models that fit, those made for this very modality first. All of the region when none
        takes this modality, so that the guard's warning, and not an empty list, tells why.
    """
    here = [info for info in models if region in (ANY_REGION, *info.body_regions)]
    kind = KINDS.get(modality or "")
    if kind is None:
        return here
    takes = (kind.name, *kind.looks_like)
    fitting = [info for info in here if info.input_modality in takes]
    return sorted(fitting, key=lambda info: takes.index(info.input_modality)) or here


def model_title(info: ModelInfo) -> str:
    """A model's line in the list."""
    return _("{id} {version} ({input} to {output})").format(
        id=info.id, version=info.version, input=info.input_modality, output=info.output_modality
    )


def devices(found: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    """Title and name of each device for the list.

    Args:
        found: what a ``DevicesJob`` wrote; None before anybody asked.
    """
    choices = [(_("Automatic (GPU if there is one)"), "auto")]
    if found is None:
        free = memory(available_memory())
        return [*choices, (_("CPU, {memory}").format(memory=free), "cpu")]
    for device in found:
        title = _("{device} ({name}), {memory}").format(
            device=device["device"],
            name=device["name"],
            memory=memory(device["free_memory_bytes"]),
        )
        choices.append((title, device["device"]))
    return choices
