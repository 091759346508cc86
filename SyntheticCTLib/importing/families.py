"""The families of models that are known, and which one a folder is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.importing import konfai_app, monai_bundle, nnunet, onnx_file, torchscript
from SyntheticCTLib.importing.found import Found

#: Name, whether a folder is of it, and what reads it; the first that fits is taken.
FAMILIES: tuple[
    tuple[str, Callable[[Path], Any], Callable[[Path, Mapping[str, Any]], Found]], ...
] = (
    (nnunet.FAMILY, nnunet.is_nnunet, nnunet.read),
    (konfai_app.FAMILY, konfai_app.is_app, konfai_app.read),
    (monai_bundle.FAMILY, monai_bundle.is_bundle, monai_bundle.read),
    (onnx_file.FAMILY, onnx_file.onnx_file, onnx_file.read),
    (torchscript.FAMILY, torchscript.torchscript_file, torchscript.read),
)


#: So many folders deep a model is looked for: results of nnU-Net lie two deep.
_DEPTH = 3

#: Of a list of names, those that a model is recognised by.
_TELLING = (".json", ".yml", ".yaml", ".pt", ".pth", ".onnx")


def model_inside(folder: Path, called: str) -> Path:
    """The folder that holds the model: itself, or the only one below that does.

    Args:
        folder: that was given.
        called: how the name of a folder below it begins in a sentence.

    Raises:
        ModelError: several below do.
    """
    levels = ["/".join("*" * depth) for depth in range(1, _DEPTH + 1)]
    below = [path for level in levels for path in sorted(folder.glob(level)) if path.is_dir()]
    for places in ([folder], below):
        found = [place for place in places if any(fits(place) for _, fits, _ in FAMILIES)]
        if len(found) > 1:
            named = [f"{called}{place.relative_to(folder).as_posix()}" for place in found]
            raise ModelError(f"There are {len(found)} models, name one: {', '.join(named)}.")
        if found:
            return found[0]
    return folder


def model_among(names: Iterable[str], called: str) -> str:
    """The same by the names of a repository's files: what has to be fetched, "" for all of them.

    Raises:
        ModelError: several folders hold a model.
    """
    with temporary_folder() as temporary:
        root = temporary.resolve()
        for name in names:
            path = (root / name).resolve()
            if path.suffix.lower() in _TELLING and path.is_relative_to(root):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        found = model_inside(root, called).relative_to(root).as_posix()
    return "" if found == "." else found


def look(folder: Path, given: Mapping[str, Any], called: str = "") -> Found:
    """What kind of model a folder holds, and what its files say of it.

    Args:
        folder: with the model's files.
        given: what a person says in place of them, by keys of ``about.About``.
        called: what to call the folder in a sentence; "" for its path.

    Raises:
        ModelError: it is of no known family, damaged, or says too little.
    """
    folder = model_inside(folder, f"{called or folder}/")
    for _, fits, read in FAMILIES:
        if fits(folder):
            return read(folder, given)
    names = ", ".join(name for name, _, _ in FAMILIES)
    raise ModelError(
        f"No model is recognised in {called or folder}: known are {names}. Of several networks in "
        "one folder, give the file of one."
    )
