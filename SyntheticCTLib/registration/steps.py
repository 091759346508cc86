"""The steps of one registration, run one after the other on a growing chain of transforms."""

from __future__ import annotations

from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import ProgressCallback
from SyntheticCTLib.registration.certainty import (
    DirectionCertainty,
    LikenessSampler,
    bone_axis,
    direction_certainty,
)
from SyntheticCTLib.registration.contest import rigid_by_bone_and_body
from SyntheticCTLib.registration.focus import Focus, focus_on_bone
from SyntheticCTLib.registration.images import ImagePair, centre_of_body
from SyntheticCTLib.registration.landmarks import Points, from_landmarks
from SyntheticCTLib.registration.merit import jacobian_range
from SyntheticCTLib.registration.optimisation import Search
from SyntheticCTLib.registration.restraint import way_back
from SyntheticCTLib.registration.rigid import affine, rigid
from SyntheticCTLib.registration.transforms import compose, point_before


class Run:
    """The chain of transforms as it grows, and what each step leaves to be told."""

    def __init__(
        self, pair: ImagePair, search: Search, chain: list[sitk.Transform], *, on_bone: bool
    ) -> None:
        self.pair = pair
        self.on_bone = on_bone
        self.search = search
        self.chain = chain
        self.records: list[dict[str, Any]] = []
        self.certainty: tuple[DirectionCertainty, ...] = ()
        self.restart_spread_mm: float | None = None
        self.jacobians: tuple[float, float] | None = None
        self.landmark_rms_mm: float | None = None

    def landmarks(self, step: str, fixed: Points | None, moving: Points | None) -> None:
        """Add a transform from point pairs."""
        if fixed is None or moving is None:
            raise InputError(f"The step {step!r} needs landmarks of both images.")
        # What is fitted comes before the known transform, so the targets go back through it.
        known = compose(self.chain)
        placed = {name: point_before(known, point) for name, point in moving.items()}
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
        """Add a rigid or affine transform found by mutual information."""
        known = compose(self.chain)
        focus = self._focus(known)
        compared = "bone" if focus.on_bone else "body"
        if step == "rigid" and focus.on_bone:
            body = self._focus(known, on_bone=False)
            found, compared = rigid_by_bone_and_body(
                body, focus, search=self.search, progress=progress
            )
            wanted = found.transform
        else:
            method = rigid if step == "rigid" else affine
            found = method(focus.pair, focus.outer, search=self.search, progress=progress)
            wanted = focus.wanted(found.transform)
        self.chain.append(wanted)
        if found.restart_spread_mm is not None:
            self.restart_spread_mm = found.restart_spread_mm
        self.records.append(
            {
                "step": step,
                "mutual_information": -found.outcome.value,
                "iterations": found.outcome.iterations,
                "starts": found.starts[0],
                "equally_good_starts": found.starts[1],
                "compared": compared,
            }
        )

    def deformable(self, grid_mm: float, progress: ProgressCallback) -> None:
        """Add a B-spline."""
        from SyntheticCTLib.registration.deformable import deformable  # loads torch

        found = deformable(
            self.pair,
            compose(self.chain),
            search=self.search,
            grid_mm=grid_mm,
            on_bone=self.on_bone,
            progress=progress,
        )
        self.chain.append(found.transform)
        self.jacobians = jacobian_range(found.transform, self.pair)
        self.records.append(
            {
                "step": "deformable",
                "grid_mm": grid_mm,
                "mutual_information": found.mutual_information,
                "iterations": found.iterations,
            }
        )

    def measure_certainty(self, start: sitk.Transform, progress: ProgressCallback) -> None:
        """Say which directions are open, and go back along an open one to where ``start`` was."""
        found = compose(self.chain)
        focus = self._focus(found)
        sampler = LikenessSampler(focus, self.search)
        axis = bone_axis(self.pair, found)
        self.certainty = direction_certainty(sampler, bone_axis=axis, progress=progress)
        if not self.certainty[-1].is_open:
            return
        centre = centre_of_body(self.pair.fixed, self.pair.fixed_mask)
        direction = np.array(self.certainty[-1].direction)
        shift = way_back(sampler, start, found, direction, centre)
        self.chain.append(sitk.TranslationTransform(3, shift.tolist()))
        self.records.append(
            {"step": "restraint along the open direction", "shift_mm": shift.tolist()}
        )

    def _focus(self, known: sitk.Transform, *, on_bone: bool | None = None) -> Focus:
        """What the intensity steps compare, with ``known`` applied after what they search for."""
        on_bone = self.on_bone if on_bone is None else on_bone
        pair = self.pair
        if not known.IsLinear():
            # ITK cannot search inside a B-spline: it goes into the image first.
            pair, known = pair.warped(known), sitk.Transform(3, sitk.sitkIdentity)
        return focus_on_bone(pair, known) if on_bone else Focus(pair, False, known, False)
