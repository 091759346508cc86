"""Readers' scores: landmarks judged 0 to 10 in the synthetic CT and in the CT, for the report."""

from __future__ import annotations

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.reader_scores import (
    IMAGES,
    ReaderAgreement,
    ReaderScore,
    reader_agreement,
)
from SyntheticCTLib.mrml.reader_scores import keep_score, scores_in
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.report_files import ReportFiles


class ReaderPart:
    """Keeps the table of scores in the comparison's folder, from which the report takes them.

    Args:
        report: the comparison's files.
    """

    def __init__(self, *, report: ReportFiles) -> None:
        self._report = report

    def add(self, reader: str, landmark: str, image: int, score: float) -> str:
        """Take a score, or correct an earlier one of the same.

        Args:
            reader, landmark: their names.
            image: number in ``IMAGES``.
            score: 0 (not to be seen) to 10 (as on a diagnostic CT).

        Returns:
            A sentence for the user.

        Raises:
            InputError: a name is empty, or the comparison's files have gone.
            OSError: the table or the report cannot be written.
        """
        folder = self._report.page().parent
        new = ReaderScore(reader.strip(), landmark.strip(), IMAGES[image], score)
        keep_score(folder, new)
        words = _("{reader} gave {landmark} in the {image} {score:g} of 10.")
        return words.format(
            reader=new.reader, landmark=new.landmark, image=new.image, score=new.score
        )

    def told(self) -> str:
        """How many scores there are, and what they say; "" without any."""
        if not self._report.there:
            return ""
        try:
            scores = scores_in(self._report.page().parent)
        except InputError as error:  # somebody else wrote the table
            return said(error.args[0])
        if not scores:
            return ""
        found = _agreement(scores)
        if found is None:
            words = _(
                "{count} scores. The report takes them when every reader has scored every landmark "
                "in both images."
            )
            if len(scores) == 1:
                words = _(
                    "1 score. The report takes it when every reader has scored every landmark in "
                    "both images."
                )
            return words.format(count=len(scores))
        words = _(
            "{count} scores of {readers} reader(s): sCT minus CT {bias:+.2f} (95 % within "
            "{low:+.2f} to {high:+.2f}). They are in the report."
        )
        low, high = found.limits
        return words.format(
            count=len(scores), readers=len(found.readers), bias=found.bias, low=low, high=high
        )


def _agreement(scores: list[ReaderScore]) -> ReaderAgreement | None:
    """What the scores say; None as long as one is missing."""
    try:
        return reader_agreement(scores)
    except InputError:
        return None
