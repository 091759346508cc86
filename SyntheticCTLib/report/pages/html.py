"""Pieces of HTML: tables, pictures inside the page, lists. Cells are HTML, texts are escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from SyntheticCTLib.errors import InputError


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str = "",
    style: str = "",
) -> str:
    """A table whose first column names the rows. Header and caption are plain text, cells HTML."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    kind = f' class="{style}"' if style else ""
    return f"<table{kind}>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what belongs to them; the first is plain text, the second HTML."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{text}</td></tr>' for name, text in pairs
    )
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def picture(path: Path, description: str, caption: str = "", style: str = "") -> str:
    """A PNG inside the page, with a caption (HTML).

    Raises:
        InputError: the file is missing.
    """
    kind = f' class="{style}"' if style else ""
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure{kind}><img alt="{escape(description)}" src="{address(path)}">{below}</figure>'


def address(path: Path) -> str:
    """A PNG file as an address that holds the whole picture.

    Raises:
        InputError: the file is missing.
    """
    if not path.is_file():
        raise InputError(f"The picture {path} is missing: run the comparison again.")
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def section(title: str, *parts: str) -> str:
    """A part of the page under its heading; nothing at all without parts."""
    inner = "".join(part for part in parts if part)
    return f"<section><h2>{escape(title)}</h2>{inner}</section>" if inner else ""


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of HTML."""
    kind = f' class="{style}"' if style else ""
    return f"<p{kind}>{text}</p>"


def notes(sentences: Iterable[str]) -> str:
    """Warnings as a list of plain text; nothing without any."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<ul class="warnings">{items}</ul>' if items else ""


def key(*entries: tuple[str, str]) -> str:
    """What lines and bars of a chart mean: (CSS class, plain text)."""
    parts = "".join(
        f'<span><i class="{style}"></i>{escape(text)}</span>' for style, text in entries
    )
    return f'<p class="key">{parts}</p>'
