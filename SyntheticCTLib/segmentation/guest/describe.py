"""Run by the guest's own Python: what is installed, as one line of JSON. Imports nothing of ours.

Class maps and SNOMED codes are read from the installed package, so they belong to its version.
"""

import csv
import importlib.metadata
import json
import sys
from pathlib import Path

# Python looks for modules beside this file first: ours are none of its business.
sys.path = [folder for folder in sys.path if Path(folder) != Path(__file__).parent]


def main() -> None:
    """Print the version, the tasks with their classes, and the terminology rows by structure."""
    import totalsegmentator
    from totalsegmentator import map_to_binary

    folder = Path(totalsegmentator.__file__).parent
    table = folder / "resources" / "totalsegmentator_snomed_mapping.csv"
    rows = []
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    licensed = getattr(map_to_binary, "commercial_models", {})
    description = {
        "version": importlib.metadata.version("TotalSegmentator"),
        "tasks": {
            task: {"classes": {str(value): name for value, name in classes.items()}}
            for task, classes in map_to_binary.class_map.items()
        },
        "licensed": sorted(map(str, licensed)),
        "terminology": {row["Structure"]: row for row in rows},
    }
    sys.stdout.write(json.dumps(description) + "\n")


main()
