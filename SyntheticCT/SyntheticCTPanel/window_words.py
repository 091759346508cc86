"""What the engine and the command line call otherwise than the window, in the window's words."""

from __future__ import annotations

import re
from collections.abc import Callable

#: The methods of the list *Method*, by the engine's names.
METHOD_TITLES = {
    "auto": "What passes its own checks first",
    "network": "The model alone",
    "shading": "Shading taken off by fat and muscle",
    "prior": "By the planning CT",
    "petra": "PETRA's relation, without a model",
}

#: The steps of a method that has several, as "network+prior", and the one that has no title.
STEP_TITLES = {
    "network": "the model",
    "shading": "shading taken off",
    "line": "the level set by fat and muscle",
    "prior": "the planning CT",
}

#: Options of the command line that the window has a control for, by their control.
CONTROLS = {
    "--as": "As DICOM",
    "--device": "Device",
    "--emboss": "Write on it",
    "--force": "Use it all the same",
    "--mirror": "Mean over mirror images (up to 8 times slower)",
    "--modality": "The image is",
    "--prior": "Planning CT",
    "--repair": "Repair for print",
    "--steps": "Registration",
    "--threshold": "Threshold",
}

#: What the engine's gate offers to scripts, and a window has no control for.
_FORCE = ", or force it (--force; force=True in Python) if you know better"

#: What scripts are told behind an option.
_IN_PYTHON = re.compile(r"; \w+(=\w+)? in Python")

_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

_KNOWN = "|".join({**METHOD_TITLES, **STEP_TITLES})

#: A method, or several at work together as network+prior, in English and German sentences.
_METHOD = re.compile(rf"\b([Mm]ethod|Verfahren) ((?:{_KNOWN})(?:\+(?:{_KNOWN}))*)\b")


#: A place as the engine says it, mm.
_LPS = re.compile(r"\bLPS (-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)")


def place_in_words(x: float, y: float, z: float) -> str:
    """A place, LPS mm, as Slicer's window tells places: RAS.

    Example:
        >>> place_in_words(0.3, -7.5, -65.2)
        'R 0, A 8, S -65'
    """
    return f"R {round(-x)}, A {round(-y)}, S {round(z)}"


def in_window_words(text: str, tr: Callable[[str], str]) -> str:
    """A sentence as a window says it: with its own names for controls and methods, places in RAS.

    Args:
        text: in the window's language.
        tr: puts a name into that.
    """
    text = _IN_PYTHON.sub("", text.replace(_FORCE, ""))
    text = _LPS.sub(lambda m: place_in_words(*map(float, m.groups())), text)
    text = _METHOD.sub(lambda m: f"{m[1]} “{method_title(m[2], tr)}”", text)
    return _OPTION.sub(lambda m: _called(m[0], tr), text)


def method_title(name: str, tr: Callable[[str], str]) -> str:
    """What the window calls a method by the engine's name, or several that worked together.

    Example:
        >>> method_title("line+prior", str)
        'the level set by fat and muscle, then the planning CT'
    """
    if name in METHOD_TITLES:
        return tr(METHOD_TITLES[name])
    steps = [tr(STEP_TITLES.get(step, step)) for step in name.split("+")]
    return tr(", then ").join(steps)


def _called(option: str, tr: Callable[[str], str]) -> str:
    control = CONTROLS.get(option)
    if control is None:
        return tr("{option} (on the command line)").format(option=option)
    return f"“{tr(control)}”"
