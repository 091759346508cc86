"""A table of a page from columns of ``comparison.columns``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from SyntheticCTLib.comparison.columns import Column
from SyntheticCTLib.report.pages.html import Markup, table
from SyntheticCTLib.report.pages.words import shown


def column_table(
    columns: Sequence[Column], rows: Iterable[Any], *, caption: str = "", kind: str = "wide"
) -> Markup:
    """The columns that have a heading, one row for each of what they take their values from."""
    kept = [column for column in columns if column.heading]
    cells = ([shown(column.value(row), column.unit) for column in kept] for row in rows)
    return table([column.heading for column in kept], cells, caption=caption, kind=kind)
