"""SyntheticCT: synthetic CT from MR or cone-beam CT, and how far to trust it. Not for clinical use.

Importing this package is cheap: torch, VTK and the other libraries are imported by the names that
need them, when they are first used.

Example:
    >>> import SyntheticCTLib as sct
    >>> phantom = sct.make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0)
    >>> surface = sct.extract_surface(phantom.ct)
    >>> sct.check_surface(phantom.ct, phantom.ct, sensitivity=False).verdict.passed
    True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import Comparison as Comparison
    from SyntheticCTLib.comparison.compare import compare as compare
    from SyntheticCTLib.evaluation.evaluate import Evaluation as Evaluation
    from SyntheticCTLib.evaluation.evaluate import evaluate as evaluate
    from SyntheticCTLib.files.volumes import read_volume as read_volume
    from SyntheticCTLib.files.volumes import write_volume as write_volume
    from SyntheticCTLib.image.conversions import from_metatensor as from_metatensor
    from SyntheticCTLib.image.conversions import from_nibabel as from_nibabel
    from SyntheticCTLib.image.conversions import from_numpy as from_numpy
    from SyntheticCTLib.image.conversions import to_metatensor as to_metatensor
    from SyntheticCTLib.image.conversions import to_nibabel as to_nibabel
    from SyntheticCTLib.image.grid import Grid as Grid
    from SyntheticCTLib.image.volume import Volume as Volume
    from SyntheticCTLib.memory import limited_memory as limited_memory
    from SyntheticCTLib.models import Model as Model
    from SyntheticCTLib.models import ModelInfo as ModelInfo
    from SyntheticCTLib.models import list_models as list_models
    from SyntheticCTLib.models import load_model as load_model
    from SyntheticCTLib.progress import CancelToken as CancelToken
    from SyntheticCTLib.progress import Progress as Progress
    from SyntheticCTLib.progress import Watch as Watch
    from SyntheticCTLib.registration.options import RegistrationOptions as RegistrationOptions
    from SyntheticCTLib.registration.pipeline import Registration as Registration
    from SyntheticCTLib.registration.pipeline import register as register
    from SyntheticCTLib.registration.transforms import move as move
    from SyntheticCTLib.segmentation.hu_tissues import segment_tissues as segment_tissues
    from SyntheticCTLib.segmentation.labels import Segmentation as Segmentation
    from SyntheticCTLib.simulation.phantom.limb_phantom import LimbPhantom as LimbPhantom
    from SyntheticCTLib.simulation.phantom.limb_phantom import (
        make_limb_phantom as make_limb_phantom,
    )
    from SyntheticCTLib.simulation.phantom.options import PhantomOptions as PhantomOptions
    from SyntheticCTLib.surface.files.export import export_surface as export_surface
    from SyntheticCTLib.surface.make.bone_surface import BoneSurface as BoneSurface
    from SyntheticCTLib.surface.make.extraction import extract_surface as extract_surface
    from SyntheticCTLib.surface.make.settings import SurfaceSettings as SurfaceSettings
    from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck as SurfaceCheck
    from SyntheticCTLib.surface.measure.accuracy import check_surface as check_surface
    from SyntheticCTLib.surface.measure.expected import expected_accuracy as expected_accuracy
    from SyntheticCTLib.surface.measure.expected import (
        with_expected_distance as with_expected_distance,
    )
    from SyntheticCTLib.surface.measure.options import AccuracyOptions as AccuracyOptions
    from SyntheticCTLib.synthesis.made import Synthesis as Synthesis
    from SyntheticCTLib.synthesis.options import SynthesisOptions as SynthesisOptions
    from SyntheticCTLib.synthesis.synthesize import synthesize as synthesize

#: The one place of the version: pyproject.toml reads it, CITATION.cff and CHANGELOG.md are tested.
__version__ = "0.4.0"

#: Where the names for scripts live; type checkers read the imports above.
_HOMES = {
    "comparison.compare": ("Comparison", "compare"),
    "evaluation.evaluate": ("Evaluation", "evaluate"),
    "files.volumes": ("read_volume", "write_volume"),
    "image.conversions": (
        "from_metatensor",
        "from_nibabel",
        "from_numpy",
        "to_metatensor",
        "to_nibabel",
    ),
    "image.grid": ("Grid",),
    "image.volume": ("Volume",),
    "memory": ("limited_memory",),
    "models": ("Model", "ModelInfo", "list_models", "load_model"),
    "progress": ("CancelToken", "Progress", "Watch"),
    "registration.options": ("RegistrationOptions",),
    "registration.pipeline": ("Registration", "register"),
    "registration.transforms": ("move",),
    "segmentation.hu_tissues": ("segment_tissues",),
    "segmentation.labels": ("Segmentation",),
    "simulation.phantom.limb_phantom": ("LimbPhantom", "make_limb_phantom"),
    "simulation.phantom.options": ("PhantomOptions",),
    "surface.files.export": ("export_surface",),
    "surface.make.bone_surface": ("BoneSurface",),
    "surface.make.extraction": ("extract_surface",),
    "surface.make.settings": ("SurfaceSettings",),
    "surface.measure.accuracy": ("SurfaceCheck", "check_surface"),
    "surface.measure.expected": ("expected_accuracy", "with_expected_distance"),
    "surface.measure.options": ("AccuracyOptions",),
    "synthesis.made": ("Synthesis",),
    "synthesis.options": ("SynthesisOptions",),
    "synthesis.synthesize": ("synthesize",),
}

_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
