"""Training cases that know bone as a shape, and where joints are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, TrainingCase, patch_centres
from SyntheticCTLib.tasks.trained_task import TrainedTask
from SyntheticCTLib.training.data.bone_shape import filled_bone
from SyntheticCTLib.training.data.patch_contents import masks_of_contents


def make_shape_case(
    task: TrainedTask,
    pair: Pair,
    statistics: HUStatistics,
    *,
    bone: np.ndarray | None = None,
    bone_weight: int = 1,
) -> TrainingCase:
    """As ``TrainedTask.case``, of an MR, with the filled bone of its CT and centres by contents.

    Args:
        bone: the filled bone, bool [k, j, i]; None fills it.

    Raises:
        InputError: see ``TrainedTask.case``.
    """
    case = task.case(pair, statistics, bone_weight=bone_weight)
    bone = (filled_bone(pair.ct) if bone is None else bone) & pair.mask
    body = pair.kind.body(pair.image)
    masks = masks_of_contents(pair.ct, bone, case.signal, body)
    centres = {name: patch_centres(mask & pair.mask) for name, mask in masks.items()}
    return replace(
        case,
        bone=bone.astype(np.uint8),
        body=body,
        contents={name: found for name, found in centres.items() if len(found)},
    )


def kept_bone(pair: Pair, folder: Path) -> np.ndarray:
    """The filled bone of a pair, bool [k, j, i], from a file beside the pair.

    Filling takes seconds a pair, so it is done once, and again when the CT or its grid changed.

    Raises:
        InputError: the file cannot be written.
    """
    place, ct = folder / f"{pair.name}_bone.nii.gz", folder / f"{pair.name}_ct.nii.gz"
    if place.is_file() and place.stat().st_mtime > ct.stat().st_mtime:
        kept = read_volume(place)
        if kept.grid.same(pair.ct.grid):
            found: np.ndarray = kept.array > 0
            return found
    bone = filled_bone(pair.ct)
    write_volume(pair.ct.with_array(bone.astype(np.uint8)), place)
    return bone
