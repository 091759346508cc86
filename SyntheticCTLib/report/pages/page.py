"""What every page is wrapped in."""

from __future__ import annotations

from SyntheticCTLib.report.pages.html import Markup, escaped
from SyntheticCTLib.report.pages.style import STYLE

#: The page runs nothing and fetches nothing, whatever its texts say.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)

#: What a page with one script of known content adds: what the page itself holds may be shown.
_WITH_SCRIPT = "; script-src 'sha256-{}'; connect-src data: blob:; worker-src blob:"


def page(title: str, sheet: Markup, *, script: str = "") -> str:
    """A whole page that loads nothing, and runs nothing but at most one script inside it.

    Args:
        title: of the window.
        sheet: what stands on it.
        script: SHA-256 of the script that may run, base64; "" for none.
    """
    policy = POLICY
    if script:
        policy = POLICY.replace("img-src data:", "img-src data: blob:")
        policy += _WITH_SCRIPT.format(script)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<div class="sheet">{sheet}</div>
</body>
</html>
"""
