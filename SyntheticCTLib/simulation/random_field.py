"""Smooth random fields in space, given by a formula so that every grid sees the same one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RandomField:
    """A sum of cosine waves with random directions and phases: mean 0, variance 1 over space.

    Attributes:
        waves: wave vectors, rad/mm, shape (terms, 3).
        phases: shape (terms,), rad.
    """

    waves: np.ndarray
    phases: np.ndarray

    @classmethod
    def draw(
        cls, rng: np.random.Generator, wavelength_mm: tuple[float, float, float], terms: int = 12
    ) -> RandomField:
        """A field that varies over about the given wavelengths along x, y and z.

        Args:
            rng: where the randomness comes from.
            wavelength_mm: typical wavelength along each axis, mm.
            terms: how many waves; more look less regular and take longer.
        """
        direction = rng.standard_normal((terms, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        stretch = rng.uniform(0.6, 1.4, (terms, 1))
        waves = 2 * np.pi * stretch * direction / np.asarray(wavelength_mm)
        return cls(waves.astype(np.float32), rng.uniform(0, 2 * np.pi, terms).astype(np.float32))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Values (n,), float32, at points (n, 3) in mm."""
        points = points.astype(np.float32)
        total = np.zeros(len(points), dtype=np.float32)
        for wave, phase in zip(self.waves, self.phases, strict=True):
            total += np.cos(points @ wave + phase)
        return total * np.float32(np.sqrt(2 / len(self.phases)))
