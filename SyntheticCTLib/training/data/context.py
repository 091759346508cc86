"""Training on images that are cut out of larger ones, as people cut out a joint.

A network that only ever saw whole limbs asks for a whole limb: it finds bone by how far the skin
is, and its intensities hang on what else is in view. Here the image round a patch is cut to a box
first, and its intensities are taken anew from what is left, as a synthesis of that crop would.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.masks.boxes import Box, box_of
from SyntheticCTLib.preprocessing.input_scales import InputScale
from SyntheticCTLib.tasks.pair import TrainingCase

#: Smallest body in a crop by which intensities can be scaled, voxels.
_FEWEST_VOXELS = 4_000


@dataclass(frozen=True)
class Context:
    """How images are cut before a patch is drawn.

    Attributes:
        share: of the patches whose image is cut.
        bone_share: of these, cut to the bone near the patch's centre and a margin, the others to a
            box of any size round the centre.
        air_share: of these, put into air on all sides.
        margin: smallest and largest margin round bone, in-plane voxels; a third as many slices.
        half_size: smallest and largest half of a box's side, in-plane voxels; a third as many
            slices.
    """

    share: float = 0.0
    bone_share: float = 0.5
    air_share: float = 0.3
    margin: tuple[int, int] = (4, 30)
    half_size: tuple[int, int] = (20, 90)


def in_context(
    case: TrainingCase,
    centre: np.ndarray,
    patch_size: np.ndarray,
    scale: InputScale,
    settings: Context,
    random: np.random.Generator,
) -> tuple[TrainingCase, np.ndarray]:
    """A case and a patch's centre, perhaps in an image cut round that centre.

    Args:
        case: whole; not changed.
        centre: voxel index (k, j, i).
        patch_size: voxels (k, j, i).
        scale: the input scale of the recipe.
        settings: how.
        random: where choices come from.
    """
    if case.bone is None or case.body is None or random.random() >= settings.share:
        return case, centre
    to_bone = random.random() < settings.bone_share
    box = _bone_box(case.bone, centre, settings, random) if to_bone else None
    box = box or _box(case.signal.shape, centre, settings, random)
    body = case.body[box]
    if body.sum() < _FEWEST_VOXELS:
        return case, centre
    try:
        signal, offset = scale(case.signal[box], body)
    except InputError:
        return case, centre
    shift = np.array([side.start for side in box])
    small = replace(
        case,
        signal=signal,
        offset=offset,
        target=case.target[box],
        weight=case.weight[box],
        bone=case.bone[box],
        body=body,
    )
    centre = centre - shift
    if random.random() < settings.air_share:
        room = random.integers(0, patch_size // 2 + 1)
        return _in_air(small, room), centre + room
    return small, centre


def _bone_box(
    bone: np.ndarray, centre: np.ndarray, settings: Context, random: np.random.Generator
) -> Box | None:
    """The box of the bone within reach of the centre, and a margin; None where there is no bone."""
    window = _box(bone.shape, centre, settings, random)
    seen = bone[window] > 0
    if not seen.any():
        return None
    margin = int(random.integers(settings.margin[0], settings.margin[1] + 1))
    # Only the sides move with the bone: along k people cut where they like.
    sides = zip(window[1:], box_of(seen)[1:], bone.shape[1:], strict=True)
    j, i = (
        slice(
            max(whole.start + part.start - margin, 0),
            min(whole.start + part.stop + margin, length),
        )
        for whole, part, length in sides
    )
    return window[0], j, i


def _box(
    shape: tuple[int, ...], centre: np.ndarray, settings: Context, random: np.random.Generator
) -> Box:
    """A box of any size round the centre, within the image."""
    low, high = settings.half_size
    scale = np.array([1 / 3, 1.0, 1.0])
    sides = np.exp(random.uniform(np.log(low), np.log(high), (2, 3))) * scale
    inside = np.clip(centre, 0, np.array(shape) - 1)
    start = np.maximum(inside - sides[0], 0).astype(int)
    end = np.minimum(inside + sides[1] + 1, shape).astype(int)
    k, j, i = (slice(int(a), int(b)) for a, b in zip(start, end, strict=True))
    return k, j, i


def _in_air(case: TrainingCase, room: np.ndarray) -> TrainingCase:
    padding = [(int(n), int(n)) for n in room]
    air = float(case.target.min())
    assert case.bone is not None
    return replace(
        case,
        signal=np.pad(case.signal, padding),
        target=np.pad(case.target, padding, constant_values=air),
        weight=np.pad(case.weight, padding),
        bone=np.pad(case.bone, padding),
    )
