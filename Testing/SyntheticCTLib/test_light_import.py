"""Opening the module in Slicer, or asking for help, must not wait for torch."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAVY = ("torch", "monai", "vtk", "vtkmodules", "slicer", "matplotlib", "scipy")

COUNT_HEAVY = f"import sys; sys.exit(', '.join(n for n in {HEAVY} if n in sys.modules) or 0)"


@pytest.mark.parametrize(
    "code",
    [
        "import SyntheticCTLib",
        "import SyntheticCTLib.cli",
        "import SyntheticCTLib.models",
        "import SyntheticCTLib.jobs.worker_process",
        "import contextlib, SyntheticCTLib.cli\n"
        "with contextlib.suppress(SystemExit): SyntheticCTLib.cli.main(['--help'])",
    ],
)
def test_nothing_heavy_is_loaded(code):
    command = [sys.executable, "-c", f"{code}\n{COUNT_HEAVY}"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, f"loaded: {result.stderr}"


def test_opening_the_panel_loads_no_torch():
    code = (
        "import sys; sys.path.insert(0, 'SyntheticCT'); import SyntheticCTPanel.presenter\n"
        "sys.exit(', '.join(n for n in ('torch', 'monai', 'scipy') if n in sys.modules) or 0)"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, f"loaded: {result.stderr}"


def test_only_the_folder_mrml_imports_slicer():
    library = ROOT / "SyntheticCTLib"
    importing = [
        path.relative_to(library).as_posix()
        for path in library.rglob("*.py")
        if re.search(r"^\s*(import|from) slicer\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importing
    assert all(path.startswith("mrml/") for path in importing), importing
