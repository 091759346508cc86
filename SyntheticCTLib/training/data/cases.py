"""A pair made ready for training: both images in the model's frame, normalised, with weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import BONE_HU, HIGHEST_HU, LOWEST_HU, LUNG_LOWEST_HU
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.preprocessing.field_of_view import mr_field_of_view
from SyntheticCTLib.preprocessing.intensity import normalise_hu, zscore_in_mask
from SyntheticCTLib.training.data.pair_checks import check_images, check_one_patient

#: What follows a pair's id in the name of the record of its simulated scan.
SCAN_RECORD = "_scan.json"

#: Voxels kept as possible patch centres for each case; plenty, and small in memory.
_MOST_CENTRES = 20_000


@dataclass(frozen=True)
class HUStatistics:
    """Mean and SD of the training CTs inside the scored region, HU."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Pair:
    """An MR, or a cone-beam CT, with the CT aligned to it; in the model's frame, [k, j, i].

    Attributes:
        name: the pair's id.
        mr: MR in arbitrary units, or CBCT brought onto the scale of HU.
        ct: HU on the same grid.
        mask: where the CT may be believed.
        modality: of ``mr``: "MR" or "CBCT".
    """

    name: str
    mr: Volume
    ct: Volume
    mask: np.ndarray
    modality: str = "MR"


@dataclass(frozen=True)
class TrainingCase:
    """A pair in network units; arrays are [k, j, i].

    Attributes:
        name: the pair's id.
        signal: MR over its body SD, 0 where there is no body (float32).
        offset: body mean over body SD; ``signal - offset`` is the z-score that the network sees.
        target: normalised HU (float32).
        weight: how much a voxel counts in the loss, 0 where it must not (uint8).
        bone_centres, body_centres: voxel indices (n, 3) from which patch centres are drawn.
    """

    name: str
    signal: np.ndarray
    offset: float
    target: np.ndarray
    weight: np.ndarray
    bone_centres: np.ndarray
    body_centres: np.ndarray


def find_pairs(folder: Path) -> list[str]:
    """Ids of the aligned pairs in a folder, sorted.

    Raises:
        InputError: there are none.
    """
    names = sorted(path.name.removesuffix("_mask.nii.gz") for path in folder.glob("*_mask.nii.gz"))
    if not names:
        raise InputError(
            f"{folder} holds no aligned pairs (<id>_mr.nii.gz, <id>_ct.nii.gz, <id>_mask.nii.gz); "
            "make them with synthetic-ct prepare (or prepare-cbct, for <id>_cbct.nii.gz)."
        )
    return names


def modality_of(folder: Path, name: str) -> str:
    """What a pair's image beside its CT is: "CBCT" or "MR"."""
    return "CBCT" if (folder / f"{name}_cbct.nii.gz").is_file() else "MR"


def read_images(folder: Path, name: str) -> tuple[Volume, Volume, Volume]:
    """MR or cone-beam CT, CT and mask of one aligned pair as their files are, checked.

    Raises:
        InputError: a file is missing or cannot be used, or the grids differ; the text names it.
    """
    modality = modality_of(folder, name)
    paths = [folder / f"{name}_{what}.nii.gz" for what in (modality.lower(), "ct", "mask")]
    mr, ct, mask = (read_volume(path) for path in paths)
    check_images(paths[0], mr, paths[1], ct, modality)
    if not (mr.grid.same(ct.grid) and mr.grid.same(mask.grid)):
        sizes = ", ".join(
            f"{path.name} {image.grid.describe(origin=True)}"
            for path, image in zip(paths, (mr, ct, mask), strict=True)
        )
        raise InputError(
            f"Pair {name}: {modality}, CT and mask are not on one grid ({sizes}); prepare it again."
        )
    return mr, ct, mask


def read_pair(folder: Path, name: str, frame: dict[str, Any]) -> Pair:
    """Read one aligned pair, check it, and bring it into the model's frame.

    A pair with ``<id>_cbct.nii.gz`` is one of a cone-beam CT.

    Args:
        frame: ``orientation`` and ``spacing_mm`` (i, j, k).

    Raises:
        InputError: a file is missing or cannot be used, or the grids differ; the text names it.
    """
    modality = modality_of(folder, name)
    mr, ct, mask = read_images(folder, name)
    empty = 0.0
    if modality == "CBCT":
        mr, empty = calibrate(mr).volume, LOWEST_HU
    spacing = tuple(frame["spacing_mm"])
    orders = ((mr, 3, empty), (ct, 1, LOWEST_HU), (mask, 0, 0.0))
    mr, ct, mask = (
        to_spacing(to_orientation(v, frame["orientation"]), spacing, order=order, outside=outside)
        for v, order, outside in orders
    )
    return Pair(name, mr, ct, mask.array > 0, modality)


def read_pairs(folder: Path, names: Sequence[str], frame: dict[str, Any]) -> list[Pair]:
    """Read the pairs that a run is to use, all checked before it starts.

    A CBCT that was simulated from the pair's CT, as its record beside it says, needs no check that
    both show one patient.

    Raises:
        InputError: one sentence for each pair that cannot be used.
    """
    pairs, faults = [], []
    for name in names:
        try:
            pair = read_pair(folder, name, frame)
            check_mask(pair)
            if not (folder / f"{name}{SCAN_RECORD}").is_file():
                check_one_patient(pair.name, pair.mr, pair.ct, pair.mask, pair.modality)
        except InputError as error:
            faults.append(str(error))
        else:
            pairs.append(pair)
    if faults:
        raise InputError("Nothing was started. " + " ".join(faults))
    return pairs


def hu_statistics(pairs: list[Pair]) -> HUStatistics:
    """Mean and SD of HU over the masks of all pairs."""
    # Pair by pair: the voxels of a large folder, all at once, would be its largest use of memory.
    parts = []
    for pair in pairs:
        values = np.clip(pair.ct.array[pair.mask].astype(np.float64), LOWEST_HU, HIGHEST_HU)
        parts.append((values.size, values.mean(), values.var()))
    counts, means, variances = np.array(parts).T
    mean = np.average(means, weights=counts)
    variance = np.average(variances + (means - mean) ** 2, weights=counts)
    return HUStatistics(float(mean), float(np.sqrt(variance)))


def make_case(pair: Pair, statistics: HUStatistics, *, bone_weight: int = 1) -> TrainingCase:
    """Turn a pair into network units.

    Args:
        bone_weight: weight of voxels above ``BONE_HU``, the others have 1. An L1 loss predicts the
            median of what is possible, and where bone is less likely than not that is no bone.

    Raises:
        InputError: the mask is empty.
    """
    check_mask(pair)
    signal, offset = _signal(pair, statistics)
    bone = pair.mask & (pair.ct.array > BONE_HU)
    return TrainingCase(
        name=pair.name,
        signal=signal,
        offset=offset,
        target=normalise_hu(pair.ct.array, statistics.mean, statistics.sd),
        weight=np.where(bone, bone_weight, pair.mask).astype(np.uint8),
        bone_centres=patch_centres(bone),
        body_centres=patch_centres(_worth_learning(pair)),
    )


def _worth_learning(pair: Pair) -> np.ndarray:
    """Where patches may be centred: the mask; of a CBCT's, which is all that it saw, not the air.

    Air is most of a head's field of view, and a patch at the skin shows enough of it.
    """
    if pair.modality != "CBCT":
        return pair.mask
    inside: np.ndarray = pair.mask & (pair.ct.array > LUNG_LOWEST_HU)
    return inside if inside.any() else pair.mask


def _signal(pair: Pair, statistics: HUStatistics) -> tuple[np.ndarray, float]:
    """A case's signal and offset.

    Of an MR in units of its body's SD; of a CBCT in those of the CTs' SD, above the lowest HU, so
    that a network whose output is added to its input has both in the same units.
    """
    if pair.modality == "CBCT":
        return hu_signal(pair.mr.array, statistics)
    body = body_mask(pair.mr, "MR") & mr_field_of_view(pair.mr)
    zscore = zscore_in_mask(pair.mr.array, body)
    inside = pair.mr.array[body].astype(np.float64)
    offset = float(inside.mean() / inside.std())
    return zscore + np.float32(offset), offset


def hu_signal(hu: np.ndarray, statistics: HUStatistics) -> tuple[np.ndarray, float]:
    """Signal and offset of a case whose input is in HU.

    The signal is HU above the lowest, over the SD, so that the network sees (HU - mean) / SD.
    """
    clipped = np.clip(hu, LOWEST_HU, HIGHEST_HU).astype(np.float32)
    offset = (statistics.mean - LOWEST_HU) / statistics.sd
    return (clipped - np.float32(LOWEST_HU)) / np.float32(statistics.sd), offset


def check_mask(pair: Pair) -> None:
    """Refuse a pair of which nothing may be believed.

    Raises:
        InputError: its mask is empty.
    """
    if not pair.mask.any():
        raise InputError(f"Pair {pair.name}: its mask is empty, there is nothing to learn from.")


def patch_centres(mask: np.ndarray) -> np.ndarray:
    """Indices (n, 3) of a mask's voxels, evenly thinned to what a run needs."""
    indices = np.argwhere(mask).astype(np.int32)
    if len(indices) > _MOST_CENTRES:
        indices = indices[:: len(indices) // _MOST_CENTRES + 1]
    return indices
