"""What can be chosen of a drawn head."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.simulation.head.sequences import NAMES

#: How often a training draws each sequence: mostly T1, which is what most people have of heads.
SHARES: dict[str, float] = {
    "T1": 0.25,
    "MPRAGE": 0.25,
    "GRE": 0.1,
    "T2": 0.1,
    "PD": 0.1,
    "FLAIR": 0.1,
    "random": 0.1,
}


@dataclass(frozen=True)
class HeadOptions:
    """How one head is drawn.

    Attributes:
        sequence: one of ``sequences.NAMES``.
        slice_mm: distance and thickness of the scan's slices; the image comes on the head's grid
            all the same, interpolated as a network would see it.
        slice_axis: "k" (axial), "j" (coronal) or "i" (sagittal).
        in_plane_mm: width of a voxel within a slice.
        noise: SD of the noise over the brightest tissue's signal.
        shading: SD of the logarithm of the coil's shading.
        artefacts: whether ringing and motion may occur.
        reshaped: whether the head is deformed into another one.
        defaced: whether the face is cut away.
        ct_noise_hu: SD of the CT's noise.
        seed: of everything random.

    Raises:
        InputError: a value is out of its range.
    """

    sequence: str = "T1"
    slice_mm: float = 1.0
    slice_axis: str = "k"
    in_plane_mm: float = 1.0
    noise: float = 0.02
    shading: float = 0.15
    artefacts: bool = False
    reshaped: bool = False
    defaced: bool = False
    ct_noise_hu: float = 8.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.sequence not in NAMES:
            raise InputError(
                f"Unknown MR sequence {self.sequence!r}: choose one of {', '.join(NAMES)}."
            )
        if self.slice_axis not in ("i", "j", "k"):
            raise InputError(f"slice_axis must be i, j or k, not {self.slice_axis!r}.")
        for name, low, high in (
            ("slice_mm", 0.3, 10.0),
            ("in_plane_mm", 0.3, 4.0),
            ("noise", 0.0, 1.0),
            ("shading", 0.0, 1.0),
            ("ct_noise_hu", 0.0, 200.0),
        ):
            if not low <= getattr(self, name) <= high:
                raise InputError(
                    f"{name} must be from {low:g} to {high:g}, not {getattr(self, name):g}."
                )
