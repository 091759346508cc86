"""Text for people, in their language where a translation is there.

The translations are Qt's files (``Resources/Translations/SyntheticCT_<language>.ts``), read here as
they are, so that the engine's sentences, which Qt never sees, are in them too. What they do not
hold is asked of Slicer's own translator.
"""

from __future__ import annotations

import re
import string
import sys
import xml.etree.ElementTree as ElementTree
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from SyntheticCTLib.sentences import Sentence
from SyntheticCTPanel.window_words import in_window_words

try:
    from slicer import i18n as _slicers
except ImportError:  # MRML without the application, where tests run
    _slicers = None

_FOLDER = Path(__file__).resolve().parents[1] / "Resources" / "Translations"

#: Letters that a template has to have beside its fields, to be found again in a plain text.
_ENOUGH = 10

#: Between two sentences.
_NEXT_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z0-9])")

#: How a template begins whose first field is sentences.
_BEHIND_SENTENCES = re.compile(r"\{\w+\} [A-Z]")

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
    """A sentence of the engine in the window's language and words, made of template and arguments.

    A sentence that came without its parts, as one in a record does, is looked up whole, or by the
    template that it fits; it stays as it is where there is none.
    """
    return in_window_words(_translated(sentence), tr) if sentence else ""


def _translated(sentence: str) -> str:
    if not isinstance(sentence, Sentence):
        return _plain_translated(str(sentence), _language())
    values: dict[str, Any] = {
        name: _translated(value) if isinstance(value, str) else value
        for name, value in sentence.arguments.items()
    }
    return tr(sentence.template).format(**values)


@lru_cache(maxsize=4096)
def _plain_translated(text: str, language: str) -> str:
    """A text of which nobody knows the parts: whole, by its template, or sentence by sentence."""
    known = _catalogue(language).get(text)
    if known is not None:
        return known
    fits = [
        Sentence(template, **found.groupdict())
        for template, literals in _templates(language)
        if all(literal in text for literal in literals)
        for pattern in _patterns(template)
        if (found := pattern.fullmatch(text))
    ]
    whole = [sentence for sentence in fits if not _swallows(sentence)]
    whole = [s for s in whole if not any("; " in value for value in s.arguments.values())] or whole
    if whole:  # the most telling template, and its fields so that most of them are known
        alike = [sentence for sentence in whole if sentence.template == whole[0].template]
        return _translated(max(alike, key=_known))
    for end in reversed([found.start() for found in _NEXT_SENTENCE.finditer(text)]):
        first = _plain_translated(text[:end], language)
        if first != text[:end]:
            return f"{first} {_plain_translated(text[end + 1 :], language)}"
    return _translated(fits[0]) if fits else tr(text)


def _known(sentence: Sentence) -> int:
    """How many of the fields there is a translation for."""
    return sum(_translated(value) != value for value in sentence.arguments.values())


def _swallows(sentence: Sentence) -> bool:
    """Whether a field of a template that fits took the beginning of another sentence in.

    The field that a template begins with may be many sentences, where a sentence follows it.
    """
    fields = [name for _, name, *_ in string.Formatter().parse(sentence.template) if name]
    if _BEHIND_SENTENCES.match(sentence.template):
        fields = fields[1:]
    return any(_NEXT_SENTENCE.search(str(sentence.arguments[name])) for name in fields)


@cache
def _templates(language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The templates of a language, the most telling one first, and what a text of each holds."""
    made = []
    for template in _catalogue(language):
        parsed = list(string.Formatter().parse(template))
        literals = tuple(literal for literal, *_ in parsed if literal)
        letters = sum(map(len, literals))
        if letters < _ENOUGH or not any(name for _, name, *_ in parsed):
            continue
        if not any(form for _, _, form, _ in parsed):  # else nobody knows how it was rounded
            made.append((letters, template, literals))
    made.sort(key=lambda one: one[:2], reverse=True)
    return [(template, literals) for _letters, template, literals in made]


@lru_cache(maxsize=1024)
def _patterns(template: str) -> list[re.Pattern[str]]:
    """What texts of a template look like; compiled when one may be met, as all take a while."""
    shape = pattern_of(template)
    # Of two fields with a blank between them either may have the more words.
    wide = re.sub(r"\.\+\?(?=\)\\ \(\?P<)", ".+", shape)
    return [re.compile(pattern, re.DOTALL) for pattern in dict.fromkeys((wide, shape))]


def pattern_of(template: str) -> str:
    """What texts of a template look like: each field is some text, twice the same where it is."""
    parts, seen = [], set[str]()
    for literal, name, _form, _conversion in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return "".join(parts)


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


__all__ = ["languages", "pattern_of", "said", "tr", "use_language"]
