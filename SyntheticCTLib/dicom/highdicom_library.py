"""highdicom, where it is needed: it comes with 3D Slicer and with this package."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.errors import ResourceError


def highdicom() -> Any:
    """The library.

    Raises:
        ResourceError: it is not installed.
    """
    try:
        import highdicom as library
    except ImportError as error:
        raise ResourceError(
            f"Segmentations and reports in DICOM need highdicom ({error}): pip install highdicom."
        ) from error
    import highdicom.color
    import highdicom.seg
    import highdicom.sr

    return library
