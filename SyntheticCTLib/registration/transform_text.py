"""ITK's text form of transforms, checked before ITK reads it: its reader trusts every word.

Format: a first line ``#Insight Transform File V1.0``, then for each transform its name, its
parameters and its fixed parameters (itkTxtTransformIO).
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from SyntheticCTLib.errors import InputError

#: Numbers of parameters and of fixed parameters by transform; None for any.
_COUNTS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "AffineTransform": (12, (3,)),
    "CenteredAffineTransform": (15, (0, 3)),
    "ComposeScaleSkewVersor3DTransform": (12, (3,)),
    "Euler3DTransform": (6, (3, 4)),
    "FixedCenterOfRotationAffineTransform": (12, (3,)),
    "IdentityTransform": (0, (0,)),
    "MatrixOffsetTransformBase": (12, (3,)),
    "QuaternionRigidTransform": (7, (3,)),
    "ScaleLogarithmicTransform": (3, (3,)),
    "ScaleSkewVersor3DTransform": (15, (3,)),
    "ScaleTransform": (3, (3,)),
    "ScaleVersor3DTransform": (9, (3,)),
    "Similarity3DTransform": (7, (3,)),
    "TranslationTransform": (3, (0,)),
    "VersorRigid3DTransform": (6, (3,)),
    "VersorTransform": (3, (3,)),
    "BSplineTransform": (None, (18,)),
    "CompositeTransform": (0, (0,)),
}

_FIRST_LINE = "#Insight Transform File V1.0"
_MOST_BYTES = 1 << 29


def check_transform_text(path: Path) -> None:
    """Refuse a .tfm or .txt file that does not hold sound transforms.

    Raises:
        InputError: no such text, a transform that is not known or not three-dimensional, or other
            parameters than it has.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise InputError(f"{path} is no transform: it has {path.stat().st_size} bytes.")
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
    except ValueError as error:
        raise InputError(f"{path} is no transform file: it is not plain text.") from error
    lines = [line for line in lines if line]
    if not lines or lines[0] != _FIRST_LINE:
        raise InputError(
            f"{path} could not be read as a transform: it does not begin with {_FIRST_LINE!r}."
        )
    fields = [line.partition(":") for line in lines if not line.startswith("#")]
    starts = [n for n, (name, _, _) in enumerate(fields) if name == "Transform"]
    if not starts or starts[0] != 0:
        raise InputError(f"{path} holds no transform.")
    for start, end in zip(starts, [*starts[1:], len(fields)], strict=True):
        _check(path, {name.strip(): value.strip() for name, _, value in fields[start:end]})


def _check(path: Path, fields: dict[str, str]) -> None:
    name = fields["Transform"]
    parts = re.fullmatch(r"(\w+)_(double|float)_(\d+)_(\d+)", name)
    if parts is not None and (parts[3], parts[4]) != ("3", "3"):
        raise InputError(f"A 3D transform is needed; {path} holds one of {parts[3]} dimensions.")
    if parts is None or parts[1] not in _COUNTS:
        raise InputError(f"{path} holds a transform that is not known: {name[:60]!r}.")
    count, fixed_counts = _COUNTS[parts[1]]
    parameters = _numbers(path, fields, "Parameters")
    fixed = _numbers(path, fields, "FixedParameters")
    if parts[1] == "BSplineTransform" and len(fixed) == 18:
        if not all(size == int(size) and 0 < size < 1e6 for size in fixed[:3]):
            raise InputError(f"{path} is damaged: its B-spline's grid has the size {fixed[:3]}.")
        count = 3 * math.prod(int(size) for size in fixed[:3])
    if len(parameters) != count or len(fixed) not in fixed_counts:
        raise InputError(
            f"{path} is damaged: {parts[1]} has {count} parameters and {fixed_counts[0]} fixed, "
            f"not {len(parameters)} and {len(fixed)}."
        )


def _numbers(path: Path, fields: dict[str, str], name: str) -> list[float]:
    try:
        found = [float(word) for word in fields.get(name, "").split()]
    except ValueError as error:
        raise InputError(f"{path} is damaged: {name} are no numbers ({error}).") from error
    if not all(map(math.isfinite, found)):
        raise InputError(f"{path} is damaged: {name} hold values that are no numbers.")
    return found
