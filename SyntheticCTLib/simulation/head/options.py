"""What can be chosen of a drawn head."""

from __future__ import annotations

from typing import Literal

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import SEEDS, check_options, holds_options, option
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


@holds_options
class HeadOptions:
    """How one head is drawn; each field says what it means.

    Raises:
        InputError: a value is out of its range.
    """

    sequence: str = option(f"of the MR: {', '.join(NAMES)}", default="T1")
    slice_mm: float = option(
        "thickness and distance of the scan's slices, mm; the image is on the head's grid all "
        "the same, interpolated as a network sees it",
        default=1.0,
        limits=(0.3, 10),
    )
    slice_axis: Literal["i", "j", "k"] = option(
        "across the slices: k (axial), j (coronal) or i (sagittal)", default="k"
    )
    in_plane_mm: float = option(
        "width of a voxel within a slice of the scan, mm", default=1.0, limits=(0.3, 4)
    )
    noise: float = option(
        "SD of the MR's noise over the brightest tissue's signal", default=0.02, limits=(0, 1)
    )
    shading: float = option(
        "SD of the logarithm of the coil's shading; 0 is none", default=0.15, limits=(0, 1)
    )
    artefacts: bool = option("ringing and motion may occur", default=False)
    reshaped: bool = option("deform the head into another one", default=False)
    defaced: bool = option("cut the face out of the MR", default=False)
    ct_noise_hu: float = option("SD of the CT's noise, HU", default=8.0, limits=(0, 200))
    seed: int = option(
        "of tissues, textures and noise: another seed, another head", default=0, limits=SEEDS
    )

    def __post_init__(self) -> None:
        if self.sequence not in NAMES:
            raise InputError(
                f"Unknown MR sequence {self.sequence!r}: choose one of {', '.join(NAMES)}."
            )
        if self.slice_axis not in ("i", "j", "k"):
            raise InputError(f"slice_axis must be i, j or k, not {self.slice_axis!r}.")
        check_options(self)
