"""The distance between cortices, on tubes whose shift is known."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.cortex_offset import cortex_offsets


def _tube(shift_mm: float) -> np.ndarray:
    """Distance from the axis of a tube along k, shifted along i; [k, j, i], 1 mm pixels."""
    j, i = np.mgrid[:64, :64] - 31.5
    return np.broadcast_to(np.hypot(i - shift_mm, j), (10, 64, 64))


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_cortex_offset_is_the_shift_of_the_bone(shift):
    ct_distance, mr_distance = _tube(0.0), _tube(shift)
    ct = np.where((ct_distance > 9) & (ct_distance < 14), 1200.0, 0.0)
    mr = np.where(mr_distance < 9, 900.0, np.where(mr_distance < 14, 20.0, 300.0))
    spacing = (1.0, 1.0, 3.0)
    found = cortex_offsets(
        Volume(mr.astype(np.float32), spacing=spacing),
        Volume(ct.astype(np.float32), spacing=spacing),
        ct > 200,
        np.ones(ct.shape, bool),
    )
    assert found.seen == 1.0
    # Along the normal a shift shows as its share in that direction: all of it at two points round.
    assert found.percentile(95) == pytest.approx(shift, abs=0.5)
    assert abs(float(np.median(found.offsets_mm))) < 0.3


def test_no_bone_gives_no_figure():
    empty = Volume(np.zeros((5, 8, 8), np.float32))
    found = cortex_offsets(empty, empty, empty.array > 0, empty.array == 0)
    assert (found.seen, found.percentile(50)) == (None, None)
