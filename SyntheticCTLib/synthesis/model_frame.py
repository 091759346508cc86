"""Between a patient's grid and intensities and those that a model was trained on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from SyntheticCTLib.errors import ModelError, ResourceError
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.resampling import onto_grid, to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.memory import available_memory
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.models.outputs import BONE
from SyntheticCTLib.preprocessing.intensity import (
    AIR_AND_TISSUE,
    HU,
    Z_SCORE,
    denormalise_hu,
    normalise_hu,
    zscore_in_mask,
)
from SyntheticCTLib.preprocessing.mr_scale import MR_SIGNAL
from SyntheticCTLib.preprocessing.muscle_scale import MUSCLE_SCALE, in_muscles
from SyntheticCTLib.preprocessing.scale_steps import STEPS, scaled_by_steps

#: Bytes that a synthesis holds at its worst for each voxel of the input's grid and of the model's
#: grid: fitted to the peak memory of 8 million voxels with model voxels 0.7, 1 and 2 times as wide,
#: and rounded up by a tenth. A tile's own memory comes on top; ``inference`` makes it fit.
BYTES_PER_INPUT_VOXEL = 28
BYTES_PER_MODEL_VOXEL = 26

#: The same for each voxel of the model's grid on top, while a second stage refines: its three
#: channels and their padded copy, the volume being sampled, and the sums over samples.
BYTES_PER_REFINED_VOXEL = 48

#: And of a further channel of the input: the array and its padded copy, float32.
BYTES_PER_CHANNEL_VOXEL = 8

#: Input scales on which values are HU.
_HU_KINDS = (HU, AIR_AND_TISSUE)

#: Logit of bone where nothing is predicted; its probability is 2e-9.
_NO_BONE_LOGIT = -20.0

#: Output scales; both are straight lines from the network's units, cut at ``clip``.
_OUTPUT_KINDS = (HU, MR_SIGNAL)


@dataclass(frozen=True, eq=False)
class ModelInput:
    """What the network sees.

    Attributes:
        image: normalised intensities on the model's grid, float32.
        mask: body inside the field of view on that grid, [k, j, i], bool.
        padding: the intensity that stands for "nothing there".
        neighbours: slices on each side that the network is shown as further channels.
    """

    image: Volume
    mask: np.ndarray
    padding: float
    neighbours: int = 0

    @property
    def channels(self) -> np.ndarray:
        """What goes into the network, [channel, k, j, i]: the image, and as further channels the
        slices below and above, from the lowest to the highest; beyond its ends the image is
        mirrored (KonfAI's way)."""
        array, reach = self.image.array, self.neighbours
        if not reach:
            return array[None]
        padded = np.pad(array, ((reach, reach), (0, 0), (0, 0)), mode="reflect")
        return np.stack([padded[n : n + len(array)] for n in range(2 * reach + 1)])


def check_fits_memory(volume: Volume, info: ModelInfo, *, refined: bool = False) -> None:
    """Refuse a volume whose synthesis needs more memory than is free, before the work.

    Args:
        volume: the input.
        info: the model; its spacing decides how large the work becomes.
        refined: a second stage follows.

    Raises:
        ResourceError: the estimate is larger than the free memory.
    """
    fine = 1.0 if info.keeps_spacing else math.prod(volume.spacing) / math.prod(info.spacing)
    voxels = math.prod(volume.size)
    per_model_voxel = BYTES_PER_MODEL_VOXEL + (BYTES_PER_REFINED_VOXEL if refined else 0)
    per_model_voxel += 2 * info.neighbours * BYTES_PER_CHANNEL_VOXEL
    need = voxels * (BYTES_PER_INPUT_VOXEL + per_model_voxel * fine)
    free = available_memory()
    if free is not None and need > free:
        raise ResourceError(
            f"A synthesis of {times(volume.size)} voxels needs about {need / 2**30:,.1f} GiB of "
            f"memory, but only {free / 2**30:,.1f} GiB are free: crop or resample the volume first."
        )


def to_model_input(volume: Volume, mask: np.ndarray, info: ModelInfo) -> ModelInput:
    """Bring an image into a model's frame: orientation, spacing, intensity scale.

    Axes are swapped and flipped first, which costs nothing, and interpolated once: cubic B-spline
    for the image, linear and one half for the mask (why: see ``resampling``).

    Args:
        volume: the image, any grid; a cone-beam CT calibrated.
        mask: body inside the field of view, [k, j, i] of ``volume``, bool.
        info: the model.

    Raises:
        InputError: the mask is empty, or the image constant inside it.
        ModelError: the model asks for an intensity scale that does not exist.
    """
    if info.input_normalisation.get("kind") == STEPS:
        return _by_steps(volume, mask, info)
    turned = to_orientation(volume, info.orientation)
    empty = OUTSIDE_HU if info.input_normalisation.get("kind") in _HU_KINDS else 0.0
    spacing = _spacing(turned, info)
    image = to_spacing(turned, spacing, order=3, outside=empty)
    turned_mask = to_orientation(volume.with_array(mask), info.orientation)
    inside = to_spacing(turned_mask, spacing, order=1, outside=0.0).array
    normalised, padding = _normalised(image.array, inside, info)
    return ModelInput(replace(image, array=normalised), inside, padding, info.neighbours)


def _spacing(turned: Volume, info: ModelInfo) -> Sequence[float]:
    return turned.spacing if info.keeps_spacing else info.spacing


def _by_steps(volume: Volume, mask: np.ndarray, info: ModelInfo) -> ModelInput:
    """Scaled on the input's own voxels, as the programs that such scales come from do it, and then
    resampled."""
    scale = info.input_normalisation
    scaled, nothing = scaled_by_steps(volume.array, mask, scale["steps"])
    padding = float(scale.get("padding", nothing))
    turned = to_orientation(volume.with_array(scaled), info.orientation)
    spacing = _spacing(turned, info)
    image = to_spacing(turned, spacing, order=3, outside=padding)
    if info.shown == "image":
        inside = np.ones(image.array.shape, dtype=bool)
    else:
        turned_mask = to_orientation(volume.with_array(mask), info.orientation)
        inside = to_spacing(turned_mask, spacing, order=1, outside=0.0).array
    normalised = replace(image, array=np.asarray(image.array, np.float32))
    return ModelInput(normalised, inside, padding, info.neighbours)


def from_model_output(
    predicted: np.ndarray, seen: ModelInput, info: ModelInfo, reference: Volume, mask: np.ndarray
) -> Volume:
    """Bring a prediction back into the patient's grid and the output's units.

    Interpolated once, linearly: a cubic kernel would overshoot at the rim of bone. Clipped to the
    range that the model was trained on.

    Args:
        predicted: the network's answer on the grid of ``seen``, [k, j, i].
        seen: what the network saw.
        info: the model.
        reference: the input; the result has its grid, bit for bit, and its metadata.
        mask: body inside the field of view, [k, j, i] of ``reference``; elsewhere the result has
            the model's outside value.

    Returns:
        The output image, int16: whole HU, or whole arbitrary units of an MR.

    Raises:
        ModelError: the model gives an intensity scale that does not exist.
    """
    scale = _output_scale(info)
    units = denormalise_hu(predicted, scale["mean"], scale["sd"], clip=scale["clip"])
    return _on_input_grid(units, seen, reference, mask, outside=info.outside_value)


def spread_from_model_output(
    spread: np.ndarray, seen: ModelInput, info: ModelInfo, reference: Volume, mask: np.ndarray
) -> Volume:
    """As ``from_model_output``, of a standard deviation: no offset, and 0 outside the body."""
    units = spread * np.float32(_output_scale(info)["sd"])
    return _on_input_grid(units, seen, reference, mask, outside=0.0)


def outside_of_network(info: ModelInfo) -> float:
    """The model's outside value on the network's output scale."""
    scale = _output_scale(info)
    return (info.outside_value - float(scale["mean"])) / float(scale["sd"])


def uncovered(info: ModelInfo) -> list[float]:
    """What each output is where nothing is predicted: the outside value, and surely no bone."""
    outside = outside_of_network(info)
    return [_NO_BONE_LOGIT if name == BONE else outside for name in info.outputs]


def _output_scale(info: ModelInfo) -> dict[str, Any]:
    scale = info.output_normalisation
    if scale.get("kind") not in _OUTPUT_KINDS:
        raise ModelError(f"Model {info.id} has an unknown output scale {scale.get('kind')!r}.")
    return scale


def _on_input_grid(
    units: np.ndarray, seen: ModelInput, reference: Volume, mask: np.ndarray, *, outside: float
) -> Volume:
    image = replace(seen.image, array=units)
    return reference.with_array(within_mask(image, reference, mask, outside, np.int16))


def within_mask(
    predicted: Volume,
    reference: Volume,
    mask: np.ndarray,
    outside: float,
    kind: type[np.int16] | type[np.float32] = np.float32,
) -> np.ndarray:
    """A prediction on another grid inside a mask, interpolated linearly; one value elsewhere.

    Only the mask's box is sampled, so that the air round a body costs nothing.

    Args:
        predicted: any grid.
        reference: has the grid.
        mask: bool ``[k, j, i]`` of ``reference``.
        outside: the value where the mask is not.
        kind: of the result's numbers; whole ones are rounded.

    Returns:
        Shape ``(k, j, i)``.
    """
    k, j, i = box = box_of(mask)
    values = np.full(mask.shape, outside, kind)
    part = values[box]
    turned = to_orientation(predicted, reference.grid.orientation)
    if turned.grid.same(reference.grid):
        part[...] = np.rint(turned.array[box]) if kind is np.int16 else turned.array[box]
    else:
        grid = reference.grid.part((i.start, j.start, k.start), part.shape[::-1])
        onto_grid(predicted, grid, interpolation="linear", outside=outside, into=part)
    for plane, inside in zip(part, mask[box], strict=True):
        plane[~inside] = outside
    return values


def _normalised(array: np.ndarray, mask: np.ndarray, info: ModelInfo) -> tuple[np.ndarray, float]:
    """The array on the model's intensity scale, and what "nothing there" is on that scale."""
    scale = info.input_normalisation
    # One voxel of nothing all around: what it becomes is what the tiles are padded with.
    array, mask = np.pad(array, 1), np.pad(mask, 1)
    if scale.get("kind") == Z_SCORE:
        values = zscore_in_mask(array, mask)
    elif scale.get("kind") == MUSCLE_SCALE:
        signal, offset = in_muscles(array, mask)
        values = signal - np.float32(offset)
    elif scale.get("kind") in _HU_KINDS:
        inside = np.where(mask, array, OUTSIDE_HU)
        values = normalise_hu(inside, scale["mean"], scale["sd"], clip=scale["clip"])
    else:
        raise ModelError(f"Model {info.id} wants an unknown input scale {scale.get('kind')!r}.")
    return values[1:-1, 1:-1, 1:-1], float(values[0, 0, 0])
