"""What is found of a volume once: guards, network and answer ask for the same of one volume."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from SyntheticCTLib.image.volume import Volume

Found = TypeVar("Found")


def once_a_volume(
    find: Callable[[Volume], Found], handed: Callable[[Found], Found] = lambda found: found
) -> Callable[[Volume], Found]:
    """The same function, which looks at each volume once; volumes do not change.

    Args:
        find: of a volume; what it finds must not hold that volume, with which it is forgotten.
        handed: what is given of it each time: a copy, where somebody may write into it.
    """
    known: WeakKeyDictionary[Volume, Any] = WeakKeyDictionary()

    @wraps(find)
    def found(volume: Volume) -> Found:
        if volume not in known:
            known[volume] = find(volume)
        return handed(cast(Found, known[volume]))

    return found
