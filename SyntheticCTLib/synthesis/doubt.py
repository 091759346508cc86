"""What a network of several outputs says of its own answer, on the input's grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.models.outputs import BONE, LOWER, UPPER, VALUE, Calibration
from SyntheticCTLib.synthesis.described import described
from SyntheticCTLib.synthesis.model_frame import ModelInput, from_model_output, within_mask

#: Logits beyond this say the same, and their exponential would overflow.
_SUREST = 30.0


@dataclass(frozen=True, eq=False)
class Doubt:
    """How sure a synthetic image is. All volumes have the input's grid, arrays [k, j, i].

    Large volumes leave little room: each is made when it is asked for.

    Attributes:
        bounds: makes the bounds of the value, the lower and the upper one; the volumes are not
            kept.
        calibration: of the bounds; None where nobody calibrated them.
        bone: makes the probability of bone; None of a network that does not say.
    """

    bounds: tuple[Callable[[], Volume], Callable[[], Volume]]
    calibration: Calibration | None = None
    bone: Callable[[], Volume] | None = None

    @cached_property
    def lower(self) -> Volume:
        """Int16, in the value's units; calibrated if the model is.

        Outside the body it has the model's outside value.
        """
        return self.bounds[0]()

    @cached_property
    def upper(self) -> Volume:
        """The same above."""
        return self.bounds[1]()

    @cached_property
    def bone_probability(self) -> Volume | None:
        """That a voxel lies in bone, marrow included; float32, 0 outside the body."""
        return None if self.bone is None else self.bone()

    @cached_property
    def expected_error(self) -> Volume | None:
        """Mean absolute error to expect, float32, in the value's units, 0 outside the body."""
        if self.calibration is None:
            return None
        width = self.upper.array.astype(np.float32)
        width -= self.lower.array
        width *= np.float32(self.calibration.error_share / 2)
        modality = str(self.lower.metadata["modality"])
        return described(self.lower.with_array(width), modality, "expected error")


def doubt_of(
    answer: np.ndarray, seen: ModelInput, info: ModelInfo, reference: Volume, mask: np.ndarray
) -> Doubt:
    """Bring bounds and bone of a network's answer onto the input's grid.

    Args:
        answer: [output, k, j, i] on the grid of ``seen``, outputs as the model names them.
        seen, info, reference, mask: as for ``from_model_output``.

    Raises:
        ModelError: see ``from_model_output``.
    """
    said = dict(zip(info.outputs, answer, strict=True))
    # Bounds are made later, or never: until then the grids are kept, and no images.
    reference = reference.without_values()
    seen = replace(seen, image=seen.image.without_values())
    calibration = None if info.interval is None else info.interval.calibration
    factor = np.float32(1.0 if calibration is None else calibration.factor)
    value = said[VALUE]
    below, above = _away(value - said[LOWER], factor), _away(said[UPPER] - value, factor)
    np.subtract(value, below, out=below)
    above += value

    def bound(normalised: np.ndarray, what: str) -> Volume:
        return described(
            from_model_output(normalised, seen, info, reference, mask), info.output_modality, what
        )

    lower = partial(bound, below, "lower bound")
    upper = partial(bound, above, "upper bound")
    logit = said[BONE].copy()  # not the whole answer

    def bone() -> Volume:
        share = _probability(logit, seen, reference, mask)
        return described(share, info.output_modality, "bone probability")

    return Doubt((lower, upper), calibration, bone)


def _away(distance: np.ndarray, factor: np.float32) -> np.ndarray:
    """How far a bound is, in place: nothing makes a network keep its bounds in order."""
    np.maximum(distance, 0.0, out=distance)
    distance *= factor
    return distance


def even_doubt(result: Volume, mask: np.ndarray, info: ModelInfo) -> Doubt | None:
    """Bounds equally far from every value, of a model without its own that was calibrated so.

    Args:
        result: the synthetic image.
        mask: where it was made, bool [k, j, i].
        info: of the model.

    Returns:
        None for a model that has no such bounds.
    """
    interval = info.interval
    if interval is None or interval.band is None:
        return None
    calibration = interval.calibration
    away = interval.band * (1.0 if calibration is None else calibration.factor)
    lowest, highest = info.output_normalisation.get("clip") or (-np.inf, np.inf)

    def bound(distance: float, what: str) -> Volume:
        moved = np.clip(result.array + np.float32(distance), lowest, highest)
        whole = np.where(mask, np.rint(moved), result.array).astype(np.int16)
        return described(result.with_array(whole), info.output_modality, what)

    bounds = partial(bound, -away, "lower bound"), partial(bound, away, "upper bound")
    return Doubt(bounds, calibration)


def _probability(
    logit: np.ndarray, seen: ModelInput, reference: Volume, mask: np.ndarray
) -> Volume:
    share = 1.0 / (1.0 + np.exp(-np.clip(logit, -_SUREST, _SUREST)))
    image = replace(seen.image, array=share.astype(np.float32))
    return reference.with_array(within_mask(image, reference, mask, 0.0))
