"""How good a synthetic MR is: against the MR, from slice to slice, and whether anatomy is kept.

Both images are on the scale of ``preprocessing.mr_scale``: air 0, the 95th percentile of the
signal in the body 1000. PSNR, SSIM and MS-SSIM take 0 to 2000 for the dynamic range, which is that
of the scale; with the usual 0 to 1 over the image's own values PSNR would come out lower.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from SyntheticCTLib.evaluation.edge_distance import edge_distances
from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.evaluation.image_metrics import (
    mean_absolute_error,
    mean_error,
    peak_signal_to_noise_ratio,
    pearson_correlation,
)
from SyntheticCTLib.evaluation.ms_ssim import ms_ssim, ssim
from SyntheticCTLib.hounsfield import BONE_HU, CORTICAL_HU, FAT_HIGHEST_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.masks.overlap import dice
from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.preprocessing.mr_scale import AIR_SIGNAL, HIGHEST_SIGNAL, UNIT

#: Dynamic range of the metrics that need one, a.u.
SIGNAL_RANGE = (AIR_SIGNAL, HIGHEST_SIGNAL)

#: Cortical bone is looked for this far around the CT's bone, mm: beyond it tendons are as dark.
_SHELL_MM = 4.0

#: Cortical bone has less than this share of the signal of soft tissue.
_DARK_SHARE = 0.5


def evaluate_synthetic_mr(smri: Volume, mr: Volume, ct: Volume, mask: np.ndarray) -> dict[str, Any]:
    """Every figure of a synthetic MR, by key.

    Args:
        smri: synthetic MR, a.u.
        mr: the real one on the same scale (``mr_scale.scaled_mr``).
        ct: the CT that it was made from, HU. All on one grid, arrays ``[k, j, i]``.
        mask: voxels that count, bool.

    Returns:
        ``Figure`` by key: "mae", "mean_error", "psnr", "ssim", "ms_ssim", "pearson_r",
        "slice_jitter", "body_dice", "body_hd95", "cortex_dice", "cortex_distance".
    """
    made, real = smri.array, mr.array
    return {
        "mae": replace(mean_absolute_error(made, real, mask), unit=UNIT),
        "mean_error": replace(mean_error(made, real, mask), unit=UNIT),
        "psnr": peak_signal_to_noise_ratio(made, real, mask, dynamic_range=SIGNAL_RANGE),
        "ssim": ssim(made, real, mask, dynamic_range=SIGNAL_RANGE),
        "ms_ssim": ms_ssim(made, real, mask, dynamic_range=SIGNAL_RANGE),
        "pearson_r": pearson_correlation(made, real, mask),
        "slice_jitter": slice_jitter(made, real, mask),
        **body_outline(smri, ct),
        **cortex_outline(smri, ct, mask),
    }


def slice_jitter(made: np.ndarray, real: np.ndarray, mask: np.ndarray) -> Figure:
    """How much slices jump beside their neighbours, over what they do in the real image.

    The mean of ``|x[k] - (x[k-1] + x[k+1]) / 2|`` over the mask, a slice being one of the first
    axis. 1 is as continuous as the real image, more is jitter, less is smoother.

    Args:
        made, real: ``[k, j, i]``.
        mask: voxels that count where their neighbours do too, bool.
    """
    name = "slice jitter"
    inside = mask[1:-1] & mask[:-2] & mask[2:]
    if not inside.any():
        return undefined(name, "the mask holds no three slices in a row")
    jumps = [
        float(np.abs(x[1:-1] - (x[:-2] + x[2:]) / 2)[inside].mean())
        for x in (made.astype(np.float64), real.astype(np.float64))
    ]
    if jumps[1] == 0:
        return undefined(name, "the real image is the same in every slice")
    return Figure(name, jumps[0] / jumps[1])


def body_outline(smri: Volume, ct: Volume) -> dict[str, Figure]:
    """Is the body of the synthetic MR that of the CT? Dice, and HD95 of the outlines in mm."""
    made, real = mr_body(smri), ct_body(ct)
    distances = edge_distances(made, real, smri.spacing)
    return {
        "body_dice": Figure("Dice of the body", dice(made, real)),
        "body_hd95": Figure("HD95 of the body", distances.percentile(95), "mm"),
    }


def cortex_outline(smri: Volume, ct: Volume, mask: np.ndarray) -> dict[str, Figure]:
    """Is the synthetic MR dark where the CT shows cortical bone?

    Dark is less than half of the image's own soft tissue (the median where the CT shows it), looked
    for around the CT's bone; it is compared with the CT above ``CORTICAL_HU``. Of a real MR the
    same figures tell how well they can become at all.

    Returns:
        "cortex_dice", and "cortex_distance": mean distance of the outlines, mm.
    """
    names = ("Dice of cortical bone", "distance of cortical bone's outline")
    shell = dilate(ct.array > BONE_HU, ct.spacing, _SHELL_MM) & mask
    cortex = (ct.array > CORTICAL_HU) & shell
    soft = mask & (ct.array > FAT_HIGHEST_HU) & (ct.array <= BONE_HU)
    dark = np.zeros_like(cortex)
    reason = f"the CT shows no bone above {CORTICAL_HU:g} HU, or no soft tissue"
    if cortex.any() and soft.any():
        dark = shell & (smri.array < _DARK_SHARE * np.median(smri.array[soft]))
        reason = "nothing around the bone is dark"
    if not dark.any():
        found = (undefined(names[0], reason), undefined(names[1], reason, "mm"))
        return dict(zip(("cortex_dice", "cortex_distance"), found, strict=True))
    apart = edge_distances(dark, cortex, ct.spacing)
    mean = float(np.concatenate([apart.to_first, apart.to_second]).mean())
    return {
        "cortex_dice": Figure(names[0], dice(dark, cortex)),
        "cortex_distance": Figure(names[1], mean, "mm"),
    }
