"""Pieces of HTML. Text is escaped where it enters a page; what is HTML already is ``Markup``."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.report.pictures.png import is_png
from SyntheticCTLib.sentences import harmless


class Markup(str):
    """Text that is HTML already. Joining it with other text makes plain text of it again."""

    __slots__ = ()


BREAK = Markup("<br>")


def escaped(text: str, *, quote: bool = True) -> str:
    """Text as HTML: no mark of a page, and nothing that commands a terminal."""
    return escape(harmless(text), quote=quote)


def joined(*parts: str) -> Markup:
    """Parts one after the other; plain text among them is escaped."""
    return Markup("".join(p if isinstance(p, Markup) else escaped(p, quote=False) for p in parts))


def element(tag: str, *content: str, kind: str = "", **attributes: str) -> Markup:
    """An element.

    Args:
        tag: its name.
        content: text or elements.
        kind: CSS classes.
        attributes: others, text; empty ones are left out.
    """
    given = {"class": kind, **attributes}
    written = "".join(f' {name}="{escaped(value)}"' for name, value in given.items() if value)
    return Markup(f"<{tag}{written}>{joined(*content)}</{tag}>")


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", kind: str = ""
) -> Markup:
    """A table whose first column names the rows."""
    head = (element("th", name, scope="col") for name in header)
    return element(
        "table",
        element("caption", caption) if caption else "",
        element("thead", element("tr", *head)),
        element("tbody", *(_row(*row) for row in rows)),
        kind=kind,
    )


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Names and what belongs to them."""
    return element("table", element("tbody", *(_row(*pair) for pair in pairs)), kind="facts")


def _row(name: str, *cells: str) -> Markup:
    return element("tr", element("th", name, scope="row"), *(element("td", c) for c in cells))


def picture(path: Path, description: str, caption: str = "", kind: str = "") -> Markup:
    """A PNG inside the page, with a caption.

    Raises:
        InputError: the file is missing.
    """
    image = Markup(f'<img alt="{escaped(description)}" src="{address(path)}">')
    return element("figure", image, element("figcaption", caption) if caption else "", kind=kind)


def address(path: Path) -> str:
    """A PNG file as an address that holds the whole picture.

    Raises:
        InputError: the file is missing, or no PNG: a folder that somebody sent may have a link to
            any file under a picture's name, and a page must not carry that away.
    """
    if not path.is_file():
        raise InputError(f"The picture {path} is missing: run the comparison again.")
    if not is_png(path):
        raise InputError(f"{path} is no PNG picture: run the comparison again.")
    content = path.read_bytes()
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


def page_header(title: str, *below: str) -> Markup:
    """The head of every page: that it is not for clinical use, its title, and what stands below."""
    notice = paragraph("Not for clinical use", kind="notice")
    return element("header", notice, element("h1", title), *below)


def section(title: str, *parts: str) -> Markup:
    """A part of the page under its heading; nothing at all without parts."""
    return element("section", element("h2", title), *parts) if any(parts) else Markup()


def paragraph(*text: str, kind: str = "") -> Markup:
    """A paragraph."""
    return element("p", *text, kind=kind)


def strong(text: str) -> Markup:
    """Text that must not be overlooked."""
    return element("strong", text)


def together(title: str, *parts: str) -> Markup:
    """Parts under a small heading, which a page break does not divide."""
    return element("div", element("h3", title), *parts, kind="together")


def folded(title: str, *parts: str) -> Markup:
    """Details that a reader unfolds; on paper they are open. Nothing at all without parts."""
    if not any(parts):
        return Markup()
    return element("details", element("summary", title), *parts)


def notes(sentences: Iterable[str]) -> Markup:
    """Warnings as a list; nothing without any."""
    items = [element("li", sentence) for sentence in sentences]
    return element("ul", *items, kind="warnings") if items else Markup()


def key(*entries: tuple[str, str]) -> Markup:
    """What lines and bars of a chart mean: (CSS class, text)."""
    return element("p", *(element("span", _mark(kind), text) for kind, text in entries), kind="key")


def _mark(kind: str) -> Markup:
    return element("i", kind=kind)
