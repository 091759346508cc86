"""Text for people, in their language where a translation is there.

The translations are Qt's files (``Resources/Translations/SyntheticCT_<language>.ts``), read here as
they are, so that the engine's sentences, which Qt never sees, are in them too. What they do not
hold is asked of Slicer's own translator.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import Any

from SyntheticCTLib.sentences import Sentence

try:
    from slicer import i18n as _slicers
except ImportError:  # MRML without the application, where tests run
    _slicers = None

_FOLDER = Path(__file__).resolve().parents[1] / "Resources" / "Translations"

#: What the engine's gate offers to scripts, and a window does not have.
_FORCE = ", or force it (--force; force=True in Python) if you know better"

#: The language that was chosen by ``use_language``; None for that of Slicer's window.
_chosen: list[str | None] = [None]


def use_language(language: str | None) -> None:
    """Speak a language from now on: "de"; None for that of Slicer's window."""
    _chosen[0] = language


def tr(text: str) -> str:
    """A text in the language of the window."""
    translated = _catalogue(_language()).get(text)
    if translated is not None or _slicers is None:
        return text if translated is None else translated
    # Slicer's translator knows a text by the file that says it.
    said_by = _slicers.getContext(sys._getframe(1).f_code.co_filename)
    return str(_slicers.translate(said_by, text))


def said(sentence: str) -> str:
    """A sentence of the engine in the language of the window, made of its template and arguments.

    What only a command line can do is left out. A sentence that came without its parts stays as
    it is, or is looked up whole.
    """
    if not isinstance(sentence, Sentence):
        return tr(sentence).replace(_FORCE, "") if sentence else ""
    values: dict[str, Any] = {
        name: said(value) if isinstance(value, str) else value
        for name, value in sentence.arguments.items()
    }
    return tr(sentence.template).format(**values).replace(_FORCE, "")


def languages() -> list[str]:
    """The languages of which there are files."""
    return sorted(path.stem.rpartition("_")[2] for path in _FOLDER.glob("SyntheticCT_*.ts"))


def _language() -> str:
    if _chosen[0] is not None:
        return _chosen[0]
    import slicer

    application = getattr(slicer, "app", None)
    return str(getattr(application, "applicationLocaleName", "") or "")[:2]


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = _FOLDER / f"SyntheticCT_{language}.ts"
    if not language or not path.is_file():
        return {}
    found = {}
    for message in ElementTree.parse(path).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            found[str(message.findtext("source"))] = translation.text
    return found


__all__ = ["languages", "said", "tr", "use_language"]
