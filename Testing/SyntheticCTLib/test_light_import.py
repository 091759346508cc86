"""Opening the module in Slicer, or asking for help, must not wait for torch."""

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
        "import SyntheticCTLib.worker_process",
        "import contextlib, SyntheticCTLib.cli\n"
        "with contextlib.suppress(SystemExit): SyntheticCTLib.cli.main(['--help'])",
    ],
)
def test_nothing_heavy_is_loaded(code):
    command = [sys.executable, "-c", f"{code}\n{COUNT_HEAVY}"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, f"loaded: {result.stderr}"
