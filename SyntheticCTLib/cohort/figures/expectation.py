"""What a further patient of the same kind is to be expected to reach, from those who were measured.

Order statistics: of n patients and one more, each is as likely as any other to be the lowest, so
the k-th lowest of the n is reached by the next with the chance 1 - k / (n + 1), whatever the
distribution (split conformal: Lei et al., JASA 2018, 113:1094). It is that chance for a patient of
the same kind; for another scanner or part of the body it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from SyntheticCTLib.errors import InputError

#: Share of further patients that is to lie on the good side, if there are patients enough.
WANTED = 0.95

#: Fewer patients say too little of the next one.
FEWEST = 5


def expected_end(values: Sequence[float], bad: str) -> tuple[float, float]:
    """The value that a further patient is expected to keep to, and the chance of that.

    Args:
        values: of the patients who were measured.
        bad: the side of the bad values, "below" or "above".

    Raises:
        InputError: there are fewer than ``FEWEST``.
    """
    if len(values) < FEWEST:
        raise InputError(
            f"Commissioning needs {FEWEST} patients with a CT or more; {len(values)} have one."
        )
    ordered = np.sort(values) if bad == "below" else np.sort(values)[::-1]
    rank = max(int((1 - WANTED) * (len(ordered) + 1) + 1e-9), 1)
    return float(ordered[rank - 1]), 1 - rank / (len(ordered) + 1)
