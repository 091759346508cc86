"""What there is round the presenter in Slicer, and what it is told; nothing in a test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from SyntheticCTPanel.protocols import Still, VolumeNode


def _at_once(action: Callable[[], None]) -> None:
    action()


@dataclass(frozen=True)
class Surroundings:
    """The window and Slicer's modules, as far as the panel's parts need them.

    Attributes:
        line_profile: whether Slicer has the module Line Profile.
        surfaces_shown: called when there is something new in 3D.
        later: calls something when the window has made the views of a new layout.
        side_by_side_shown: called with the synthetic CT when views side by side are filled.
        legend_shown: called when a map with a legend is shown.
        still: what keeps the views from drawing until many changes are made.
        file_of_instance: the file of a SOP instance UID in Slicer's DICOM database, "" for none.
    """

    line_profile: bool = False
    surfaces_shown: Callable[[], None] = lambda: None
    later: Callable[[Callable[[], None]], None] = _at_once
    side_by_side_shown: Callable[[VolumeNode], None] = lambda sct: None
    legend_shown: Callable[[], None] = lambda: None
    still: Still = nullcontext
    file_of_instance: Callable[[str], str] = lambda _: ""
