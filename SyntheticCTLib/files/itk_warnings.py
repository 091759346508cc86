"""Keep ITK's own warnings off the screen: what matters in them is said by this package's errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses


@contextmanager
def without_itk_warnings() -> Iterator[None]:
    """Silence ITK's C++ warnings inside the block and restore the former setting after it."""
    before = sitk.ProcessObject.GetGlobalWarningDisplay()
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    try:
        yield
    finally:
        sitk.ProcessObject.SetGlobalWarningDisplay(before)
