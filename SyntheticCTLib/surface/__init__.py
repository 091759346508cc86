"""Bone surfaces: extraction, distance, the tolerance answer, print checks, export.

VTK is loaded when the first of these names is used.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "BoneSurface": "extraction",
    "DistanceTo": "distance",
    "SurfaceCheck": "accuracy",
    "SurfaceRecipe": "recipe",
    "check_for_print": "print_checks",
    "check_surface": "accuracy",
    "compare_surfaces": "comparison",
    "export_surface": "export",
    "extract_surface": "extraction",
    "read_surface": "reading",
    "repair_mesh": "repair",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
