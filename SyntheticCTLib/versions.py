"""What this runs on: versions of Python, of this package and of the libraries under it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform

from SyntheticCTLib import __version__

#: What names this program in what it writes.
PROGRAM = f"SyntheticCT {__version__}"

#: Distribution and import name of each library that can change a result.
LIBRARIES = {
    "torch": "torch",
    "monai": "monai",
    "SimpleITK": "SimpleITK",
    "vtk": "vtk",
    "numpy": "numpy",
    "scipy": "scipy",
    "safetensors": "safetensors",
    "pydicom": "pydicom",
}


def versions() -> dict[str, str | None]:
    """Version of each component by name, None for a library that is not installed. Imports none.

    Returns:
        ``SyntheticCT``, ``Python``, and every name of ``LIBRARIES``. A library that is there
        without package metadata, as VTK in Slicer, has the version "unknown".
    """
    own = {"SyntheticCT": __version__, "Python": platform.python_version()}
    return own | {
        distribution: _version(distribution, module) for distribution, module in LIBRARIES.items()
    }


def _version(distribution: str, module: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown" if importlib.util.find_spec(module) else None
