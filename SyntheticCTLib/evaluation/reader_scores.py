"""Readers' scores of landmarks on the sCT and on the CT, and how far they agree.

Each reader gives each landmark 0 (not to be seen) to 10 (as on a diagnostic CT), once on the sCT
and once on the CT, as in the bone-MRI study of AJNR 2022. The table is a CSV file with the columns
``reader``, ``landmark``, ``image`` (sCT or CT) and ``score``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.text_files import read_text

COLUMNS = ("reader", "landmark", "image", "score")
IMAGES = ("sCT", "CT")
LOWEST_SCORE, HIGHEST_SCORE = 0.0, 10.0

#: 95 % of differences that are distributed normally lie within this many SD of their mean.
_LIMIT_SD = 1.96


@dataclass(frozen=True)
class ReaderScore:
    """One score: of one reader, for one landmark, in one image ("sCT" or "CT")."""

    reader: str
    landmark: str
    image: str
    score: float


@dataclass(frozen=True)
class ReaderAgreement(Record):
    """What readers' scores say.

    Attributes:
        readers, landmarks: their names, in the order of the table.
        means: mean score by image, over readers and landmarks.
        bias: mean of sCT minus CT over readers and landmarks.
        limits: 95 % limits of agreement about it (Bland and Altman 1986).
        kappas: by reader, quadratic weighted kappa of its scores of sCT and CT (Cohen 1968).
        iccs: by image, ICC(2,1) between readers: two-way random effects, absolute agreement, one
            reader (Shrout and Fleiss 1979).
        pairs: (mean, sCT minus CT) of each reader and landmark, in the order of the table.
    """

    readers: list[str]
    landmarks: list[str]
    means: dict[str, float]
    bias: float
    limits: tuple[float, float]
    kappas: list[Figure]
    iccs: list[Figure]
    pairs: list[tuple[float, float]]


def read_reader_scores(path: str | Path) -> list[ReaderScore]:
    """The scores in a CSV file.

    Raises:
        InputError: a column is missing, or a row says no reader, landmark, image or score from 0 to
            10; the sentence names the line.
        OSError: the file cannot be read.
    """
    path = Path(path)
    try:
        table = csv.DictReader(io.StringIO(read_text(path), newline=""))
        missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise InputError(
                f"{path} has no column {missing[0]!r}: its first line is {','.join(COLUMNS)}."
            )
        return [_score(row, path, table.line_num) for row in table]
    except csv.Error as error:
        raise InputError(f"{path} is no table in UTF-8: export it as CSV again.") from error


def _score(row: dict[str, str | None], path: Path, line: int) -> ReaderScore:
    given = {name: (row[name] or "").strip() for name in COLUMNS}
    image = next((one for one in IMAGES if one.lower() == given["image"].lower()), None)
    try:
        score = float(given["score"].replace(",", "."))
    except ValueError:
        score = float("nan")
    if image is None:
        wrong = f"its image is {given['image']!r}, not sCT or CT"
    elif not LOWEST_SCORE <= score <= HIGHEST_SCORE:
        wrong = f"its score is {given['score']!r}, not 0 to 10"
    elif not (given["reader"] and given["landmark"]):
        wrong = "reader or landmark is empty"
    else:
        return ReaderScore(given["reader"], given["landmark"], image, score)
    raise InputError(f"Line {line} of {path} cannot be used: {wrong}.")


def with_score(scores: Sequence[ReaderScore], new: ReaderScore) -> list[ReaderScore]:
    """The scores and a further one, in the place of an earlier one of the same.

    Raises:
        InputError: reader or landmark is empty, or the score is not 0 to 10.
    """
    if not (new.reader and new.landmark):
        raise InputError("A score has a reader and a landmark: one of the two is empty.")
    if new.image not in IMAGES or not LOWEST_SCORE <= new.score <= HIGHEST_SCORE:
        raise InputError(
            f"A score of the sCT or the CT is from 0 to 10; got {new.score:g} of the {new.image}."
        )
    what = (new.reader, new.landmark, new.image)
    others = [one for one in scores if (one.reader, one.landmark, one.image) != what]
    return [*others, new]


def write_reader_scores(path: str | Path, scores: Sequence[ReaderScore]) -> None:
    """Write a table that ``read_reader_scores`` reads: whole, or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([one.reader, one.landmark, one.image, f"{one.score:g}"] for one in scores)
    write_whole(Path(path), text.getvalue(), newline="")


def reader_agreement(scores: Sequence[ReaderScore]) -> ReaderAgreement:
    """Agreement between the images, and between readers.

    Args:
        scores: every reader's score of every landmark in both images, each once.

    Raises:
        InputError: there are none, one is missing, or one is there twice.

    Example:
        >>> table = [("A", "orbit", 7, 8), ("A", "ramus", 9, 9), ("B", "orbit", 6, 8)]
        >>> table += [("B", "ramus", 9, 10)]
        >>> scores = [
        ...     ReaderScore(reader, landmark, image, score)
        ...     for reader, landmark, *both in table
        ...     for image, score in zip(("sCT", "CT"), both)
        ... ]
        >>> reader_agreement(scores).bias
        -1.0
    """
    readers = list(dict.fromkeys(one.reader for one in scores))
    landmarks = list(dict.fromkeys(one.landmark for one in scores))
    values = _values(scores, readers, landmarks)
    sct, ct = values
    mean, difference = (sct + ct) / 2, sct - ct
    spread = float(difference.std(ddof=1)) if difference.size > 1 else 0.0
    bias = float(difference.mean())
    return ReaderAgreement(
        readers=readers,
        landmarks=landmarks,
        means={image: float(one.mean()) for image, one in zip(IMAGES, values, strict=True)},
        bias=bias,
        limits=(bias - _LIMIT_SD * spread, bias + _LIMIT_SD * spread),
        kappas=[
            _named(name, weighted_kappa(one, other))
            for name, one, other in zip(readers, sct, ct, strict=True)
        ],
        iccs=[_named(image, icc(one)) for image, one in zip(IMAGES, values, strict=True)],
        pairs=list(zip(mean.ravel().tolist(), difference.ravel().tolist(), strict=True)),
    )


def _values(
    scores: Iterable[ReaderScore], readers: list[str], landmarks: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Scores (reader, landmark) of the sCT and of the CT."""
    if not readers:
        raise InputError("The table of readers' scores is empty: give a score a line.")
    found: dict[tuple[str, str, str], float] = {}
    for one in scores:
        key = (one.image, one.reader, one.landmark)
        if key in found:
            raise InputError(
                f"{one.reader} scored {one.landmark} twice in the {one.image}: keep one."
            )
        found[key] = one.score
    for image in IMAGES:
        for reader in readers:
            for landmark in landmarks:
                if (image, reader, landmark) not in found:
                    raise InputError(
                        f"{reader} has no score for {landmark} in the {image}: every reader "
                        "scores every landmark in both images."
                    )
    sct, ct = (
        np.array([[found[image, reader, one] for one in landmarks] for reader in readers])
        for image in IMAGES
    )
    return sct, ct


def weighted_kappa(first: np.ndarray, second: np.ndarray) -> float | None:
    """Kappa with quadratic weights of two raters' scores (n,); None where it is not defined.

    One minus the mean squared disagreement over the one that chance would give, which is that over
    all pairs of scores (Cohen 1968, Psychological Bulletin 70:213).
    """
    expected = float(((first[:, None] - second[None, :]) ** 2).mean())
    return None if expected == 0 else 1.0 - float(((first - second) ** 2).mean()) / expected


def icc(scores: np.ndarray) -> float | None:
    """ICC(2,1) of scores (rater, subject); None where it is not defined.

    Case 2 for one rater of Shrout and Fleiss 1979, Psychological Bulletin 86:420.
    """
    raters, subjects = scores.shape
    if raters < 2 or subjects < 2:
        return None
    mean, of_rater, of_subject = scores.mean(), scores.mean(axis=1), scores.mean(axis=0)
    between_subjects = raters * float(((of_subject - mean) ** 2).sum()) / (subjects - 1)
    between_raters = subjects * float(((of_rater - mean) ** 2).sum()) / (raters - 1)
    rest = scores - of_rater[:, None] - of_subject[None, :] + mean
    error = float((rest**2).sum()) / ((raters - 1) * (subjects - 1))
    below = between_subjects + (raters - 1) * error + raters * (between_raters - error) / subjects
    return None if below == 0 else (between_subjects - error) / below


def _named(name: str, value: float | None) -> Figure:
    reason = "it takes two readers, two landmarks and scores that differ"
    return undefined(name, reason) if value is None else Figure(name, value)
