"""Shows the ``Example:`` of a docstring as code; the reader of docstrings knows ``Examples:``."""

from __future__ import annotations

import re
from typing import Any

import griffe


class ExampleSections(griffe.Extension):
    """Renames the heading in every docstring."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for each object that was read."""
        if obj.docstring:
            heading = re.compile(r"^Example:$", re.MULTILINE)
            obj.docstring.value = heading.sub("Examples:", obj.docstring.value)
