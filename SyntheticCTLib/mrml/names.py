"""Names of new nodes."""

from __future__ import annotations

import itertools
from typing import Any


def free_name(scene: Any, name: str) -> str:
    """The name, with a number behind it where a node of the scene has it.

    Not the scene's own ``GenerateUniqueName``: that one gives no name twice, even if its node has
    gone.
    """
    if scene.GetFirstNodeByName(name) is None:
        return name
    numbered = (f"{name}_{number}" for number in itertools.count(1))
    return next(other for other in numbered if scene.GetFirstNodeByName(other) is None)
