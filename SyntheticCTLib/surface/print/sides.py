"""The side of the patient that a surface is of."""

from __future__ import annotations

from SyntheticCTLib.errors import InputError

SIDES = ("left", "right")


def check_side(side: str) -> None:
    """Refuse a side that is none.

    Args:
        side: one of ``SIDES``, or "" where there is none.

    Raises:
        InputError: it is something else.
    """
    if side not in ("", *SIDES):
        raise InputError(f"A side is {' or '.join(SIDES)}; got {side!r}.")
