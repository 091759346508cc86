"""What can be chosen of a phantom."""

from __future__ import annotations

from dataclasses import dataclass, field

from SyntheticCTLib.image.grid import IDENTITY, Matrix, Vector
from SyntheticCTLib.options import option


@dataclass(frozen=True)
class PhantomOptions:
    """Which limb is drawn, and how it is scanned. Each field says in its metadata what it means."""

    size: tuple[int, int, int] = field(
        default=(160, 160, 64), metadata=option("voxels along i, j, k")
    )
    spacing: Vector = field(default=(1.0, 1.0, 3.0), metadata=option("of the voxels, mm"))
    seed: int = field(
        default=0,
        metadata=option("of anatomy, tissues and noise: another seed is another person"),
    )
    limb: str = field(default="thigh", metadata=option("thigh, lower-leg or knee"))
    contrast: str = field(
        default="T1", metadata=option("of the MR: T1, T2, PD, T1FS, T2FS or PDFS")
    )
    noise: float = field(
        default=1.0, metadata=option("of both images; 1 is usual, 0 is none, others scale it")
    )
    bias: float = field(
        default=0.15,
        metadata=option("largest relative shading of the MR by the coil, about; 0 is none"),
    )
    origin: Vector | None = field(
        default=None,
        metadata=option(
            "centre of voxel (0, 0, 0), LPS mm; None centres the grid on LPS (0, 0, 0)", shown=False
        ),
    )
    direction: Matrix = field(
        default=IDENTITY, metadata=option("nine cosines as in ``Volume``", shown=False)
    )
    samples: int = field(
        default=64,
        metadata=option(
            "points per voxel on the bone surface; other boundaries get a quarter of them",
            shown=False,
        ),
    )
