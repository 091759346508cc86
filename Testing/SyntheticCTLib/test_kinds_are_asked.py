"""What the kind of an image decides stands with kinds and tasks: nobody else compares names."""

import ast
from pathlib import Path

import pytest

import SyntheticCTLib

ROOT = Path(SyntheticCTLib.__file__).parent.parent

#: Where kinds and tasks are defined; where header and values say of which kind
#: an image is; and where they are written in DICOM's words.
OWNERS = (
    "SyntheticCTLib/preprocessing/kinds.py",
    "SyntheticCTLib/image/modality.py",
    "SyntheticCTLib/tasks/",
    "SyntheticCTLib/dicom/",
)

NAMES = {"MR", "CT", "CBCT"}

#: ``{...}.get(name)`` and ``{...}[name]``.
LOOK_UPS = ast.Attribute | ast.Subscript


def others():
    for folder in ("SyntheticCTLib", "SyntheticCT"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not path.relative_to(ROOT).as_posix().startswith(OWNERS):
                yield path


def names_in(nodes):
    """Names of kinds among some expressions, and in the tuples, lists and sets among them."""
    found = set()
    for node in nodes:
        parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
        found |= {part.value for part in parts if isinstance(part, ast.Constant)} & NAMES
    return found


def decisions(tree):
    """Lines that compare with a name of a kind, match one, or look something up by one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and names_in([node.left, *node.comparators]):
            yield node.lineno
        if isinstance(node, ast.MatchValue) and names_in([node.value]):
            yield node.lineno
        table = getattr(node, "value", None) if isinstance(node, LOOK_UPS) else None
        if isinstance(table, ast.Dict) and names_in([key for key in table.keys if key]):
            yield node.lineno


@pytest.mark.parametrize(
    "code",
    ['kind == "MR"', 'kind in ("CT", "CBCT")', '(a, b) != ("HU", "MR")', '{"CT": 1}.get(kind)'],
)
def test_such_decisions_are_seen(code):
    assert list(decisions(ast.parse(code)))


def test_nobody_else_compares_the_names_of_kinds():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in others()
        for line in decisions(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
