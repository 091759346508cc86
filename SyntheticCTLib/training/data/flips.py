"""Over which axes a recipe mirrors patches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Axes of (k, j, i) that may be mirrored where a recipe does not say which.
FLIP_AXES = (0, 2)


def flip_axes(augmentation: Mapping[str, Any]) -> tuple[int, ...]:
    """Axes (0 is k, 1 j, 2 i) over which patches are mirrored; none without augmentation."""
    return tuple(augmentation.get("flip_axes", FLIP_AXES)) if augmentation else ()
