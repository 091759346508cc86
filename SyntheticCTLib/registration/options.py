"""What can be chosen of a registration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from SyntheticCTLib.options import SEEDS, option

#: Steps in the order in which they run and are composed. Landmarks come first: fitted after an
#: intensity step they would throw its result away, fitted before it they bring it within its reach.
STEPS = ("landmarks", "landmarks-affine", "rigid", "affine", "deformable")


@dataclass(frozen=True)
class RegistrationOptions:
    """How two images are brought together. Each field says in its metadata what it means."""

    steps: tuple[str, ...] = field(
        default=("rigid",),
        metadata=option(
            f"any of {', '.join(STEPS)}; they run in that order, each from where the one before it "
            "ended. None only measures what was given to start from",
            metavar="STEP",
        ),
    )
    focus: Literal["bone", "body"] = field(
        default="bone",
        metadata=option(
            "bone: compare the region round the bone of whichever image is a CT or sCT, where "
            "there is one: the right choice when bone is what is looked at, for soft tissue lies "
            "differently in each scanner; body: all that the masks let count"
        ),
    )
    grid_mm: float = field(
        default=32.0,
        metadata=option(
            "with deformable: distance of the B-spline's control points, mm", limits=(8, 200)
        ),
    )
    seed: int = field(default=1, metadata=option("of the choice of voxels", limits=SEEDS))
    threads: int = field(
        default=1,
        metadata=option(
            "of ITK, 0 for its own default; with one thread, one seed gives one result on one "
            "machine, with more their sums differ by some hundredths of a millimetre",
            limits=(0, 4096),
        ),
    )
