"""Between a patient's grid and intensities and those that a model was trained on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.errors import ModelError, ResourceError
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.memory import available_memory
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.preprocessing.intensity import denormalise_hu, normalise_hu, zscore_in_mask
from SyntheticCTLib.resampling import onto_grid, to_orientation, to_spacing
from SyntheticCTLib.volume import Volume

#: Bytes that a synthesis holds at its worst for each voxel of the input's grid and of the model's
#: grid: fitted to the peak memory of 8 million voxels with model voxels 0.7, 1 and 2 times as wide,
#: and rounded up by a tenth. A tile's own memory comes on top; ``inference`` makes it fit.
BYTES_PER_INPUT_VOXEL = 28
BYTES_PER_MODEL_VOXEL = 26

#: Kind of input scale for cone-beam CT: ``preprocessing.cone_beam.calibrate`` puts air and soft
#: tissue where they lie in HU, then as "HU".
AIR_AND_TISSUE = "HU by air and tissue"

_HU_KINDS = ("HU", AIR_AND_TISSUE)


@dataclass(frozen=True, eq=False)
class ModelInput:
    """What the network sees.

    Attributes:
        image: normalised intensities on the model's grid, float32.
        mask: body inside the field of view on that grid, [k, j, i], bool.
        padding: the intensity that stands for "nothing there".
    """

    image: Volume
    mask: np.ndarray
    padding: float


def check_fits_memory(volume: Volume, info: ModelInfo) -> None:
    """Refuse a volume whose synthesis needs more memory than is free, before the work.

    Args:
        volume: the input.
        info: the model; its spacing decides how large the work becomes.

    Raises:
        ResourceError: the estimate is larger than the free memory.
    """
    fine = math.prod(volume.spacing) / math.prod(info.spacing)
    voxels = math.prod(volume.size)
    need = voxels * (BYTES_PER_INPUT_VOXEL + BYTES_PER_MODEL_VOXEL * fine)
    free = available_memory()
    if free is not None and need > free:
        shape = " x ".join(str(n) for n in volume.size)
        raise ResourceError(
            f"A synthesis of {shape} voxels needs about {need / 2**30:,.1f} GiB of memory, but "
            f"only {free / 2**30:,.1f} GiB are free: crop or resample the volume first."
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
    turned = to_orientation(volume, info.orientation)
    empty = OUTSIDE_HU if info.input_normalisation.get("kind") in _HU_KINDS else 0.0
    image = to_spacing(turned, info.spacing, order=3, outside=empty)
    turned_mask = to_orientation(volume.with_array(mask), info.orientation)
    inside = to_spacing(turned_mask, info.spacing, order=1, outside=0.0).array
    normalised, padding = _normalised(image.array, inside, info)
    return ModelInput(replace(image, array=normalised), inside, padding)


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
        The output image; int16 for Hounsfield units.

    Raises:
        ModelError: the model gives an intensity scale that does not exist.
    """
    scale = info.output_normalisation
    if scale.get("kind") != "HU":
        raise ModelError(f"Model {info.id} has an unknown output scale {scale.get('kind')!r}.")
    units = denormalise_hu(predicted, scale["mean"], scale["sd"], clip=scale["clip"])
    back = onto_grid(
        replace(seen.image, array=units),
        reference,
        interpolation="linear",
        outside=info.outside_value,
    )
    values = np.where(mask, np.rint(back.array), info.outside_value)
    return reference.with_array(values.astype(np.int16))


def _normalised(array: np.ndarray, mask: np.ndarray, info: ModelInfo) -> tuple[np.ndarray, float]:
    """The array on the model's intensity scale, and what "nothing there" is on that scale."""
    scale = info.input_normalisation
    # One voxel of nothing all around: what it becomes is what the tiles are padded with.
    array, mask = np.pad(array, 1), np.pad(mask, 1)
    if scale.get("kind") == "z-score in body":
        values = zscore_in_mask(array, mask)
    elif scale.get("kind") in _HU_KINDS:
        inside = np.where(mask, array, OUTSIDE_HU)
        values = normalise_hu(inside, scale["mean"], scale["sd"], clip=scale["clip"])
    else:
        raise ModelError(f"Model {info.id} wants an unknown input scale {scale.get('kind')!r}.")
    return values[1:-1, 1:-1, 1:-1], float(values[0, 0, 0])
