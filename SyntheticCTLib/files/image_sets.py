"""Images that belong together, in one folder: all of them are the older ones, or the new ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import exchanged_folder
from SyntheticCTLib.files.room import check_place, is_there
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume


def write_image_set(
    volumes: Mapping[str, Volume], folder: str | Path, file_format: str
) -> dict[str, Path]:
    """Write images of whole numbers into a folder, in one step for all; its other files stay.

    Args:
        volumes: by the names of their files, without suffix; values are rounded.
        folder: made if missing, with those that it is in.
        file_format: a suffix of ``files.volumes`` without its dot.

    Returns:
        The files by the same names.

    Raises:
        InputError: an unknown format.
        OSError: they cannot be written.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    names = {name: f"{name}.{file_format}" for name in volumes}
    replaced = {*names.values(), *(f"{name}.raw" for name in names if file_format == "mhd")}
    place = folder.resolve()
    with exchanged_folder(
        folder, lambda path: path.parent == place and path.name in replaced
    ) as made:
        for name, volume in volumes.items():
            array = volume.array
            if array.dtype.kind == "f":
                array = np.rint(array).astype(np.int16)
            write_volume(volume.with_array(array), made / names[name])
    return {name: folder / file for name, file in names.items()}


def check_folder_to_make(folder: Path) -> None:
    """Refuse a folder that cannot be made, with those that it is in.

    Raises:
        InputError: a file is in the way, or no folder can be made there.
    """
    place = folder.absolute()
    if is_there(place) and not place.is_dir():
        raise InputError(f"{folder} is a file: choose a folder.")
    while not is_there(place.parent):
        place = place.parent
    check_place(place)
