"""What the JSON file beside an image says of it: its kind, and whether it is synthetic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.files.volumes import volume_suffix
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.sentences import Sentence

#: DICOM converters (dcm2niix, BIDS) write this key into the file beside an image.
MODALITY_KEY = "Modality"

#: Id of the model that made an image, in the metadata of one that was read from no file.
MADE_BY_KEY = "made_by"

#: A DICOM series that nobody's scanner made says so.
_SYNTHETIC_KEY = "dicom:SyntheticData"


@dataclass(frozen=True)
class Origin:
    """What is known of an image's making.

    Attributes:
        modality: "CT", "MR", "PT", ..., None where nothing says it.
        made_by: id of the model that made it; None of a scan, or where nothing says it.
        told_by: what says so, for a sentence.
    """

    modality: str | None = None
    made_by: str | None = None
    told_by: str = Sentence("its header")


def record_path(image: Path) -> Path:
    """Where the record of an image goes: its file's name with the suffix .json.

    Raises:
        InputError: the name has no suffix of an image file, and is not a folder's.
    """
    if image.is_dir():
        return folder_record_path(image)
    return image.with_name(image.name[: -len(volume_suffix(image))] + ".json")


def record_of_input(image: Path) -> Path:
    """As ``record_path``, of an image that is read: a NRRD header may lie beside its values."""
    if image.suffix.lower() == ".nhdr":
        return image.with_suffix(".json")
    return record_path(image)


def folder_record_path(folder: Path) -> Path:
    """Where the record of a DICOM series goes: beside its folder, for in it are images only."""
    return folder.with_name(f"{folder.name}.json")


def origin_of(volume: Volume) -> Origin:
    """What the header says of a volume, and else the file beside the one it was read from.

    A file beside it that cannot be read says nothing here: whoever needs the record complains.
    """
    named = str(volume.metadata.get("modality") or "").upper() or None
    content, path = _beside(volume)
    model, scale = content.get("model"), content.get("scale")
    made_by = volume.metadata.get(MADE_BY_KEY)
    if isinstance(model, dict):
        made_by = str(model.get("id", "a model"))
    if made_by is None and volume.metadata.get(_SYNTHETIC_KEY) == "YES":
        made_by = "a model"
    said = scale.get("modality") if isinstance(scale, dict) else content.get(MODALITY_KEY)
    if named is None and isinstance(said, str) and said:
        return Origin(said.upper(), made_by, Sentence("{file} beside it", file=path.name))
    return Origin(named, made_by)


def _beside(volume: Volume) -> tuple[dict[str, object], Path]:
    """The JSON object beside the volume's file, empty where there is none, and its path."""
    try:
        path = record_of_input(Path(str(volume.metadata.get("source") or "")))
        content = read_json(path)
    except (InputError, OSError, ValueError):
        return {}, Path()
    return content if isinstance(content, dict) else {}, path
