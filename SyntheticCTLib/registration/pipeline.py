"""One call: run the chosen registration steps, compose them, say how far to trust them."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import plain
from SyntheticCTLib.image.checks import check_finite
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.certainty import DirectionCertainty, sharpness
from SyntheticCTLib.registration.itk.images import image_pair
from SyntheticCTLib.registration.itk.optimisation import Search
from SyntheticCTLib.registration.landmarks import LandmarkResult, Points
from SyntheticCTLib.registration.merit import bodies_of, body_dice, nmi, overlap
from SyntheticCTLib.registration.options import STEPS, RegistrationOptions
from SyntheticCTLib.registration.record import Merit, RegistrationRecord
from SyntheticCTLib.registration.steps import Run, Where
from SyntheticCTLib.registration.transforms import check_way_round, compose
from SyntheticCTLib.registration.verdict import doubts, held, less_alike, mirrors, warn, way_round

#: Rough share of the time that each step takes.
_WEIGHTS = {
    "landmarks": 0.01,
    "landmarks-affine": 0.01,
    "rigid": 1.0,
    "affine": 0.5,
    "deformable": 3.0,
}

#: By so much more normalised mutual information one position is taken in place of another.
_CLEARLY = 0.01


@dataclass(frozen=True, eq=False)
class Registration:
    """What a registration found.

    Attributes:
        transform: from fixed to moving points, LPS mm, everything composed. See ``move``.
        merit: figures of merit.
        by_landmarks: what came of the landmark pairs; None without such a step.
        certainty: how firmly the position is held along each direction; empty without a linear
            intensity step.
        warnings: sentences for people; empty when nothing speaks against the result.
        doubts: those of them beside which nothing measured after the result can stand.
        record: how it was made.
    """

    transform: sitk.CompositeTransform
    merit: Merit
    by_landmarks: LandmarkResult | None
    certainty: tuple[DirectionCertainty, ...]
    warnings: tuple[str, ...]
    doubts: tuple[str, ...]
    record: RegistrationRecord

    def __repr__(self) -> str:
        steps, dice = ", ".join(self.record.steps), self.merit.body_dice_after
        return f"<Registration by {steps}: body Dice {dice:.3f}, warnings: {len(self.warnings)}>"


@takes_keywords
def register(
    fixed: Volume,
    moving: Volume,
    options: RegistrationOptions = RegistrationOptions(),
    *,
    fixed_mask: np.ndarray | None = None,
    moving_mask: np.ndarray | None = None,
    initial: sitk.Transform | None = None,
    fixed_landmarks: Points | None = None,
    moving_landmarks: Points | None = None,
    watch: Watch = UNWATCHED,
) -> Registration:
    """Find where the moving image belongs on the fixed one. Resamples nothing: see ``move``.

    Args:
        fixed: image that stays, for example an sCT or an MR.
        moving: image that moves, for example a CT of the same patient.
        options: steps, and how they look; each may also be given by its name.
        fixed_mask: array ``[k, j, i]`` on the fixed grid, true where voxels count. Leave a margin
            of air round the body, whose outline helps; leave out what only one image shows.
        moving_mask: the same on the moving grid.
        initial: a known transform to start from, applied last.
        fixed_landmarks: points by name, LPS mm, for the landmark steps.
        moving_landmarks: the same on the moving image.
        watch: told of each step.

    Raises:
        InputError: values that are not numbers, an unknown step, missing landmarks, a mask that
            does not fit, no overlap.
        Cancelled: the user asked to stop.

    Example:
        >>> points = {"a": (0.0, 0.0, 0.0), "b": (40.0, 0.0, 0.0), "c": (0.0, 40.0, 9.0)}
        >>> found = register(
        ...     mr, ct, steps=("landmarks",), fixed_landmarks=points, moving_landmarks=points
        ... )
        >>> round(found.merit.body_dice_after, 1)
        1.0
    """
    started = time.monotonic()
    chosen = _in_order(options.steps)
    check_finite(fixed.array, fixed.called("fixed image"))
    check_finite(moving.array, moving.called("moving image"))
    pair = image_pair(fixed, moving, fixed_mask, moving_mask)
    search = Search(seed=options.seed, threads=options.threads, watch=watch.quiet)
    chain = [initial] if initial is not None else []
    bodies, given = bodies_of(fixed, moving), compose(chain)
    mirrors = initial is not None and check_way_round(given, fixed.grid)
    points = (fixed_landmarks, moving_landmarks)

    def attempt(where: Where, watch: Watch) -> tuple[Run, Merit]:
        on_bone = options.focus == "bone"
        run = Run(pair, bodies, search, list(chain), on_bone=on_bone, where=where)
        run.mirrors = mirrors
        _run_steps(run, chosen, points, options.grid_mm, watch)
        return run, _merit(run, given, compose(run.chain))

    run, merit = attempt("all round", watch.part(0.0, 0.7))
    looked_round = "rigid" in chosen and run.compared == "bone"
    if looked_round and less_alike(merit) and not (run.turned or run.mirrored):
        near, merit_near = attempt("near", watch.part(0.7, 0.95))
        if not less_alike(merit_near) and _more_alike(near, run):
            run, merit = near, merit_near
        elif chosen == ["rigid"]:
            run, merit = attempt("given", watch.part(0.95, 1.0))
    transform = compose(run.chain)
    warnings, doubted = _told(run, merit)
    record = RegistrationRecord(
        steps=chosen,
        focus=options.focus,
        compared=run.compared,
        seed=options.seed,
        threads=options.threads,
        initial_transform=initial is not None,
        fixed_mask=fixed_mask is not None,
        moving_mask=moving_mask is not None,
        step_records=run.records,
        merit=merit,
        certainty=[plain(certainty) for certainty in run.certainty],
        warnings=list(warnings),
        read_warnings=[*fixed.warnings, *moving.warnings],
        simpleitk=sitk.Version.VersionString(),
        seconds=round(time.monotonic() - started, 2),
    )
    watch.report("registered", 1.0)
    return Registration(
        transform, merit, run.by_landmarks, run.certainty, warnings, doubted, record
    )


def _run_steps(
    run: Run,
    chosen: list[str],
    points: tuple[Points | None, Points | None],
    grid_mm: float,
    watch: Watch,
) -> None:
    linear = [step for step in chosen if step in ("rigid", "affine")]
    # The end of the scale is for the figures of merit.
    total = sum(_WEIGHTS[step] for step in chosen) + 0.2
    done = 0.0
    for step in chosen:
        end = done + _WEIGHTS[step] / total
        report = watch.part(done, end)
        if step == "rigid" and not run.chain and run.where == "all round":
            run.turn(report.part(0.0, 0.1))
            report = report.part(0.1, 1.0)
        if linear and step == linear[0]:
            start = compose(run.chain)
        if step.startswith("landmarks"):
            run.landmarks(step, *points)
        elif step == "deformable":
            run.deformable(grid_mm, report)
        elif step == "rigid":
            run.rigid(report)
        else:
            run.affine(report)
        if linear and step == linear[-1]:
            run.measure_certainty(start, watch.part(end, end))
        done = end


def _more_alike(one: Run, other: Run) -> bool:
    """Whether the images are clearly more alike where the first of two runs has put them."""
    transform = compose(one.chain)
    looked_at = one.looked_at(transform)
    gained = nmi(looked_at, transform) - nmi(looked_at, compose(other.chain))
    return gained > _CLEARLY


def _told(run: Run, merit: Merit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What speaks against the result, and what of it leaves nothing to be measured after it."""
    said = mirrors(given=run.mirrors)
    turned = way_round(run.turned, run.mirrored)
    warnings = said + turned + held(run.where) + warn(merit, run.certainty, run.by_landmarks)
    return warnings, said + way_round("", run.mirrored) + doubts(merit, run.by_landmarks)


def _merit(run: Run, given: sitk.Transform, transform: sitk.Transform) -> Merit:
    """How well the images fit where they were given, and where they were found."""
    looked_at = run.looked_at(transform)
    return Merit(
        nmi(looked_at, given),
        nmi(looked_at, transform),
        body_dice(run.pair, run.bodies, given),
        body_dice(run.pair, run.bodies, transform),
        overlap(run.pair, transform),
        sharpness(run.certainty) if run.certainty else None,
        run.restart_spread_mm,
        *(run.jacobians or (None, None)),
    )


def _in_order(steps: tuple[str, ...]) -> list[str]:
    unknown = [step for step in steps if step not in STEPS]
    if unknown:
        raise InputError(
            f"Unknown registration step {unknown[0]!r}; choose from {', '.join(STEPS)}."
        )
    return [step for step in STEPS if step in steps]
