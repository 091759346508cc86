"""Bone surfaces: extraction, distance, the tolerance answer, print checks, export.

VTK is loaded when the first of these names is used.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "BoneSurface": "make.bone_surface",
    "DistanceTo": "measure.distance",
    "SurfaceCheck": "measure.accuracy",
    "SurfaceSettings": "make.settings",
    "check_for_print": "print.checks",
    "check_surface": "measure.accuracy",
    "compare_surfaces": "measure.comparison",
    "export_surface": "files.export",
    "extract_surface": "make.extraction",
    "read_surface": "files.reading",
    "repair_mesh": "print.repair",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
