"""The families of models that are known, and which one a folder is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
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


def look(folder: Path, given: Mapping[str, Any], called: str = "") -> Found:
    """What kind of model a folder holds, and what its files say of it.

    Args:
        folder: with the model's files.
        given: what a person says in place of them, by keys of ``about.About``.
        called: what to call the folder in a sentence; "" for its path.

    Raises:
        ModelError: it is of no known family, damaged, or says too little.
    """
    for _, fits, read in FAMILIES:
        if fits(folder):
            return read(folder, given)
    names = ", ".join(name for name, _, _ in FAMILIES)
    raise ModelError(
        f"No model is recognised in {called or folder}: known are {names}. Of several networks in "
        "one folder, give the file of one."
    )
