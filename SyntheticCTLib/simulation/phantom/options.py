"""What can be chosen of a phantom."""

from __future__ import annotations

from dataclasses import dataclass, field

from SyntheticCTLib.image.grid import IDENTITY, Matrix, Vector
from SyntheticCTLib.options import SEEDS, option


@dataclass(frozen=True)
class PhantomOptions:
    """Which limb is drawn, and how it is scanned. Each field says in its metadata what it means."""

    size: tuple[int, int, int] = field(
        default=(160, 160, 64), metadata=option("voxels along i, j, k", limits=(1, 4096))
    )
    spacing: Vector = field(
        default=(1.0, 1.0, 3.0), metadata=option("of the voxels, mm", limits=(0.01, 100))
    )
    seed: int = field(
        default=0,
        metadata=option(
            "of anatomy, tissues and noise: another seed is another person", limits=SEEDS
        ),
    )
    limb: str = field(default="thigh", metadata=option("thigh, lower-leg or knee"))
    contrast: str = field(
        default="T1", metadata=option("of the MR: T1, T2, PD, T1FS, T2FS or PDFS")
    )
    noise: float = field(
        default=1.0,
        metadata=option("of both images; 1 is usual, 0 is none, others scale it", limits=(0, 100)),
    )
    bias: float = field(
        default=0.15,
        metadata=option(
            "largest relative shading of the MR by the coil, about; 0 is none", limits=(0, 5)
        ),
    )
    origin: Vector | None = field(
        default=None,
        metadata=option(
            "centre of voxel (0, 0, 0), LPS mm; None centres the grid on LPS (0, 0, 0)",
            shown=False,
            limits=(-1e5, 1e5),
        ),
    )
    direction: Matrix = field(
        default=IDENTITY,
        metadata=option("nine cosines as in ``Volume``", shown=False, limits=(-1, 1)),
    )
    samples: int = field(
        default=64,
        metadata=option(
            "points per voxel on the bone surface; other boundaries get a quarter of them",
            shown=False,
            limits=(1, 4096),
        ),
    )
