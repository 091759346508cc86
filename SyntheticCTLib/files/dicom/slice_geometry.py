"""Whether a series' slices make one regular grid, and which. All positions are LPS mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import words
from SyntheticCTLib.files.dicom.frames import Frame
from SyntheticCTLib.image.grid import Matrix, Vector

#: Direction cosines of slices of one series may differ by this much (DICOM writes about six
#: decimals).
_SAME_DIRECTION = 1e-3

#: Cosines that are written with three decimals make lengths and products that differ by so much.
_ROUNDED = 2e-3

#: Gaps may differ from the usual one by this share and by this length, mm: rounding in the header.
_GAP_SHARE = 0.01
_GAP_MM = 0.02

#: Pixel spacings of one series differ by less than this share.
_SAME_SPACING = 1e-5

#: A height is off by no more than this many units of the last decimal of its place: half a unit
#: along each of three axes.
_MOST_ROUNDING = 1.5 / 3**0.5

#: By these a scanner tells the stacks of one series apart, if it does.
_STACK_FIELDS = (
    "EchoTime",
    "EchoNumbers",
    "ImageType",
    "DiffusionBValue",
    "TemporalPositionIdentifier",
    "TriggerTime",
    "InversionTime",
    "ConvolutionKernel",
    "SeriesNumber",
    "SeriesDescription",
    "AcquisitionNumber",
    "AcquisitionTime",
)

#: A stack that leans more than this, degrees, is sheared: 0.2 degrees are 1 mm over 30 cm.
_MOST_TILT_DEGREES = 0.2


@dataclass(frozen=True)
class Stack:
    """Slices in order along k, and the grid that they make.

    Attributes:
        order: indices of the given slices, along k.
        origin: centre of the first voxel, LPS mm.
        spacing: along i, j, k, mm.
        direction: nine cosines, row-major; columns are i, j, k.
    """

    order: list[int]
    origin: Vector
    spacing: Vector
    direction: Matrix


def stack_of_frames(frames: Sequence[Frame], name: str) -> tuple[Stack, list[str]]:
    """The regular grid of a series' frames.

    Args:
        frames: at least one, in any order.
        name: of the series, for messages.

    Returns:
        The grid, and what is unsure about it, a sentence each.

    Raises:
        InputError: slices of several orientations or pixel spacings, at the same place, missing,
            unevenly spaced, beside their stack, or stacked at a tilt.
    """
    if len(frames) < 2:
        raise InputError(f"{name} is a single slice: a volume needs at least two.")
    down, right = spacing_of(frames, name)
    row, column = axes_of(frames, name)
    positions = np.array([frame.position for frame in frames])
    normal = np.cross(row, column)
    heights = positions @ normal
    order = np.argsort(heights, kind="stable")
    upright = int(np.abs(normal).argmax())
    written_with = max((frame.decimals or (9, 9, 9))[upright] for frame in frames)
    rounding = _MOST_ROUNDING * 10.0**-written_with
    check_apart([frames[n] for n in order], heights[order], name)
    rounded = _check_gaps(heights[order], rounding, name)
    first, last = positions[order[0]], positions[order[-1]]
    step = (last - first) / (len(order) - 1)
    _check_tilt(step, normal, name)
    _check_in_line(positions[order], step, rounding, name)
    direction = np.stack([row, column, normal], axis=1)
    grid = Stack(
        [int(n) for n in order],
        _vector(first),
        (right, down, float(step @ normal)),
        tuple(float(c) for c in direction.ravel()),
    )
    said = _other_distance(frames[0], grid.spacing[2], name)
    if rounded:
        said.append(
            f"{name} has slices whose places are rounded to {10.0**-written_with:g} mm: "
            f"{grid.spacing[2]:g} mm from slice to slice was taken."
        )
    return grid, said


def _other_distance(frame: Frame, apart: float, name: str) -> list[str]:
    """That the header names another distance of slices than their places; [] where it does not.

    Some programs write the gap between slices there, without their thickness.
    """
    named = frame.named_distance
    if named is None or any(
        abs(one - apart) <= max(_GAP_SHARE * apart, _GAP_MM)
        for one in (abs(named), abs(named) + (frame.thickness or 0.0))
    ):
        return []
    return [
        f"{name} contradicts itself: its slices lie {apart:g} mm apart by their places, and "
        f"{named:g} mm by SpacingBetweenSlices; the places were taken."
    ]


def spacing_of(frames: Sequence[Frame], name: str) -> tuple[float, float]:
    """The distances down a column and along a row, mm, that all slices share.

    Raises:
        InputError: they differ.
    """
    spacings = np.array([frame.pixel_spacing for frame in frames])
    if not np.allclose(spacings, spacings[0], rtol=_SAME_SPACING):
        other = spacings[int(np.abs(spacings - spacings[0]).max(axis=1).argmax())]
        several = " and ".join(" x ".join(f"{s:g}" for s in both) for both in (spacings[0], other))
        raise InputError(f"{name} mixes slices of different PixelSpacing: {several}.")
    return float(spacings[0, 0]), float(spacings[0, 1])


def axes_of(frames: Sequence[Frame], name: str) -> tuple[np.ndarray, np.ndarray]:
    """The directions of a row and of a column that all slices share.

    Raises:
        InputError: they share none, or a header is damaged.
    """
    orientations = np.array([frame.orientation for frame in frames])
    apart = np.abs(orientations - np.median(orientations, axis=0)).max(axis=1)
    if (others := int((apart > _SAME_DIRECTION).sum())) == len(frames):  # no majority
        apart = np.abs(orientations - orientations[0]).max(axis=1)
        others = int((apart > _SAME_DIRECTION).sum())
    if others:
        turned = frames[int(apart.argmax())].header.path
        raise InputError(
            f"{name} mixes orientations: {others} of {len(apart)} slices are turned against the "
            f"others, such as {turned}. Take what does not belong to it out of the folder."
        )
    row, column = orientations[0, :3], orientations[0, 3:]
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    if not np.allclose(lengths, 1.0, atol=_ROUNDED) or abs(row @ column) > _ROUNDED:
        shown = ", ".join(f"{c:g}" for c in orientations[0])
        raise InputError(
            f"{name} has a damaged header: ImageOrientationPatient is {shown}, which are no two "
            "axes at a right angle."
        )
    row = row / lengths[0]
    column = column - row * (row @ column)
    return row, column / np.linalg.norm(column)


def check_apart(frames: Sequence[Frame], heights: np.ndarray, name: str) -> None:
    """Refuse images at the same place; frames and heights are in order along k."""
    gaps = np.diff(heights)
    if gaps.min() >= _GAP_MM:
        return
    same, where = int((gaps < _GAP_MM).sum()), int(gaps.argmin())
    files = {str(frame.header.path): None for frame in frames[where : where + 2]}
    apart = _told_apart(frames, heights)
    advice = (
        f"They differ in {apart}: put the files of one value into a folder of their own."
        if apart
        else "Several echoes, time points or copies need to be separated."
    )
    raise InputError(
        f"{name} has {same + 1} or more images at the same place (such as {heights[where]:.2f} mm: "
        f"{' and '.join(files)}). {advice}"
    )


def _told_apart(frames: Sequence[Frame], heights: np.ndarray) -> str:
    """The field by which images at one place make stacks of their own, with its values; or ""."""
    for keyword in _STACK_FIELDS:
        stacks: dict[str, list[float]] = {}
        for frame, height in zip(frames, heights, strict=True):
            value = "\\".join(words(frame.header.dataset, keyword))
            stacks.setdefault(value, []).append(float(height))
        whole = all(np.diff(stack).min(initial=np.inf) >= _GAP_MM for stack in stacks.values())
        if len(stacks) > 1 and whole and min(map(len, stacks.values())) > 1:
            shown = [value or "none" for value in sorted(stacks)]
            return f"{keyword} ({', '.join([*shown[:4], *(['...'] if shown[4:] else [])])})"
    return ""


def _check_gaps(heights: np.ndarray, rounding: float, name: str) -> bool:
    """Refuse gaps of several sizes. Whether they differ by the rounding of their places only."""
    gaps = np.diff(heights)
    usual = float(np.median(gaps))
    tolerance = _GAP_SHARE * usual + _GAP_MM
    worst = int(np.abs(gaps - usual).argmax())
    gap, where = float(gaps[worst]), float(heights[worst])
    if abs(gap - usual) <= tolerance:
        return False
    numbers = np.arange(len(heights))
    even = np.polynomial.Polynomial.fit(numbers, heights, 1)(numbers)
    if np.abs(heights - even).max() <= rounding:
        return True
    missing = round(gap / usual) - 1
    between = f"between {where:.2f} and {where + gap:.2f} mm"
    if missing >= 1 and abs(gap - (missing + 1) * usual) <= tolerance * (missing + 1):
        raise InputError(
            f"{name} has {missing} missing slice{'s' if missing > 1 else ''} {between}: the gap is "
            f"{gap:.3f} mm where {usual:.3f} mm are usual."
        )
    raise InputError(
        f"{name} has unevenly spaced slices: the gap {between} is {gap:.3f} mm where {usual:.3f} "
        "mm are usual. Resample it to even spacing first (`synthetic-ct straighten`)."
    )


def _check_in_line(positions: np.ndarray, step: np.ndarray, rounding: float, name: str) -> None:
    even = positions[0] + np.arange(len(positions))[:, None] * step
    beside = np.linalg.norm(positions - even, axis=1)
    if beside.max() <= _GAP_SHARE * np.linalg.norm(step) + _GAP_MM + rounding:
        return
    height = int(beside.argmax())
    raise InputError(
        f"{name} has slices that do not lie in one line: number {height + 1} along the stack lies "
        f"{beside.max():.2f} mm beside it. Resample it to a right-angled grid first "
        "(`synthetic-ct straighten`)."
    )


def _check_tilt(step: np.ndarray, normal: np.ndarray, name: str) -> None:
    sideways = float(np.linalg.norm(step - normal * (step @ normal)))
    degrees = float(np.degrees(np.arctan2(sideways, abs(step @ normal))))
    if degrees > _MOST_TILT_DEGREES:
        raise InputError(
            f"{name} was scanned with a tilted gantry: slices are stacked {degrees:.1f} degrees "
            "off their normal. Resample it to a right-angled grid first (`synthetic-ct "
            "straighten`)."
        )


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
