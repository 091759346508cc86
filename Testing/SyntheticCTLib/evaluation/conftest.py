"""Images to score: the phantom on which the challenges' code was run, and a limb."""

from dataclasses import dataclass

import numpy as np
import pytest

from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.volume import Volume


@dataclass(frozen=True)
class ChallengePhantom:
    """CT, mask and degraded copies, int16 and bool, ``[x, y, z]`` as in the published figures."""

    ct: np.ndarray
    mask: np.ndarray
    ten_more: np.ndarray
    noisy: np.ndarray
    shifted: np.ndarray
    bright_bone: np.ndarray


@pytest.fixture(scope="session")
def challenge_phantom() -> ChallengePhantom:
    shape = (112, 104, 100)
    x, y, z = (
        axis.reshape([-1 if n == own else 1 for n in range(3)])
        for own, axis in enumerate(np.arange(length) - (length - 1) / 2 for length in shape)
    )
    mask = (x / 42) ** 2 + (y / 36) ** 2 + (z / 44) ** 2 <= 1
    ct = np.where(mask, 40.0, -1000.0)
    ct += 900 * ((x + 15) ** 2 + (y - 5) ** 2 <= 49)
    ct[(x - 15) ** 2 + y**2 + (z / 2) ** 2 <= 121] = -800
    ct = np.where(mask, ct, -1000).astype(np.int16)
    noise = np.round(np.random.default_rng(0).normal(0, 50, shape)).astype(np.int16)
    return ChallengePhantom(
        ct=ct,
        mask=mask,
        ten_more=ct + np.int16(10),
        noisy=ct + noise,
        shifted=np.roll(ct, 1, axis=0),
        bright_bone=np.where(ct > 500, np.int16(5000), ct),
    )


def limb():
    """A round limb with fat, muscle and a bone, in air."""
    _, j, i = np.ogrid[:24, :60, :60]
    radius = np.broadcast_to(np.hypot(j - 30, i - 30), (24, 60, 60))
    array = np.select(
        [radius < 5, radius < 8, radius < 18, radius < 22], [300, 1200, 50, -100], AIR_HU
    )
    return Volume(array.astype(np.int16), spacing=(2.0, 2.0, 5.0), origin=(-60.0, 12.0, 3.0))


@pytest.fixture(scope="session")
def ct():
    return limb()


@pytest.fixture(scope="session")
def sct(ct):
    noise = np.random.default_rng(4).normal(10, 30, ct.array.shape)
    return ct.with_array(np.round(ct.array + noise).astype(np.int16))
