"""Data goes down through the house once: no folder imports one above it, nothing imports a door."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import SyntheticCTLib
from SyntheticCTLib.cli import COMMANDS

ROOT = Path(SyntheticCTLib.__file__).parent

#: From the ground up. A folder or file imports from itself and from what stands before it.
LAYERS = (
    "arrays",
    "sentences",
    "errors",
    "hounsfield",
    "tolerance",
    "versions",
    "threads",
    "progress",
    "fitting",
    "arguments",
    "options",
    "resources",
    "image",
    "memory",
    "masks",
    "files",
    "preprocessing",
    "networks",
    "models",
    "guards",
    "evaluation",
    "segmentation",
    "tasks",
    "inference",
    "registration",
    "synthesis",
    "importing",
    "surface",
    "colours",
    "comparison",
    "report",
    "dicom",
    "simulation",
    "training",
    "jobs",
    "cohort",
    "inbox",
    "mrml",
    "cli",
    "worker",
)

#: Nothing but themselves may import these.
DOORS = ("cli", "mrml", "worker")

#: What a door may not reach into: the inside of another part.
PRIVATE = {"mrml": ("cli", "report"), "worker": ("cli", "report"), "jobs": ("cli",)}


@cache
def imports():
    """Each module's imports of others of the library, ``{"cli.compare": {"errors", ...}}``."""
    found = {}
    for path in ROOT.rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name] = {
            node.module.removeprefix("SyntheticCTLib").lstrip(".")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == "SyntheticCTLib"
        }
    return found


def room(module):
    """The folder or file of the library's root that a module is in."""
    return module.split(".")[0]


def between_rooms():
    """Pairs of a module and a module of another room that it imports."""
    return [
        (module, other)
        for module, others in imports().items()
        for other in others
        if module != "__init__" and other and room(module) != room(other)
    ]


def test_every_room_has_its_place_in_the_layers():
    assert {room(module) for module in imports()} - {"__init__"} == set(LAYERS)


def test_no_room_imports_one_above_it():
    climbs = [
        f"{module} imports {other}"
        for module, other in between_rooms()
        if LAYERS.index(room(other)) > LAYERS.index(room(module))
    ]
    assert climbs == []


def test_nothing_imports_a_door():
    assert [pair for pair in between_rooms() if room(pair[1]) in DOORS] == []


@pytest.mark.parametrize("door", PRIVATE)
def test_a_door_does_not_reach_into(door):
    reached = [
        (module, other)
        for module, other in between_rooms()
        if room(module) == door and room(other) in PRIVATE[door]
    ]
    assert reached == []


def test_only_mrml_imports_slicer():
    users = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "slicer" for name in names):
                users.add(path.relative_to(ROOT).parts[0])
    assert users == {"mrml"}


@pytest.mark.parametrize("folder", sorted({m.split(".")[0] for m in imports() if "." in m}))
def test_no_circle_of_imports(folder):
    inside = defaultdict(set)
    for module, others in imports().items():
        if room(module) == folder:
            inside[module] = {other for other in others if room(other) == folder}
    while free := [module for module, others in inside.items() if not others & inside.keys()]:
        for module in free:
            del inside[module]
    assert sorted(inside) == []


def test_commands_import_no_commands():
    commands = {f"cli.{name.replace('-', '_')}" for name in COMMANDS}
    assert [name for name in sorted(commands) if commands & imports()[name]] == []


def test_nothing_needs_the_research_of_training():
    """What published methods need is loaded when a recipe or an option names it."""
    research = "training.research"
    users = set()
    for path in ROOT.rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and research in (node.module or ""):
                users.add(name)
    assert [name for name in users if not name.startswith(research)] == []
