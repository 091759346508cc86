"""One call: run the chosen registration steps, compose them, say how far to trust them."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import (
    CancelToken,
    Progress,
    ProgressCallback,
    ignore_progress,
    part_of,
)
from SyntheticCTLib.registration.certainty import (
    DirectionCertainty,
    bone_axis,
    direction_certainty,
    sharpness,
)
from SyntheticCTLib.registration.deformable import GRID_MM, deformable
from SyntheticCTLib.registration.images import ImagePair, image_pair
from SyntheticCTLib.registration.landmarks import Points, from_landmarks
from SyntheticCTLib.registration.merit import Merit, fit, jacobian_range
from SyntheticCTLib.registration.optimisation import Search
from SyntheticCTLib.registration.rigid import affine, rigid
from SyntheticCTLib.registration.transforms import compose
from SyntheticCTLib.registration.verdict import warn
from SyntheticCTLib.volume import Volume

#: Steps in the order in which they run and are composed. Landmarks come first: fitted after an
#: intensity step they would throw its result away, fitted before it they bring it within its reach.
STEPS = ("landmarks", "landmarks-affine", "rigid", "affine", "deformable")

#: Rough share of the time that each step takes.
_WEIGHTS = {
    "landmarks": 0.01,
    "landmarks-affine": 0.01,
    "rigid": 1.0,
    "affine": 0.5,
    "deformable": 3.0,
}


@dataclass(frozen=True, eq=False)
class Registration:
    """What a registration found.

    Attributes:
        transform: from fixed to moving points, LPS mm, everything composed. See ``move``.
        merit: figures of merit.
        certainty: how firmly the position is held along each direction; empty without a linear
            intensity step.
        warnings: sentences for people; empty when nothing speaks against the result.
        record: how it was made, as JSON can hold it.
    """

    transform: sitk.CompositeTransform
    merit: Merit
    certainty: tuple[DirectionCertainty, ...]
    warnings: tuple[str, ...]
    record: dict[str, Any]


def register(
    fixed: Volume,
    moving: Volume,
    *,
    steps: tuple[str, ...] = ("rigid",),
    fixed_mask: np.ndarray | None = None,
    moving_mask: np.ndarray | None = None,
    initial: sitk.Transform | None = None,
    fixed_landmarks: Points | None = None,
    moving_landmarks: Points | None = None,
    grid_mm: float = GRID_MM,
    seed: int = 1,
    threads: int = 0,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> Registration:
    """Find where the moving image belongs on the fixed one. Resamples nothing: see ``move``.

    Args:
        fixed: image that stays, for example an sCT or an MR.
        moving: image that moves, for example a CT of the same patient.
        steps: any of ``STEPS``; they run in that order, each from where the one before it ended.
            None of them only measures the ``initial`` transform.
        fixed_mask: array ``[k, j, i]`` on the fixed grid, true where voxels count. Leave a margin
            of air round the body, whose outline helps; leave out what only one image shows.
        moving_mask: the same on the moving grid.
        initial: a known transform to start from, applied last.
        fixed_landmarks: points by name, LPS mm, for the landmark steps.
        moving_landmarks: the same on the moving image.
        grid_mm: distance between B-spline control points, mm.
        seed: of the choice of voxels. One seed and number of threads give one result.
        threads: for ITK; 0 for its default.

    Raises:
        InputError: an unknown step, missing landmarks, a mask that does not fit, no overlap.
        Cancelled: the user asked to stop.

    Example:
        >>> found = register(mr, ct, steps=("rigid", "deformable"))  # doctest: +SKIP
        >>> ct_on_mr = move(ct, mr, found.transform)  # doctest: +SKIP
    """
    started = time.monotonic()
    chosen = _in_order(steps)
    pair = image_pair(fixed, moving, fixed_mask, moving_mask)
    search = Search(seed=seed, threads=threads, cancel=cancel)
    run = _Run(pair, search, [initial] if initial is not None else [])
    before = fit(pair, compose(run.chain))
    linear = [step for step in chosen if step in ("rigid", "affine")]
    total = sum(_WEIGHTS[step] for step in chosen) + 0.5
    done = 0.0
    for step in chosen:
        end = done + _WEIGHTS[step] / total
        report = part_of(progress, done, end)
        if step.startswith("landmarks"):
            run.landmarks(step, fixed_landmarks, moving_landmarks)
        elif step == "deformable":
            run.deformable(grid_mm, report)
        else:
            run.intensity(step, report)
        if linear and step == linear[-1]:
            run.measure_certainty(part_of(progress, end, end))
        done = end
    transform = compose(run.chain)
    after = fit(pair, transform)
    merit = Merit(
        before.nmi,
        after.nmi,
        before.body_dice,
        after.body_dice,
        after.overlap,
        sharpness(run.certainty) if run.certainty else None,
        run.restart_spread_mm,
        *(run.jacobians or (None, None)),
    )
    warnings = warn(merit, run.certainty, run.at_limit, run.landmark_rms_mm)
    record = {
        "steps": chosen,
        "seed": seed,
        "initial_transform": initial is not None,
        "fixed_mask": fixed_mask is not None,
        "moving_mask": moving_mask is not None,
        "step_records": run.records,
        "merit": asdict(merit),
        "certainty": [_plain(asdict(certainty)) for certainty in run.certainty],
        "warnings": list(warnings),
        "simpleitk": sitk.Version.VersionString(),
        "seconds": round(time.monotonic() - started, 2),
    }
    progress(Progress("registered", 1.0))
    return Registration(transform, merit, run.certainty, warnings, record)


class _Run:
    """The chain of transforms as it grows, and what each step leaves to be told."""

    def __init__(self, pair: ImagePair, search: Search, chain: list[sitk.Transform]) -> None:
        self.pair = pair
        self.search = search
        self.chain = chain
        self.records: list[dict[str, Any]] = []
        self.certainty: tuple[DirectionCertainty, ...] = ()
        self.restart_spread_mm: float | None = None
        self.jacobians: tuple[float, float] | None = None
        self.at_limit = 0.0
        self.landmark_rms_mm: float | None = None

    def landmarks(self, step: str, fixed: Points | None, moving: Points | None) -> None:
        if fixed is None or moving is None:
            raise InputError(f"The step {step!r} needs landmarks of both images.")
        placed = moving
        if self.chain:
            # What is fitted comes before the known transform, so the targets go back through it.
            back = compose(self.chain).GetInverse()
            placed = {name: back.TransformPoint(point) for name, point in moving.items()}
        kind = "affine" if step.endswith("affine") else "rigid"
        found = from_landmarks(fixed, placed, kind=kind)
        self.chain.append(found.transform)
        self.landmark_rms_mm = found.rms_mm
        self.records.append(
            {
                "step": step,
                "names": list(found.names),
                "residuals_mm": list(found.residuals_mm),
                "rms_mm": found.rms_mm,
                "target_error_mm": found.target_error_mm,
            }
        )

    def intensity(self, step: str, progress: ProgressCallback) -> None:
        method = rigid if step == "rigid" else affine
        found = method(self.pair, compose(self.chain), search=self.search, progress=progress)
        self.chain.append(found.transform)
        if found.restart_spread_mm is not None:
            self.restart_spread_mm = found.restart_spread_mm
        self.records.append(
            {
                "step": step,
                "mutual_information": -found.outcome.value,
                "iterations": found.outcome.iterations,
                "starts": found.starts[0],
                "equally_good_starts": found.starts[1],
                "parameters": list(found.transform.GetParameters()),
                "centre": list(found.transform.GetFixedParameters()[:3]),
            }
        )

    def deformable(self, grid_mm: float, progress: ProgressCallback) -> None:
        found = deformable(
            self.pair, compose(self.chain), search=self.search, grid_mm=grid_mm, progress=progress
        )
        self.chain.extend(found.transforms)
        self.jacobians = jacobian_range(found.transforms, self.pair)
        self.at_limit = found.at_limit
        self.records.append(
            {
                "step": "deformable",
                "grid_mm": grid_mm,
                "mutual_information": -found.outcome.value,
                "iterations": found.outcome.iterations,
                "coefficients_at_limit": found.at_limit,
            }
        )

    def measure_certainty(self, progress: ProgressCallback) -> None:
        self.certainty = direction_certainty(
            self.pair,
            compose(self.chain),
            search=self.search,
            bone_axis=bone_axis(self.pair, compose(self.chain)),
            progress=progress,
        )


def _in_order(steps: tuple[str, ...]) -> list[str]:
    unknown = [step for step in steps if step not in STEPS]
    if unknown:
        raise InputError(
            f"Unknown registration step {unknown[0]!r}; choose from {', '.join(STEPS)}."
        )
    return [step for step in STEPS if step in steps]


def _plain(value: Any) -> Any:
    """Infinity is no JSON: None stands for "beyond what was looked at"."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return None if isinstance(value, float) and math.isinf(value) else value
