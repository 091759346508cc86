"""Every input of a long preparation is looked at before any is worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from SyntheticCTLib.errors import InputError

Item = TypeVar("Item")


def check_each(inputs: Iterable[Item], check: Callable[[Item], object]) -> None:
    """Call ``check`` with every input.

    Raises:
        InputError: a sentence for each input that it refuses.
    """
    faults = []
    for one in inputs:
        try:
            check(one)
        except InputError as error:
            faults.append(str(error))
    if faults:
        raise InputError("Nothing was started. " + " ".join(faults))
