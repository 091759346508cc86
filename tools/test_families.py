"""The tests of added models with the real packages of other programs.

They go into an environment of their own, which sees PyTorch and the rest in that of the ordinary
tests. SYNTHETICCT_FAMILIES_FOLDER names it, to keep it; default a temporary folder.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent

#: The packages; what they share with the ordinary tests stays at those versions.
PACKAGES = (
    "nnunetv2==2.8.1",
    "konfai==1.8.7",
    "onnx==1.23.2",
    "onnxruntime==1.32.0",
    "onnxscript==0.7.2",
    "huggingface_hub==2.4.0",
    "PyYAML>=6.0",
)
SHARED = ("torch", "numpy", "scipy", "monai", "SimpleITK", "pydicom", "safetensors")


def main(arguments: list[str]) -> int:
    """Make the environment unless it is there, then run the tests in it."""
    kept = os.environ.get("SYNTHETICCT_FAMILIES_FOLDER")
    with tempfile.TemporaryDirectory(prefix="synthetic-ct-families-") as temporary:
        folder = Path(kept or temporary) / "environment"
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not python.is_file():
            make(folder, python)
        tests = [str(path) for path in sorted((HERE / "Testing/Families").glob("families_*.py"))]
        command = [str(python), "-m", "pytest", "-v", "-s", "-m", "families", *tests, *arguments]
        return subprocess.call(command, cwd=HERE)


def make(folder: Path, python: Path) -> None:
    """The environment, with this one's packages behind its own."""
    subprocess.check_call([sys.executable, "-m", "venv", "--without-pip", folder])
    own = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    Path(own, "behind.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    constraints = folder / "constraints.txt"
    shown = subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True)
    lines = [line for line in shown.splitlines() if line.partition("==")[0] in SHARED]
    constraints.write_text("\n".join(lines) + "\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    subprocess.check_call([*install, "-c", str(constraints), *PACKAGES])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
