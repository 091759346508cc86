"""What the library imports is what the package asks for."""

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Distributions whose modules have another name.
MODULES = {"PyYAML": "yaml", "vtk": "vtkmodules", "itk-rtk": "itk"}

#: Programs that bring themselves: the library asks whether they are there before it loads them.
GUESTS = {"nnunetv2", "onnxruntime", "slicer", "totalsegmentator"}


def imported():
    """Module names outside the standard library, with a file that imports each."""
    found = {}
    for path in (ROOT / "SyntheticCTLib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            found |= {name.partition(".")[0]: path.name for name in names}
    own = {"SyntheticCTLib", *sys.stdlib_module_names}
    return {name: file for name, file in found.items() if name not in own}


def test_every_library_that_is_imported_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"]]
    for name in sorted(extras.keys() - {"test", "docs"}):
        asked += extras[name]
    plain = [re.split(r"[<>=\[; ]", line)[0] for line in asked]
    known = {MODULES.get(name, name) for name in plain} | GUESTS
    assert {name: file for name, file in imported().items() if name not in known} == {}
