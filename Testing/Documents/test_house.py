"""The picture of the house in CONTRIBUTING.md shows every room that there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Not for somebody who looks for where to change something.
NOT_ROOMS = {"__init__.py", "__main__.py", "CMakeLists.txt", "py.typed"}


def rows():
    """First column of the picture's table."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("| folder or file | what is there |", 1)[1].split("\n\n", 1)[0]
    return [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]


def shown():
    """Files and folders that stand in the picture; a name without a folder is beside the first."""
    found = set()
    for row in rows():
        names = re.findall(r"`([^`]+)`", row)
        beside = names[0].rstrip("/").rpartition("/")[0]
        found |= {
            name.rstrip("/")
            if "/" in name.rstrip("/") or not beside
            else f"{beside}/{name.rstrip('/')}"
            for name in names
        }
    return found


def test_every_room_of_the_library_is_in_the_picture():
    rooms = {
        f"SyntheticCTLib/{path.name}"
        for path in (ROOT / "SyntheticCTLib").iterdir()
        if path.name not in NOT_ROOMS and (path.suffix == ".py" or (path / "__init__.py").is_file())
    }
    assert rooms - shown() == set()


def test_everything_in_the_picture_is_there():
    assert sorted(name for name in shown() if not (ROOT / name).exists()) == []
