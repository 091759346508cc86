"""Calls for models: those that are there, adding and removing one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.importing.offer import Offer
from SyntheticCTLib.jobs.add_model import AddModelJob
from SyntheticCTLib.jobs.job import Modality, run_job
from SyntheticCTLib.models import ModelInfo, list_models
from SyntheticCTLib.models.catalogue import added_models, find_model_folder
from SyntheticCTLib.progress import UNWATCHED


@typed
def add_model(
    source: str,
    *,
    agree: Callable[[Offer], bool] | bool = False,
    name: str | None = None,
    about: str | None = None,
    modality: Modality | None = None,
    regions: Sequence[str] = (),
    revision: str | None = None,
) -> ModelInfo:
    """Convert somebody else's model, try it, and put it among one's own.

    Args:
        source: folder, archive, file, https address, or "hf:owner/name".
        agree: True, or what is shown the offer and says whether it is wanted.
        name: what to call it; None for a name after the source.
        about: JSON file with what its files lack.
        modality: what it takes, where its files do not say.
        regions: body regions that it learnt from.
        revision: of a repository.

    Raises:
        InputError: nobody agreed: the sentence has all that is to be known.
        ModelError: it is of no known family, damaged, or answers otherwise here.
        ResourceError: it cannot be fetched.
    """
    yes = agree is True
    job = AddModelJob(source, name, about, modality, tuple(regions), revision, yes=yes)
    if callable(agree):
        info: ModelInfo = job.carried_out(agree, UNWATCHED).result.info
    else:
        info = run_job(job).result.info
    return info


@typed
def remove_model(model_id: str) -> Path:
    """Delete the folder of a model that ``add_model`` installed.

    Returns:
        The folder that was.

    Raises:
        InputError: the model was not installed by it.
        ModelError: there is no such model.
    """
    folder = find_model_folder(model_id)
    if folder.parent != added_models():
        raise InputError(f"{model_id} was not added by you ({folder}): it is left where it is.")
    shutil.rmtree(folder)
    return folder


@typed
def known_models() -> list[ModelInfo]:
    """Every usable model."""
    return list_models()
