"""The image that a synthetic CT was made from: what kind it is, and what its scan saw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, KINDS, MR, Kind, kind_named, kind_of
from SyntheticCTLib.synthesis.record import SynthesisRecord


@dataclass(frozen=True, eq=False)
class SourceImage:
    """The image and its kind; everything that is scored or shown asks this for what it saw.

    Attributes:
        volume: the image as it was read, array ``[k, j, i]``.
        kind: what it is.
    """

    volume: Volume
    kind: Kind

    @property
    def named(self) -> Volume:
        """The image, with its kind in its metadata."""
        return self.volume.with_array(self.volume.array, modality=self.kind.name)

    @cached_property
    def field_of_view(self) -> np.ndarray:
        """Where the scan saw something, bool ``[k, j, i]``, as the synthesis sees it."""
        return self.kind.field_of_view(self.volume)


def source_image(
    volume: Volume, modality: str | None = None, record: SynthesisRecord | None = None
) -> SourceImage:
    """A synthetic CT's source with its kind.

    What it is called decides; else what the model of the synthesis takes; else header and values.
    A synthetic CT is made from an MR or a CBCT, so what only looks like a CT is a CBCT, as many a
    linac's header calls it; what looks like nothing known is taken for an MR.

    Args:
        volume: the image as it was read.
        modality: "MR", "CT" or "CBCT" where that is known.
        record: of the synthesis, where there is one.

    Raises:
        InputError: the modality is none of these.
    """
    modality = modality or recorded_modality(record)
    if modality is not None:
        return SourceImage(volume, kind_named(modality))
    kind = kind_of(volume) or MR
    return SourceImage(volume, CBCT if kind is CT else kind)


def recorded_modality(record: SynthesisRecord | None) -> str | None:
    """What the model of a synthesis takes, by its record; None where that is not known."""
    modality = None if record is None else record.model.input_modality
    return modality if modality in KINDS else None
