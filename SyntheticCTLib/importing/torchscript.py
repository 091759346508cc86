"""TorchScript files: a program in PyTorch's own language, translated into a list of operations."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.importing.about import About, about_network, adapted
from SyntheticCTLib.importing.found import Found, Networks
from SyntheticCTLib.models.checkpoints import read_state
from SyntheticCTLib.progress import Watch

FAMILY = "TorchScript"

_SUFFIXES = (".pt", ".ts", ".pth", ".torchscript", ".jit")

WARNING = (
    "A TorchScript file is a program, which PyTorch compiles when it opens it. It is opened in a "
    "process of its own, and what is kept of it is a list of allowed operations; add it only if "
    "you trust whoever made it."
)

#: Words that a network's code has no need of: they run when the file is opened, or touch files.
_REFUSED = (
    b"__setstate__",
    b"__getstate__",
    b"aten.save",
    b"torch.save",
    b"from_file",
    b"prim.fork",
    b"rpc_",
)


def torchscript_file(folder: Path) -> Path | None:
    """The only TorchScript file in a folder, None where there is none or several."""
    found = [path for path in sorted(folder.iterdir()) if is_torchscript(path)]
    return found[0] if len(found) == 1 else None


def is_torchscript(path: Path) -> bool:
    """Whether a file is an archive with TorchScript's code in it."""
    if path.suffix.lower() not in _SUFFIXES or not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            return any("/code/" in name for name in packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def read(folder: Path, given: Mapping[str, Any]) -> Found:
    """The network of a folder, with the JSON file that lies beside it under its name.

    Raises:
        ModelError: the JSON says too little, or the file's code is refused.
    """
    path = torchscript_file(folder)
    assert path is not None
    about = about_network(path, given)
    _check_code(path)
    return Found(FAMILY, about, lambda watch: _converted(path, about, watch), warning=WARNING)


def _check_code(path: Path) -> None:
    """Refuse code that runs at opening or reaches outside, before anything opens the file."""
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if "/code/" not in name or not name.endswith(".py"):
                continue
            code = packed.read(name)
            for word in _REFUSED:
                if word in code:
                    raise ModelError(
                        f"{path} has code with {word.decode()!r} in it, which no network needs: "
                        "refused."
                    )


def _converted(path: Path, about: About, watch: Watch) -> Networks:
    """Translated in a process of its own."""
    # Whoever runs other programs has this already.
    from SyntheticCTLib.segmentation.guest.process import environment_of_ours, run_process

    assert about.patch_size is not None
    channels = 2 * about.neighbours + 1
    shape = [1, channels, *(about.patch_size if about.dimensions == 3 else about.patch_size[1:])]
    if about.axes == "ijk":
        shape = [*shape[:2], *reversed(shape[2:])]
    with temporary_folder() as place:
        command = [sys.executable, "-m", "SyntheticCTLib.importing.torchscript_process"]
        command += [str(path.resolve()), str(place), json.dumps(shape)]
        environment = environment_of_ours(sys.executable)
        ended = run_process(command, environment=environment, watch=watch)
        if ended.code != 0:
            words = (ended.output.strip().splitlines() or [f"it ended with {ended.code}"])[-1]
            raise ModelError(f"{path} cannot be translated: {words}")
        graph = json.loads((place / "graph.json").read_text(encoding="utf-8"))
        weights = read_state(place / "weights.safetensors") if graph["weights"] else {}
        example = read_state(place / "example.safetensors")
    given, made = example["given"].numpy(), example["made"].numpy()
    definition = {"_target_": "SyntheticCTLib.networks.GraphNetwork", **graph}
    if about.axes == "ijk":
        given, made = (
            values.transpose(0, 1, *range(values.ndim - 1, 1, -1)) for values in (given, made)
        )
    if about.dimensions == 2:
        given, made = given[:, :, None], made[:, :, None]
    state = {f"network.{name}": value for name, value in weights.items()}
    return Networks(adapted(definition, about), [state], (given, made))
