"""A synthetic image with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.synthesis.doubt import Doubt
from SyntheticCTLib.synthesis.record import SynthesisRecord


@dataclass(frozen=True, eq=False)
class Synthesis:
    """A synthetic image and how it was made.

    Attributes:
        volume: the synthetic image on exactly the input's grid, int16: HU of a synthetic CT,
            arbitrary units of a synthetic MR (``preprocessing.mr_scale``).
        record: how it was made, and the reasons to doubt it.
        field_of_view: where the image was made from the input, same grid, bool. Elsewhere it has
            the model's outside value, or what the prior CT shows there.
        came_from: of a cone-beam CT, which voxels came from where, uint8: 0 nothing, 1 the scan, 2
            the planning CT at the rim, 3 the planning CT outside the field of view; else None.
        mean, spread: mean and standard deviation of several samples of a second stage, on the same
            grid and scale; None without them.
        doubt: how sure it is; None for a model that does not say.
        surface_calibration: what the bounds let expect of the bone surface, see
            ``surface.measure.expected``; None where nobody knows.
    """

    volume: Volume
    record: SynthesisRecord
    field_of_view: Volume
    came_from: Volume | None = None
    mean: Volume | None = None
    spread: Volume | None = None
    doubt: Doubt | None = None
    surface_calibration: SurfaceCalibration | None = None

    def __repr__(self) -> str:
        model, doubts = self.record.model, len(self.record.warnings)
        by = f"{model.id} {model.version}".rstrip()
        return f"<Synthesis by {by}: {self.volume!r}, warnings: {doubts}>"

    @property
    def lower(self) -> Volume | None:
        """What lies below most of the truth, on the same grid and scale."""
        return None if self.doubt is None else self.doubt.lower

    @property
    def upper(self) -> Volume | None:
        """What lies above most of the truth, on the same grid and scale."""
        return None if self.doubt is None else self.doubt.upper

    @property
    def bone_probability(self) -> Volume | None:
        """That a voxel lies in bone, marrow included, 0 to 1; None where the model says nothing."""
        return None if self.doubt is None else self.doubt.bone_probability

    @property
    def expected_error(self) -> Volume | None:
        """Mean absolute error to expect in each voxel, in the image's units.

        None for a model whose bounds are not calibrated.
        """
        return None if self.doubt is None else self.doubt.expected_error
