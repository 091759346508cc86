"""Rigid and affine transforms from corresponding points, with their errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.sentences import Sentence

#: Points this much closer to a line (rigid) or plane (affine) than they are apart say nothing about
#: the missing direction.
_THINNEST = 0.02

Points = Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True)
class LandmarkPairs:
    """Corresponding points of two images; those of one name belong together.

    Attributes:
        fixed: name to place, LPS mm, on the image that stays.
        moving: the same on the image that moves.
    """

    fixed: Points
    moving: Points


@dataclass(frozen=True)
class LandmarkResult:
    """A transform from point pairs.

    Attributes:
        transform: from fixed to moving points, LPS mm.
        names: of the pairs used, sorted.
        residuals_mm: distance that each pair keeps, in the order of ``names``.
        rms_mm: root mean square of the residuals (fiducial registration error).
        target_error_mm: expected root mean square error at the centre of the points (Fitzpatrick,
            West and Maurer 1998, IEEE TMI 17:694); None where no pair is left over to estimate it.
    """

    transform: sitk.Transform
    names: tuple[str, ...]
    residuals_mm: tuple[float, ...]
    rms_mm: float
    target_error_mm: float | None

    @property
    def sentence(self) -> Sentence:
        """How far apart the pairs stay, for people."""
        far, name = max(zip(self.residuals_mm, self.names, strict=True))
        fit = Sentence(
            "The {pairs} landmark pairs stay {rms} mm (RMS) apart, '{name}' most, {far} mm.",
            pairs=len(self.names),
            rms=f"{self.rms_mm:.1f}",
            name=name,
            far=f"{far:.1f}",
        )
        if self.target_error_mm is None:
            return fit
        return Sentence(
            "{fit} Between them the position is expected to be right to {error} mm.",
            fit=fit,
            error=f"{self.target_error_mm:.1f}",
        )


def from_landmarks(fixed: Points, moving: Points, *, kind: str = "rigid") -> LandmarkResult:
    """Least-squares transform that takes the fixed points to the moving points of the same name.

    Rigid: Horn's closed form with unit quaternions (1987, JOSA A 4:629), as ITK has it. Affine:
    linear least squares.

    Args:
        fixed: name to place, LPS mm, on the fixed image.
        moving: the same on the moving image. Names that only one of them has are left out.
        kind: "rigid" (3 pairs or more, not on a line) or "affine" (4 or more, not on a plane).

    Raises:
        InputError: too few common names, places that are no numbers, or points on a line or plane.
    """
    if kind not in ("rigid", "affine"):
        raise InputError(f"Landmarks give a 'rigid' or an 'affine' transform; got {kind!r}.")
    names = tuple(sorted(set(fixed) & set(moving)))
    needed = 3 if kind == "rigid" else 4
    if len(names) < needed:
        raise InputError(
            f"{needed} landmarks with the same names in both images are needed for a {kind} "
            f"transform; there are {len(names)}: {', '.join(names) or 'none'}."
        )
    source = np.array([fixed[name] for name in names], dtype=float)
    target = np.array([moving[name] for name in names], dtype=float)
    for points, which in ((source, "fixed"), (target, "moving")):
        _check_spread(points, needed - 1, which)
    transform: sitk.Transform = (
        sitk.VersorRigid3DTransform() if kind == "rigid" else sitk.AffineTransform(3)
    )
    transform = sitk.LandmarkBasedTransformInitializer(
        transform, source.ravel().tolist(), target.ravel().tolist()
    )
    placed = np.array([transform.TransformPoint(point) for point in source.tolist()])
    residuals = np.linalg.norm(placed - target, axis=1)
    rms = float(np.sqrt(np.mean(residuals**2)))
    # Each pair gives 3 numbers; the rest after the parameters is what the error is estimated from.
    freedom = 3 * len(names) - (6 if kind == "rigid" else 12)
    error = None
    if freedom > 0:
        localisation = rms * np.sqrt(3 * len(names) / freedom)
        error = float(localisation / np.sqrt(len(names)))
    return LandmarkResult(transform, names, tuple(residuals.tolist()), rms, error)


def _check_spread(points: np.ndarray, axes: int, which: str) -> None:
    """Raise unless the points spread along ``axes`` directions (2: no line, 3: no plane)."""
    if not np.isfinite(points).all():
        raise InputError(f"The {which} landmarks are not all numbers: place them again.")
    extent = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    if extent[axes - 1] <= _THINNEST * extent[0]:
        shape = "a line" if axes == 2 else "a plane"
        raise InputError(
            f"The {which} landmarks lie on {shape}, which leaves the position open; add one apart."
        )
