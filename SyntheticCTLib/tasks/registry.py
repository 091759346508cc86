"""Which tasks there are, and which one a model or a recipe has."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from SyntheticCTLib import tasks as folder
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.preprocessing.kinds import kind_named
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.task import Task
from SyntheticCTLib.tasks.trained_task import TrainedTask

_known: list[TrainedTask] = []


def tasks() -> list[TrainedTask]:
    """Every task of this folder, by the names of their files."""
    if not _known:
        for found in pkgutil.iter_modules(folder.__path__):
            task = getattr(import_module(f"{folder.__name__}.{found.name}"), "TASK", None)
            if isinstance(task, TrainedTask):
                _known.append(task)
    return list(_known)


def image_tasks() -> list[ImageTask]:
    """Those whose models make images."""
    return [task for task in tasks() if isinstance(task, ImageTask)]


def task_of(info: ModelInfo) -> Task:
    """What a model does. One between kinds that are not trained here can be used all the same.

    Raises:
        InputError: the model's kinds of image are unknown.
    """
    return _image_task(info) or Task(
        kind_named(info.input_modality), kind_named(info.output_modality)
    )


def image_task_of(info: ModelInfo) -> ImageTask:
    """The same of a model that is to be trained on or scored.

    Raises:
        InputError: no task makes its output from its input.
    """
    if (task := _image_task(info)) is not None:
        return task
    raise InputError(
        f"The model {info.id} makes {info.output_modality} from {info.input_modality}; known are "
        f"{', '.join(task.name for task in image_tasks())}."
    )


def _image_task(info: ModelInfo) -> ImageTask | None:
    kinds = (info.input_modality, info.output_modality)
    return next((t for t in image_tasks() if (t.source.name, t.makes) == kinds), None)


def task_learning(learns: str, source: str) -> TrainedTask:
    """The task of a recipe.

    Args:
        learns: the recipe's ``target``.
        source: its model's ``input_modality``.

    Raises:
        InputError: there is none.
    """
    for task in tasks():
        if (task.learns, task.source.name) == (learns, source):
            return task
    known = ", ".join(f"{task.learns} from {task.source.name}" for task in tasks())
    raise InputError(f"Nothing learns {learns!r} from {source!r}; known are {known}.")
