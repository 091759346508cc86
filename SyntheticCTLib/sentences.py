"""Sentences that remember what they were made of, so that a window says them in another language.

A ``Sentence`` is its English text to everybody who does not ask. Its template is its code: it
crosses to another process with its arguments, and whoever has a translation of the template makes
the words there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Control characters, without tabulator and new line; a carriage return overwrites its line, those
#: near the end turn the direction of reading, and the last stand for bytes that are no Unicode.
_COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: The same, with these and what else begins a line.
_BREAKING = re.compile(rf"{_COMMANDING.pattern}|[\t\n\u2028\u2029]")

#: What stands for a character that cannot be shown.
_INSTEAD = "\N{REPLACEMENT CHARACTER}"


class Sentence(str):
    """A text with the template and the arguments that it was made of.

    Attributes:
        template: with a named field for each argument: "The volume is empty ({shape} voxels).".
        arguments: texts and numbers by the names of the fields; texts may be sentences again.

    Example:
        >>> Sentence("{count} ml of {what}", count=3, what="air")
        '3 ml of air'
    """

    template: str
    arguments: dict[str, Any]

    __slots__ = ("arguments", "template")

    def __new__(cls, template: str, /, **arguments: Any) -> Sentence:
        made = super().__new__(cls, template.format(**arguments))
        made.template, made.arguments = template, arguments
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return from_parts, (parts_of(self),)


def parts_of(sentence: str) -> dict[str, Any]:
    """A sentence as JSON types: its text, and what it was made of where that is known."""
    if not isinstance(sentence, Sentence):
        return {"sentence": str(sentence)}
    arguments = {
        name: parts_of(value) if isinstance(value, Sentence) else value
        for name, value in sentence.arguments.items()
    }
    return {"sentence": str(sentence), "template": sentence.template, "arguments": arguments}


def from_parts(parts: Mapping[str, Any]) -> str:
    """Back from ``parts_of``; the text alone where the rest does not fit it."""
    text, template, arguments = (parts.get(k) for k in ("sentence", "template", "arguments"))
    if not isinstance(template, str) or not isinstance(arguments, Mapping):
        return str(text)
    values = {
        str(name): from_parts(value) if isinstance(value, Mapping) else value
        for name, value in arguments.items()
    }
    try:
        made = Sentence(template, **values)
    except (KeyError, IndexError, ValueError):
        return str(text)
    return made if made == text else str(text)


def sentence_in(error: BaseException) -> str:
    """The sentence that an error was raised with, with what it was made of; else its text."""
    first = error.args[0] if len(error.args) == 1 else ""
    return first if isinstance(first, Sentence) else str(error)


def harmless(text: str) -> str:
    """Text without characters that command a terminal; names, cards and headers may hold any.

    Example:
        >>> harmless("\\x1b[31mred")
        '�[31mred'
    """
    return _COMMANDING.sub(_INSTEAD, text)


def harmless_json(text: str) -> str:
    """The same of a JSON text, where such characters have a way to be written.

    Example:
        >>> harmless_json('{"name": "a\\x9b2J"}')
        '{"name": "a\\\\u009b2J"}'
    """
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def on_one_line(text: str) -> str:
    """The same of a sentence, which a name with a new line or a tabulator would tear apart.

    Example:
        >>> on_one_line("a\\nb.nii does not exist.")
        'a�b.nii does not exist.'
    """
    if _BREAKING.search(text) is None:
        return text
    if isinstance(text, Sentence):
        arguments = {
            name: on_one_line(value) if isinstance(value, str) else value
            for name, value in text.arguments.items()
        }
        return Sentence(text.template, **arguments)
    return _BREAKING.sub(_INSTEAD, text)


def replaced(text: str, old: str, new: str) -> str:
    """A text or sentence with a part replaced, also in what the sentence was made of.

    Example:
        >>> replaced(Sentence("{file} is empty.", file="/tmp/a.mhd"), "/tmp/a.mhd", "'leg'")
        "'leg' is empty."
    """
    if not isinstance(text, Sentence):
        return text.replace(old, new)
    arguments = {
        name: replaced(value, old, new) if isinstance(value, str) else value
        for name, value in text.arguments.items()
    }
    return Sentence(text.template, **arguments)
