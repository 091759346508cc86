"""Calls for scripts about models and devices: the rows of the panel that need no node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from SyntheticCTLib.arguments import typed_calls

if TYPE_CHECKING:
    from SyntheticCTLib.jobs.job import Modality
    from SyntheticCTLib.models import ModelInfo


@typed_calls
class ModelCalls:
    """Models and devices, see ``script_calls.ScriptCalls``."""

    def devices(self) -> list[dict[str, Any]]:
        """Which devices PyTorch sees: name, kind and free memory of each."""
        from SyntheticCTLib.inference.device import devices

        return devices()

    def models(self) -> list[ModelInfo]:
        """Every usable model: id, version, regions, licence and card of each."""
        from SyntheticCTLib.mrml.calls.models import known_models

        return known_models()

    def verifyModel(self, model: str) -> ModelInfo:
        """Check a model's weights against the hash that its card names.

        :raises ValueError: they are damaged or missing, or there is no such model.
        """
        from SyntheticCTLib.models import verify

        return verify(model)

    def addModel(
        self,
        source: str,
        agree: Callable[[Any], bool] | bool = False,
        name: str | None = None,
        about: str | None = None,
        modality: str | None = None,
        regions: Sequence[str] = (),
        revision: str | None = None,
    ) -> ModelInfo:
        """Convert a model of another program, try it, and put it among your own.

        :param source: folder, archive, file, https address, or "hf:owner/name".
        :param agree: True, or a function that is shown the offer (its ``lines``) and says whether
            it is wanted; without either a ValueError says all that is to be known.
        :param name: what to call it.
        :param about: JSON file with what its own files lack.
        :param modality, regions: what it takes, and what it learnt from, as far as you know.
        :param revision: of a repository.
        :raises ValueError: nobody agreed, or it cannot be used.
        """
        from SyntheticCTLib.mrml.calls.models import add_model

        return add_model(
            source,
            agree=agree,
            name=name,
            about=about,
            modality=cast("Modality | None", modality),
            regions=regions,
            revision=revision,
        )

    def removeModel(self, model: str) -> Path:
        """Delete a model that ``addModel`` installed.

        :returns: the folder that was.
        :raises ValueError: it was not installed by that.
        """
        from SyntheticCTLib.mrml.calls.models import remove_model

        return remove_model(model)
