"""TotalSegmentator by way of its own extension: is it there, and in which Python."""

from __future__ import annotations

import importlib.util

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.trial import this_python
from SyntheticCTLib.segmentation.guest.environment import find_interpreter
from SyntheticCTPanel.i18n import tr as _


class SlicerTotalSegmentator:
    """The extension TotalSegmentator, or an installation of the command line's.

    Args:
        modules: ``slicer.modules``.
    """

    def __init__(self, modules: object) -> None:
        self._modules = modules

    def available(self) -> bool:
        """Whether its extension, or an installation of ``setup-totalsegmentator``, is there."""
        return hasattr(self._modules, "totalsegmentator") or _set_up()

    def prepare(self) -> str:
        """Let the extension install its packages if they are missing; it asks.

        Returns:
            "" when it can be used, or a sentence about why not.
        """
        if self._ready():
            return ""
        from TotalSegmentator import TotalSegmentatorLogic

        try:
            TotalSegmentatorLogic().setupPythonRequirements()
        except Exception as error:  # what it raises is its own affair
            return _("TotalSegmentator could not be set up: {reason}").format(reason=error)
        return "" if self._ready() else _("TotalSegmentator was not set up.")

    def interpreter(self) -> str:
        """The Python that has it."""
        if importlib.util.find_spec("totalsegmentator") is not None:
            return this_python()
        return find_interpreter()

    def _ready(self) -> bool:
        return importlib.util.find_spec("totalsegmentator") is not None or _set_up()


def _set_up() -> bool:
    """Whether ``setup-totalsegmentator`` made an environment."""
    try:
        find_interpreter()
    except ResourceError:
        return False
    return True
