"""How far TotalSegmentator is, from what it prints."""

from __future__ import annotations

import re

from SyntheticCTLib.progress import Watch

_PERCENT = re.compile(r"^\s*(?:(?P<what>[\w ]+):\s*)?(?P<percent>\d{1,3})%\|")
_PART = re.compile(r"Predicting part (\d+) of (\d+)")

#: Phases as TotalSegmentator announces them, and the share of the job that is done when they begin.
_PHASES: tuple[tuple[str, str, float], ...] = (
    ("Downloading model", "downloading weights", 0.0),
    ("Generating rough", "finding the region", 0.1),
    ("Resampling...", "resampling", 0.15),
    ("Predicting", "segmenting", 0.2),
    ("Saving segmentations", "saving", 0.95),
)
_PREDICTING = (0.2, 0.95)


class OutputWatcher:
    """Turns lines of output into progress; the fraction never falls."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._stage = "starting TotalSegmentator"
        self._fraction = 0.0
        self._part = (0, 1)
        watch.report(self._stage, 0.0)

    def __call__(self, line: str) -> None:
        """Take one line."""
        bar = _PERCENT.match(line)
        if bar:
            self._report(self._within(int(bar["percent"]) / 100), "")
            return
        part = _PART.search(line)
        if part:
            self._part = (int(part[1]) - 1, int(part[2]))
        for words, stage, begins in _PHASES:
            if words in line:
                self._stage = stage
                self._report(self._within(0.0) if part else begins, line)
                return
        self._report(self._fraction, line)

    def _within(self, share: float) -> float:
        if self._stage != "segmenting":
            return self._fraction
        done, parts = self._part
        start, end = _PREDICTING
        return start + (end - start) * (done + share) / parts

    def _report(self, fraction: float, message: str) -> None:
        self._fraction = max(self._fraction, min(1.0, fraction))
        self._watch.report(self._stage, self._fraction, message)
