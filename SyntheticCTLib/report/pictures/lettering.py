"""Words on pictures."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.surface.print.letters import letters

#: Height of a strip, and of the letters in it, pixels.
STRIP_PIXELS = 26
_LETTER_PIXELS = 15


def label_strip(text: str, width: int) -> np.ndarray:
    """White words in the middle of a black strip, (``STRIP_PIXELS``, width, 3), uint8."""
    strip = np.zeros((STRIP_PIXELS, width, 3), np.uint8)
    covered = (
        letters(text, _LETTER_PIXELS)[:STRIP_PIXELS, :width] if text else np.zeros((0, 0), np.uint8)
    )
    top, left = (STRIP_PIXELS - covered.shape[0]) // 2, (width - covered.shape[1]) // 2
    strip[top : top + covered.shape[0], left : left + covered.shape[1]] = covered[..., None]
    return strip
