"""The steps of one registration, run one after the other on a growing chain of transforms."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.registration.bone.clean import clean_bone
from SyntheticCTLib.registration.bone.focus import round_bone
from SyntheticCTLib.registration.certainty import (
    DirectionCertainty,
    LikenessSampler,
    bone_axis,
    direction_certainty,
)
from SyntheticCTLib.registration.itk.images import ImagePair, centre_of_body, looks_like_ct
from SyntheticCTLib.registration.itk.optimisation import Search
from SyntheticCTLib.registration.itk.rigid import affine, rigid
from SyntheticCTLib.registration.landmarks import LandmarkResult, Points, from_landmarks
from SyntheticCTLib.registration.merit import Bodies, jacobian_range
from SyntheticCTLib.registration.restraint import way_back
from SyntheticCTLib.registration.transforms import compose, point_before
from SyntheticCTLib.registration.turns import find_turn

#: Where a rigid position is looked for.
Where = Literal["all round", "near", "given"]


class Run:
    """The chain of transforms as it grows, and what each step leaves to be told."""

    def __init__(
        self,
        pair: ImagePair,
        bodies: Bodies,
        search: Search,
        chain: list[sitk.Transform],
        *,
        on_bone: bool,
        where: Where = "all round",
    ) -> None:
        """Begin where the chain leads.

        Args:
            pair: the images.
            bodies: of both, on their grids.
            search: seed, threads and watch.
            chain: what is known of the position.
            on_bone: whether to look at bone, where there is some.
            where: to look for a rigid position, round the place that the chain leads to: "given"
                leaves the image there.
        """
        self.pair = pair
        self.bodies = bodies
        self.search = search
        self.chain = chain
        self.records: list[dict[str, Any]] = []
        self.certainty: tuple[DirectionCertainty, ...] = ()
        self.restart_spread_mm: float | None = None
        self.jacobians: tuple[float, float] | None = None
        self.by_landmarks: LandmarkResult | None = None
        self.turned = ""
        self.mirrored = self.mirrors = False
        self.where = where
        self._bone, self._bone_on_fixed = _bone_of(pair) if on_bone else (None, False)

    @property
    def compared(self) -> str:
        """What is looked at: "bone", or "body" where that was asked for or no CT shows bone."""
        return "body" if self._bone is None else "bone"

    def landmarks(self, step: str, fixed: Points | None, moving: Points | None) -> None:
        """Add a transform from point pairs."""
        if fixed is None or moving is None:
            raise InputError(
                f"The step {step!r} needs landmarks of both images: give those of the other, too."
            )
        # What is fitted comes before the known transform, so the targets go back through it.
        known = compose(self.chain)
        placed = {name: point_before(known, point) for name, point in moving.items()}
        kind = "affine" if step.endswith("affine") else "rigid"
        found = from_landmarks(fixed, placed, kind=kind)
        self.chain.append(found.transform)
        self.by_landmarks = found
        self.records.append(
            {
                "step": step,
                "names": list(found.names),
                "residuals_mm": list(found.residuals_mm),
                "rms_mm": found.rms_mm,
                "target_error_mm": found.target_error_mm,
            }
        )

    def rigid(self, watch: Watch) -> None:
        """Add a rigid transform: by bone where there is some, else by the whole bodies."""
        if self._bone is None:
            self._by_body("rigid", watch)
            return
        if self.where == "given":
            self.records.append({"step": "rigid", "left": "where it was given"})
            return
        from SyntheticCTLib.registration.bone.steps import rigid_by_bone  # loads torch

        near = self.where == "near"
        found = rigid_by_bone(self._compared(), near=near, search=self.search, watch=watch)
        self.chain.append(found.transform)
        self.restart_spread_mm = found.restart_spread_mm
        self._record("rigid", "bone", found.value, found.starts)

    def turn(self, watch: Watch) -> None:
        """Find which way round the moving image lies, and turn it if it lies otherwise."""
        found = find_turn(self.pair, self.bodies, self.search, watch)
        self.mirrored, self.turned = found.mirrored, found.words
        if found.transform is None and not found.mirrored:
            return
        told = {"turned": found.words, "mirrored": found.mirrored, "fits": found.fits}
        self.records.append({"step": "turn", **told})
        if found.transform is not None:
            self.chain.append(found.transform)

    def affine(self, watch: Watch) -> None:
        """Add an affine transform, by mutual information round bone or of the bodies."""
        self._by_body("affine", watch)

    def deformable(self, grid_mm: float, watch: Watch) -> None:
        """Add a B-spline, and the rigid rest that it brings along."""
        from SyntheticCTLib.registration.bone.steps import spline  # loads torch

        images = self._compared()
        found = spline(images, search=self.search, grid_mm=grid_mm, watch=watch)
        self.chain.extend(found.transforms)
        self.jacobians = jacobian_range(found.transforms[1], self.pair)
        self.records.append(
            {
                "step": "deformable",
                "compared": "body" if images.bone is None else "bone and body",
                "grid_mm": grid_mm,
                "objective": found.value,
                "iterations": found.iterations,
            }
        )

    def measure_certainty(self, start: sitk.Transform, watch: Watch) -> None:
        """Say which directions are open, and go back along an open one to where ``start`` was."""
        found = compose(self.chain)
        sampler = LikenessSampler(self.looked_at(found), found, self.search)
        axis = bone_axis(self.pair, found)
        self.certainty = direction_certainty(sampler, bone_axis=axis, watch=watch)
        if not self.certainty[-1].is_open:
            return
        centre = centre_of_body(self.pair.fixed, self.pair.fixed_mask)
        direction = np.array(self.certainty[-1].direction)
        shift = way_back(sampler, start, found, direction, centre)
        self.chain.append(sitk.TranslationTransform(3, shift.tolist()))
        self.records.append(
            {"step": "restraint along the open direction", "shift_mm": shift.tolist()}
        )

    def looked_at(self, transform: sitk.Transform) -> ImagePair:
        """The pair, its fixed mask kept to the region round bone as ``transform`` places it."""
        if self._bone is None:
            return self.pair
        if self._bone_on_fixed:
            transform = sitk.Transform(3, sitk.sitkIdentity)
        return round_bone(self.pair, self._bone, self.bodies[0], transform)

    def _by_body(self, step: str, watch: Watch) -> None:
        """Add what ITK finds from where the chain has led."""
        method = rigid if step == "rigid" else affine
        known = compose(self.chain)
        pair = self.looked_at(known)
        if not known.IsLinear():
            # ITK cannot search inside a B-spline: it goes into the image first.
            pair, known = pair.warped(known), compose([])
        found = method(pair, known, search=self.search, watch=watch)
        self.chain.append(found.transform)
        if found.restart_spread_mm is not None:
            self.restart_spread_mm = found.restart_spread_mm
        self._record(step, self.compared, -found.outcome.value, found.starts)

    def _record(self, step: str, compared: str, value: float, starts: tuple[int, int]) -> None:
        transform = self.chain[-1]
        self.records.append(
            {
                "step": step,
                "compared": compared,
                "mutual_information": value,
                "starts": starts[0],
                "equally_good_starts": starts[1],
                "parameters": list(transform.GetParameters()),
                "centre": list(transform.GetFixedParameters()[:3]),
            }
        )

    def _compared(self) -> Any:
        """The pair, its moving image where the chain has led, for the steps that look at bone."""
        from SyntheticCTLib.registration.bone.steps import compared_pair  # loads torch

        pair, body = self.pair.placed(self.bodies[1], compose(self.chain))
        return compared_pair(pair, (self.bodies[0], body), self._bone is not None)


def _bone_of(pair: ImagePair) -> tuple[sitk.Image | None, bool]:
    """Bone of the moving image or else of the fixed one, and whether it is the fixed one's."""
    for image, on_fixed in ((pair.moving, False), (pair.fixed, True)):
        if looks_like_ct(voxels_of(image)):
            bone = clean_bone(image)
            if voxels_of(bone).any():
                return bone, on_fixed
    return None, False
