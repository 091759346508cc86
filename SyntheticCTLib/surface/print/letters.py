"""Letters as a picture of how much each pixel is covered: for pictures, and for words on prints."""

from __future__ import annotations

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkTextProperty
from vtkmodules.vtkRenderingFreeType import vtkFreeTypeStringToImage

#: Pixels an inch at which a point of a letter is a pixel.
_DPI = 72


def letters(text: str, pixels: int, *, bold: bool = False) -> np.ndarray:
    """How much of each pixel (rows, columns) letters cover, 0 to 255, the uppermost row first.

    Args:
        text: one line or several.
        pixels: size of the letters.
        bold: with thick strokes.
    """
    look, image = vtkTextProperty(), vtkImageData()
    look.SetFontSize(pixels)
    look.SetColor(1.0, 1.0, 1.0)
    look.SetBold(bold)
    look.SetJustificationToCentered()
    size = [0, 0]
    vtkFreeTypeStringToImage().RenderString(look, text, _DPI, image, size)
    columns, rows, _ = image.GetDimensions()
    colours = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(rows, columns, 4)
    covered: np.ndarray = colours[: size[1], : size[0], 3][::-1]
    return covered
