"""Cone-beam projection and FDK reconstruction with RTK, the Reconstruction Toolkit (optional).

Rit et al., J Phys Conf Ser 489:012079, 2014. Parker's and Wang's weights are RTK's own. Only the
training data's simulation uses it: ``pip install synthetic-ct[simulation]``.
"""

from __future__ import annotations

import importlib.metadata
import math
from typing import Any

import numpy as np

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.simulation.cone_beam.geometry import ScanGeometry


def is_installed() -> bool:
    """Whether RTK's Python package is here."""
    try:
        importlib.metadata.version("itk-rtk")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def project(
    channels: np.ndarray,
    grid: Volume,
    geometry: ScanGeometry,
    *,
    device: str = "cpu",
    watch: Watch = UNWATCHED,
) -> np.ndarray:
    """Line integrals; arguments and result as those of ``torch_engine.project``.

    Raises:
        ResourceError: RTK is not installed.
    """
    itk, rtk, image_type = _rtk()
    views = _rtk_geometry(rtk, geometry)
    result = []
    for n, values in enumerate(channels):
        watch.check()
        empty = np.zeros(
            (len(geometry.angles), len(geometry.rows), len(geometry.columns)), np.float32
        )
        forward = rtk.JosephForwardProjectionImageFilter[image_type, image_type].New()
        forward.SetGeometry(views)
        forward.SetInput(0, _stack(itk, empty, geometry))
        forward.SetInput(1, _image(itk, values, grid))
        forward.Update()
        result.append(itk.array_from_image(forward.GetOutput()))
        watch.report("projecting", (n + 1) / len(channels))
    return np.stack(result)


def reconstruct(
    projections: np.ndarray,
    grid: Volume,
    geometry: ScanGeometry,
    *,
    hann_cut: float = 0.0,
    device: str = "cpu",
    watch: Watch = UNWATCHED,
) -> np.ndarray:
    """FDK; arguments and result as those of ``torch_engine.reconstruct``.

    Raises:
        ResourceError: RTK is not installed.
    """
    itk, rtk, image_type = _rtk()
    views = _rtk_geometry(rtk, geometry.at_rest())
    weighted = _stack(itk, np.ascontiguousarray(projections, dtype=np.float32), geometry)
    step = float(geometry.angles[1] - geometry.angles[0])
    if geometry.is_half_fan:
        weigh = rtk.DisplacedDetectorImageFilter[image_type].New()
    elif step * len(geometry.angles) < 2 * math.pi - 1e-6:
        weigh = rtk.ParkerShortScanImageFilter[image_type].New()
    else:
        weigh = None
    if weigh is not None:
        weigh.SetInput(weighted)
        weigh.SetGeometry(views)
        weigh.Update()
        weighted = weigh.GetOutput()
    watch.check()
    fdk = rtk.FDKConeBeamReconstructionFilter[image_type].New()
    fdk.SetInput(0, _image(itk, np.zeros(grid.size[::-1], np.float32), grid))
    fdk.SetInput(1, weighted)
    fdk.SetGeometry(views)
    if hann_cut > 0:
        fdk.GetRampFilter().SetHannCutFrequency(hann_cut)
    fdk.Update()
    watch.report("reconstructing", 1.0)
    array = itk.array_from_image(fdk.GetOutput())
    return np.ascontiguousarray(array[::-1].transpose(1, 0, 2))


def _rtk() -> tuple[Any, Any, Any]:
    if not is_installed():
        raise ResourceError(
            "RTK's Python package is not installed, which the engine rtk needs: pip install "
            "itk-rtk, or choose the engine torch."
        )
    import itk
    from itk import RTK

    return itk, RTK, itk.Image[itk.F, 3]


def _rtk_geometry(rtk: Any, geometry: ScanGeometry) -> Any:
    """The views for RTK, where a moved patient is a source and detector moved the other way."""
    views = rtk.ThreeDCircularProjectionGeometry.New()
    for angle, shift in zip(geometry.angles, geometry.shifts, strict=True):
        sine, cosine = math.sin(angle), math.cos(angle)
        aside = -(shift[0] * cosine + shift[1] * sine)
        deeper = -shift[0] * sine + shift[1] * cosine
        views.AddProjection(
            geometry.source_to_axis + float(deeper),
            geometry.source_to_detector,
            math.degrees(angle),
            float(aside),
            float(-shift[2]),
            0.0,
            0.0,
            float(aside),
            float(-shift[2]),
        )
    return views


def _image(itk: Any, values: np.ndarray, grid: Volume) -> Any:
    """[k, j, i] in RTK's frame: its y is the axis of rotation, its z points to the front."""
    turned = np.ascontiguousarray(values.transpose(1, 0, 2)[::-1], dtype=np.float32)
    image = itk.image_from_array(turned)
    image.SetSpacing([grid.spacing[0], grid.spacing[2], grid.spacing[1]])
    back = grid.origin[1] + grid.spacing[1] * (grid.size[1] - 1)
    image.SetOrigin([grid.origin[0], grid.origin[2], -back])
    return image


def _stack(itk: Any, values: np.ndarray, geometry: ScanGeometry) -> Any:
    image = itk.image_from_array(values)
    image.SetSpacing([geometry.pixel, geometry.pixel, 1.0])
    image.SetOrigin([float(geometry.columns[0]), float(geometry.rows[0]), 0.0])
    return image
