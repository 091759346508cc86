"""What every page is wrapped in."""

from __future__ import annotations

from html import escape

from SyntheticCTLib.report.pages.html import Markup
from SyntheticCTLib.report.pages.style import STYLE

#: The page runs nothing and fetches nothing, whatever its texts say.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)


def page(title: str, sheet: Markup) -> str:
    """A whole page that loads nothing and runs nothing."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<div class="sheet">{sheet}</div>
</body>
</html>
"""
