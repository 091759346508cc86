"""What happens between a clean beam behind the object and the numbers that a panel writes."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn.functional import avg_pool2d, conv1d, interpolate, pad

from SyntheticCTLib.simulation.cone_beam.geometry import ScanGeometry
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

#: Scatter is smooth: it is computed on pixels this many times as wide.
_SCATTER_BINNING = 8

#: Share of the scatter that has been scattered so often that it lies evenly over the panel.
_EVEN_SHARE = 0.5

#: A lagging pixel keeps this share of its remembered signal from view to view.
_LAG_KEEPS = 0.85

#: The weakest signal that a panel writes, as a share of the open beam.
_FLOOR = 2e-5

#: Share of a pixel's gain error that its whole column has, which is what draws rings in all slices.
_COLUMN_SHARE = 0.7


@torch.inference_mode()
def measured(
    clean: np.ndarray,
    open_field: np.ndarray,
    geometry: ScanGeometry,
    parameters: ConeBeamParameters,
) -> np.ndarray:
    """The signal with scatter, lag, noise and unequal gains, over the open beam.

    * Scatter: what the object takes from the primary beam and can still come out of it,
      ``-I ln I`` (Ohnesorge et al., Eur Radiol 9:563, 1999), spread by a Gaussian. In a wide
      body it grows faster than that, for what is scattered again is not lost: by ``exp(-b ln I)``.
    * Lag: each view shows a share of the views before it (first-order recursion).
    * Noise: Poisson's, as a Gaussian of the same variance, and the electronics'.
    * Gains: an error of each pixel that stays in all views, hence rings.

    Args:
        clean: signal behind the object over that behind the bow-tie alone, [view, row, column].
        open_field: signal behind the bow-tie over that of the bare beam, [column].
        geometry: the scan.
        parameters: how strong each effect is.

    Returns:
        [view, row, column], float32, above 0.
    """
    p = parameters
    generator = torch.Generator().manual_seed(p.seed)
    beam = torch.as_tensor(open_field, dtype=torch.float32)
    signal = torch.as_tensor(clean)
    if p.scatter > 0:
        signal = signal + _scatter(signal * beam, geometry, p) / beam
    if p.lag > 0:
        signal = _with_lag(signal, p.lag)
    if p.photons > 0:
        quanta = signal * beam * p.photons
        sd = (quanta.clamp(min=0) + p.electronic_noise**2).sqrt()
        noise = torch.randn(signal.shape, generator=generator)
        signal = (quanta + sd * noise) / (beam * p.photons)
    if p.ring_gain > 0:
        signal = signal * _gains(signal.shape[1:], p.ring_gain, generator)
    return signal.clamp(min=_FLOOR).numpy()


def _scatter(signal: torch.Tensor, geometry: ScanGeometry, p: ConeBeamParameters) -> torch.Tensor:
    """What is left of the scatter after the scanner's own correction."""
    absorbed = -signal.clamp(min=_FLOOR).log()
    source = signal * absorbed * (p.scatter_build_up * absorbed).exp()
    coarse = avg_pool2d(source[:, None], _SCATTER_BINNING, ceil_mode=True)
    sd = p.scatter_width_mm / (geometry.pixel * _SCATTER_BINNING)
    reach = max(round(3 * sd), 1)
    kernel = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sd) ** 2)
    kernel = kernel / kernel.sum()
    for axis in (2, 3):
        lines = coarse.movedim(axis, -1)
        flat = pad(lines.reshape(-1, 1, lines.shape[-1]), (reach, reach), mode="replicate")
        coarse = conv1d(flat, kernel[None, None]).reshape(lines.shape).movedim(-1, axis)
    spread = interpolate(coarse, size=signal.shape[1:], mode="bilinear")[:, 0]
    mean = source.mean(dim=(1, 2), keepdim=True)
    even = _EVEN_SHARE * mean + (1 - _EVEN_SHARE) * spread
    return p.scatter * (1 - p.scatter_correction) * even


def _with_lag(signal: torch.Tensor, lag: float) -> torch.Tensor:
    remembered = signal[0]
    result = torch.empty_like(signal)
    for view in range(len(signal)):
        result[view] = (1 - lag) * signal[view] + lag * remembered
        remembered = _LAG_KEEPS * remembered + (1 - _LAG_KEEPS) * signal[view]
    return result


def _gains(shape: torch.Size, sd: float, generator: torch.Generator) -> torch.Tensor:
    columns = torch.randn((1, shape[1]), generator=generator)
    pixels = torch.randn(tuple(shape), generator=generator)
    return 1 + sd * (_COLUMN_SHARE * columns + (1 - _COLUMN_SHARE) * pixels)
