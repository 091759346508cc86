"""The phantom on which the challenges' published code was run."""

from dataclasses import dataclass

import numpy as np
import pytest


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
