"""What a scanner makes of a head's signal: voxels and slices, ringing, motion and noise."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.mr.signal import rician

#: How often each artefact occurs where artefacts may: ringing along one axis, ghosts of motion.
_RINGING, _GHOSTS = 0.2, 0.15

#: Share of the spatial frequencies that are kept where it rings; and strength and distance, as a
#: share of the image, of ghosts.
_KEPT, _GHOST, _APART = (0.55, 0.85), (0.01, 0.05), (0.08, 0.5)

_AXES = {"i": 0, "j": 1, "k": 2}


def scanned(
    signal: Float32Array, grid: Grid, options: HeadOptions, rng: np.random.Generator
) -> Float32Array:
    """The magnitude image on the head's grid, as a network's frame would have it, [k, j, i].

    Args:
        signal: noise-free, [k, j, i].
        grid: its grid.
        options: voxel size, noise and artefacts.
        rng: where the randomness comes from.
    """
    if options.artefacts and rng.random() < _RINGING:
        signal = _ringing(signal, int(rng.integers(3)), rng.uniform(*_KEPT))
    if options.artefacts and rng.random() < _GHOSTS:
        signal = _ghosts(signal, int(rng.integers(1, 3)), rng)
    own = Volume.on(grid, signal)
    wanted = [max(options.in_plane_mm, step) for step in grid.spacing]
    along = _AXES[options.slice_axis]
    wanted[along] = max(options.slice_mm, grid.spacing[along])
    x, y, z = wanted
    coarse = own.grid.covering((x, y, z))
    if coarse.same(own.grid):
        acquired = own
    else:
        acquired = onto_grid(own, coarse, interpolation="linear", outside=0.0)
    noisy = rician(np.maximum(acquired.array, 0.0), options.noise, rng).astype(np.float32)
    back = onto_grid(acquired.with_array(noisy), grid, interpolation="bspline", outside=0.0)
    signal_again: Float32Array = np.maximum(back.array, 0.0)
    return signal_again


def _ringing(signal: Float32Array, axis: int, kept: float) -> Float32Array:
    """The signal without its highest frequencies along an axis, cut off sharply."""
    spectrum = np.fft.rfft(signal, axis=axis)
    count = spectrum.shape[axis]
    gone = [slice(None)] * 3
    gone[axis] = slice(int(kept * count), count)
    spectrum[tuple(gone)] = 0
    return np.fft.irfft(spectrum, signal.shape[axis], axis=axis).astype(np.float32)


def _ghosts(signal: Float32Array, axis: int, rng: np.random.Generator) -> Float32Array:
    """Faint copies to both sides along the phase's axis, as a head that moves leaves them."""
    step = int(rng.uniform(*_APART) * signal.shape[axis])
    strength = np.float32(rng.uniform(*_GHOST))
    return signal + strength * (np.roll(signal, step, axis) + np.roll(signal, -step, axis))
