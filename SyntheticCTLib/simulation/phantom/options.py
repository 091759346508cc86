"""What can be chosen of a phantom."""

from __future__ import annotations

from SyntheticCTLib.image.grid import IDENTITY, Matrix, Vector
from SyntheticCTLib.options import SEEDS, holds_options, option


@holds_options
class PhantomOptions:
    """Which limb is drawn, and how it is scanned. Each field says what it means."""

    size: tuple[int, int, int] = option(
        "voxels along i, j, k", default=(160, 160, 64), limits=(1, 4096)
    )
    spacing: Vector = option("of the voxels, mm", default=(1.0, 1.0, 3.0), limits=(0.01, 100))
    seed: int = option(
        "of anatomy, tissues and noise: another seed is another person", default=0, limits=SEEDS
    )
    limb: str = option("thigh, lower-leg or knee", default="thigh")
    contrast: str = option("of the MR: T1, T2, PD, T1FS, T2FS or PDFS", default="T1")
    noise: float = option(
        "of both images; 1 is usual, 0 is none, others scale it", default=1.0, limits=(0, 100)
    )
    bias: float = option(
        "largest relative shading of the MR by the coil, about; 0 is none",
        default=0.15,
        limits=(0, 5),
    )
    origin: Vector | None = option(
        "centre of voxel (0, 0, 0), LPS mm; None centres the grid on LPS (0, 0, 0)",
        default=None,
        shown=False,
        limits=(-1e5, 1e5),
    )
    direction: Matrix = option(
        "nine cosines as in ``Volume``", default=IDENTITY, shown=False, limits=(-1, 1)
    )
    samples: int = option(
        "points per voxel on the bone surface; other boundaries get a quarter of them",
        default=64,
        shown=False,
        limits=(1, 4096),
    )
