"""What Slicer's loader and reviewers ask of the module's file, seen without starting Slicer."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE_FILE = Path(__file__).resolve().parents[2] / "SyntheticCT" / "SyntheticCT.py"

#: May be imported while Slicer starts: the standard library, Slicer's own, and our light package.
LIGHT = sys.stdlib_module_names | {
    "ctk",
    "qt",
    "slicer",
    "SyntheticCTLib",
    "SyntheticCTPanel",
    "vtkmodules",
}


@pytest.fixture(scope="module")
def module_tree():
    return ast.parse(MODULE_FILE.read_text(encoding="utf-8"))


def imports_at_file_scope(tree):
    """Every import outside of functions that is carried out, and not for the type checker."""
    nodes = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes.extend(node.orelse)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            nodes.extend(ast.iter_child_nodes(node))


def test_only_light_packages_are_imported_when_slicer_starts(module_tree):
    packages = set()
    for node in imports_at_file_scope(module_tree):
        names = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        packages |= {name.split(".")[0] for name in names}
    assert packages <= LIGHT


def test_what_the_module_imports_of_the_panel_when_slicer_starts_is_light():
    imported = "import sys, SyntheticCTPanel.script_calls"
    heavy = '("torch", "monai", "SimpleITK", "pydicom")'
    code = f"{imported}; sys.exit(', '.join(m for m in {heavy} if m in sys.modules) or 0)"
    paths = os.pathsep.join([str(MODULE_FILE.parent), str(MODULE_FILE.parents[1])])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (0, [])


def test_the_classes_that_slicer_looks_for_are_there(module_tree):
    classes = {node.name for node in module_tree.body if isinstance(node, ast.ClassDef)}
    assert {"SyntheticCT", "SyntheticCTLogic", "SyntheticCTTest", "SyntheticCTWidget"} <= classes


@pytest.mark.parametrize(
    "field", ["title", "categories", "contributors", "helpText", "acknowledgementText"]
)
def test_every_field_of_the_declaration_is_filled(module_tree, field):
    targets = [
        node.targets[0].attr
        for node in ast.walk(module_tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)
    ]
    assert field in targets


def test_no_other_python_file_lies_beside_the_module():
    assert [path.name for path in MODULE_FILE.parent.glob("*.py")] == ["SyntheticCT.py"]


def test_only_the_window_side_of_the_panel_imports_qt():
    importing = set()
    for path in (MODULE_FILE.parent / "SyntheticCTPanel").glob("*.py"):
        names = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
        }
        if names & {"qt", "ctk"}:
            importing.add(path.stem)
    window = {"assembly", "checked_nodes", "desk", "sample_data", "sight", "status_bar", "view"}
    window |= {"window", "wrapping"}
    assert importing == window
