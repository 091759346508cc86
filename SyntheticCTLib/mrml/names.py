"""Names of nodes: of new ones, and what the name of any says of its image."""

from __future__ import annotations

import itertools
import re
from typing import Any

#: What synthetic CTs are called, in our nodes, files and DICOM series and in those of others, whose
#: record may have been lost on the way. A real CT that was placed on one is not meant.
_SYNTHETIC = re.compile(
    r"(?!CT (on|auf) ).*((?i:synthe?ti[csz]|pseudo[ _-]?ct)|(?<![A-Za-z])sCT(?![A-Za-z]))",
    re.DOTALL,
)


def says_synthetic(name: str) -> bool:
    """Whether the name of a volume says that its image is synthetic.

    Example:
        >>> says_synthetic("5: Synthetic CT - not for clinical use"), says_synthetic("5: leg CT")
        (True, False)
    """
    return _SYNTHETIC.match(name) is not None


def free_name(scene: Any, name: str) -> str:
    """The name, with a number behind it where a node of the scene has it.

    Not the scene's own ``GenerateUniqueName``: that one gives no name twice, even if its node has
    gone.
    """
    if scene.GetFirstNodeByName(name) is None:
        return name
    numbered = (f"{name}_{number}" for number in itertools.count(1))
    return next(other for other in numbered if scene.GetFirstNodeByName(other) is None)
