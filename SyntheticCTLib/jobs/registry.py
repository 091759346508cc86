"""Which kinds of job there are: those that the files of this folder define."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

from SyntheticCTLib import jobs as folder
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Job

#: Kinds of job of layers above this one by their name, each as what imports it when it is asked
#: for. The worker's door says which there are.
FURTHER: dict[str, Callable[[], type[Job]]] = {}


@cache
def kinds_of_job() -> dict[str, type[Job]]:
    """Every kind by its name, in the order of the files."""
    found: dict[str, type[Job]] = {}
    for file in _files():
        found |= _kinds_in(file)
    return found


def kind_of_job(name: object) -> type[Job]:
    """The kind of that name. Where a file is called like it, no other is read.

    Raises:
        InputError: there is none.
    """
    if isinstance(name, str):
        file = name.replace("-", "_")
        if file in _files() and name in (kinds := _kinds_in(file)):
            return kinds[name]
        if name in FURTHER:
            return FURTHER[name]()
        if name in kinds_of_job():
            return kinds_of_job()[name]
    known = ", ".join([*kinds_of_job(), *FURTHER])
    raise InputError(f"The job's task is {name!r}; it must be one of {known}.")


def _files() -> list[str]:
    return [one.name for one in pkgutil.iter_modules(folder.__path__)]


def _kinds_in(file: str) -> dict[str, type[Job]]:
    module = import_module(f"{folder.__name__}.{file}")
    found: dict[str, type[Job]] = {}
    for kind in vars(module).values():
        # What is imported belongs to its own file; a kind without a name is the base of others.
        own = isinstance(kind, type) and kind.__module__ == module.__name__
        if own and issubclass(kind, Job) and hasattr(kind, "name"):
            found[kind.name] = kind
    return found
