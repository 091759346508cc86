"""What is found of a volume is found once, and forgotten with it."""

import gc
import weakref

import numpy as np

from SyntheticCTLib.image.once import once_a_volume
from SyntheticCTLib.image.volume import Volume


def test_a_volume_is_looked_at_once_and_nobody_spoils_it_for_others():
    asked = []

    def bright(volume):
        asked.append(volume)
        return volume.array > 0

    found = once_a_volume(bright, np.copy)
    volume, other = (Volume(np.ones((2, 3, 4))) for _ in range(2))
    found(volume)[:] = False

    assert found(volume).all()
    assert found(other).all()
    assert len(asked) == 2


def test_it_is_forgotten_with_the_volume():
    found = once_a_volume(lambda volume: volume.array.sum())
    volume = Volume(np.ones((2, 3, 4)))
    found(volume)
    gone = weakref.ref(volume)

    del volume
    gc.collect()

    assert gone() is None
