"""The image that a synthetic CT was made from: what kind it is, and what its scan saw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from SyntheticCTLib.image.checks import check_finite
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import KINDS, Kind, kind_named, source_kind


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
        return self.volume.of_modality(self.kind.name)

    @cached_property
    def field_of_view(self) -> np.ndarray:
        """Where the scan saw something, bool ``[k, j, i]``, as the synthesis sees it."""
        return self.kind.field_of_view(self.volume)


def source_image(
    volume: Volume, modality: str | None = None, recorded: str | None = None
) -> SourceImage:
    """A synthetic CT's source with its kind.

    What it is called decides; else what the model of the synthesis takes; else header and values
    (``source_kind``).

    Args:
        volume: the image as it was read.
        modality: "MR", "CT" or "CBCT" where that is known.
        recorded: what the record of the synthesis says that its model takes, see
            ``synthesis.record.recorded_source``; a name that is not known is passed over.

    Raises:
        InputError: the modality is none of these, or values are no numbers or no scan's.
    """
    check_finite(volume.array, volume.called("source"))
    if modality is not None:
        return SourceImage(volume, kind_named(modality))
    return SourceImage(volume, KINDS.get(recorded or "") or source_kind(volume))
