"""Several ways to a rigid transform compete: by the body, by bone, by body and then bone.

Bone alone is too little where a field of view cuts it off, and the body alone puts skin on skin and
bone beside bone. Which of them is right is decided by how alike both are at the end.
"""

from __future__ import annotations

from dataclasses import replace

import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.progress import ProgressCallback, ignore_progress, part_of
from SyntheticCTLib.registration.focus import BODY_WEIGHT, Focus
from SyntheticCTLib.registration.images import ImagePair
from SyntheticCTLib.registration.merit import likeness
from SyntheticCTLib.registration.optimisation import Search
from SyntheticCTLib.registration.rigid import LinearResult, rigid
from SyntheticCTLib.registration.transforms import compose


def rigid_by_bone_and_body(
    body: Focus, bone: Focus, *, search: Search, progress: ProgressCallback = ignore_progress
) -> tuple[LinearResult, str]:
    """The rigid transform, among three, at which bone and body are most alike.

    Args:
        body: compares the whole body.
        bone: compares the region round bone, starting from the same position.

    Returns:
        The result, its transform from fixed to moving points, and what it was found by.
    """
    by_body = _found(body, search, part_of(progress, 0.0, 0.4))
    by_bone = _found(bone, search, part_of(progress, 0.4, 0.8))
    start = by_body.transform.GetInverse() if bone.swapped else by_body.transform
    onward = replace(bone, outer=compose([bone.outer, start]))
    refined = _found(onward, search, part_of(progress, 0.8, 1.0), several_starts=False)
    first, then = (
        (refined.transform, by_body.transform)
        if bone.swapped
        else (by_body.transform, refined.transform)
    )
    both = replace(refined, transform=compose([first, then]))
    contestants = {"body": by_body, "bone": by_bone, "body, then bone": both}
    scores = _scores(body, bone, [result.transform for result in contestants.values()])
    best = max(zip(scores, contestants, strict=True))[1]
    winner = contestants[best]
    searched = by_body if winner is both else winner
    return (
        replace(winner, restart_spread_mm=searched.restart_spread_mm, starts=searched.starts),
        best,
    )


def _found(
    focus: Focus, search: Search, progress: ProgressCallback, *, several_starts: bool = True
) -> LinearResult:
    found = rigid(
        focus.pair, focus.outer, search=search, several_starts=several_starts, progress=progress
    )
    return replace(found, transform=focus.wanted(found.transform))


def _scores(body: Focus, bone: Focus, transforms: list[sitk.Transform]) -> list[float]:
    """Likeness round bone plus a share of the body's, each less where fewer voxels overlap."""
    totals = [0.0] * len(transforms)
    for focus, weight in ((bone, 1.0), (body, BODY_WEIGHT)):
        found = [_likeness(focus, transform) for transform in transforms]
        most = max(overlap for _, overlap in found)
        for n, (alike, overlap) in enumerate(found):
            totals[n] += weight * alike * overlap / most if most > 0 else 0.0
    return totals


def _likeness(focus: Focus, transform: sitk.Transform) -> tuple[float, float]:
    placed = transform.GetInverse() if focus.swapped else transform
    pair: ImagePair = focus.pair
    return likeness(pair, compose([focus.outer, placed]))
