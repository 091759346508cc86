"""What speaks against a model by the patients that its run left out, for card and log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def held_out_doubts(
    rows: Sequence[Mapping[str, str]], column: str, guess: Mapping[str, float], parent: str | None
) -> list[str]:
    """Sentences for what is no better than what was there before; none if all is well.

    Args:
        rows: of the run's log of validations, in their order.
        column: of the error that is compared; less is better.
        guess: the same error of one value everywhere, the training patients' mean, by patient.
        parent: id of the model whose weights the run started from, if any; the log then has their
            figures at step 0.
    """
    if not rows or rows[-1]["step"] == "0":
        return []
    last, first = _errors(rows, rows[-1]["step"], column), _errors(rows, "0", column)
    found = []
    if parent is not None and (shared := sorted({*last} & {*first})):
        own, before = _median(last, shared), _median(first, shared)
        if own > before:
            found.append(
                f"This model is worse than {parent}, whose weights it started from: on "
                f"{len(shared)} patients that were left out its median error is {own:.1f}, before "
                f"the training {before:.1f}."
            )
    if shared := sorted({*last} & {*guess}):
        own, constant = _median(last, shared), _median(guess, shared)
        if own >= constant:
            found.append(
                "This model is no better than the training patients' mean everywhere: on "
                f"{len(shared)} patients that were left out its median error is {own:.1f}, the "
                f"mean's {constant:.1f}."
            )
    return found


def _errors(rows: Sequence[Mapping[str, str]], step: str, column: str) -> dict[str, float]:
    return {row["name"]: float(row[column]) for row in rows if row["step"] == step and row[column]}


def _median(errors: Mapping[str, float], names: Sequence[str]) -> float:
    return float(np.median([errors[name] for name in names]))
