"""Words on pictures."""

from __future__ import annotations

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkTextProperty
from vtkmodules.vtkRenderingFreeType import vtkFreeTypeStringToImage

#: Height of a strip, and of the letters in it, pixels.
STRIP_PIXELS = 26
_LETTER_PIXELS = 15

#: Pixels an inch at which a point of a letter is a pixel.
_DPI = 72


def label_strip(text: str, width: int) -> np.ndarray:
    """White words in the middle of a black strip, (``STRIP_PIXELS``, width, 3), uint8."""
    strip = np.zeros((STRIP_PIXELS, width, 3), np.uint8)
    letters = _letters(text)[:STRIP_PIXELS, :width] if text else np.zeros((0, 0), np.uint8)
    top, left = (STRIP_PIXELS - letters.shape[0]) // 2, (width - letters.shape[1]) // 2
    strip[top : top + letters.shape[0], left : left + letters.shape[1]] = letters[..., None]
    return strip


def _letters(text: str) -> np.ndarray:
    """How much of each pixel (rows, columns) letters cover, 0 to 255."""
    look, image = vtkTextProperty(), vtkImageData()
    look.SetFontSize(_LETTER_PIXELS)
    look.SetColor(1.0, 1.0, 1.0)
    size = [0, 0]
    vtkFreeTypeStringToImage().RenderString(look, text, _DPI, image, size)
    columns, rows, _ = image.GetDimensions()
    colours = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(rows, columns, 4)
    covered: np.ndarray = colours[: size[1], : size[0], 3][::-1]
    return covered
