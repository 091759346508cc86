"""What can be chosen of a registration."""

from __future__ import annotations

from typing import Literal

from SyntheticCTLib.options import SEEDS, holds_options, option

#: Steps in the order in which they run and are composed. Landmarks come first: fitted after an
#: intensity step they would throw its result away, fitted before it they bring it within its reach.
STEPS = ("landmarks", "landmarks-affine", "rigid", "affine", "deformable")


@holds_options
class RegistrationOptions:
    """How two images are brought together. Each field says what it means."""

    steps: tuple[str, ...] = option(
        f"any of {', '.join(STEPS)}; they run in that order, each from where the one before it "
        "ended. None only measures what was given to start from",
        default=("rigid",),
        metavar="STEP",
    )
    focus: Literal["bone", "body"] = option(
        "bone: compare the region round the bone of whichever image is a CT or sCT, where "
        "there is one: the right choice when bone is what is looked at, for soft tissue lies "
        "differently in each scanner; body: all that the masks let count",
        default="bone",
    )
    grid_mm: float = option(
        "with deformable: distance of the B-spline's control points, mm",
        default=32.0,
        limits=(8, 200),
    )
    seed: int = option("of the choice of voxels", default=1, limits=SEEDS)
    threads: int = option(
        "of ITK, 0 for its own default; with one thread, one seed gives one result on one "
        "machine, with more their sums differ by some hundredths of a millimetre",
        default=1,
        limits=(0, 4096),
    )
