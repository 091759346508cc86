"""TotalSegmentator (Wasserthal et al. 2023, doi 10.1148/ryai.230024) as a guest.

It runs in a process and an environment of its own (see ``guest``); all that passes between us
are NIfTI files, lines of text and its own tables.
"""

from __future__ import annotations

import colorsys
import difflib
import json
import os
import secrets
import time
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.guest.diagnosis import NEEDS_LICENCE, explain
from SyntheticCTLib.segmentation.guest.environment import Guest, describe_guest, find_interpreter
from SyntheticCTLib.segmentation.guest.output import OutputWatcher
from SyntheticCTLib.segmentation.guest.process import clean_environment, run_process
from SyntheticCTLib.segmentation.labels import Label, Segmentation
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions
from SyntheticCTLib.segmentation.terminology import Code, Terminology

#: Name of the list in Slicer's TotalSegmentator extension, from which the codes come.
CONTEXT = "Segmentation category and type - Total Segmentator"

#: TotalSegmentator's models by voxel size: 1.5, 3 and 6 mm.
SPEEDS = {"normal": [], "fast": ["--fast"], "fastest": ["--fastest"]}

#: Its command line, started by its own Python.
_SCRIPT = Path(__file__).with_name("guest") / "run_totalsegmentator.py"

#: TotalSegmentator rounds intensities to whole numbers; a smaller range of an MR is stretched.
_MR_RANGE = 4000.0

#: How the names of its tasks for MR end.
_MR_TASK = "_mr"


@takes_keywords
def segment_with_totalsegmentator(
    volume: Volume,
    task: str = "total",
    options: TotalSegmentatorOptions = TotalSegmentatorOptions(),
    *,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Segmentation:
    """Segment a CT, sCT or MR with TotalSegmentator.

    Args:
        volume: image, array ``[k, j, i]``; HU for CT tasks, any units for MR tasks.
        task: a task of the installed version: "total" for CT and sCT, "total_mr" for MR, and more.
        options: what else is chosen; each may also be given by its name.
        force: with a CT task, take the image as HU although it does not look it.
        watch: told what TotalSegmentator says of its progress.

    Raises:
        InputError: no CT in HU where the task takes one, an unknown task, structure, speed or
            device.
        ResourceError: not installed, no weights and no network, licence needed, out of memory, or
            another failure, each as a sentence.
        Cancelled: the user asked to stop; its processes are gone.
    """
    forced = [] if task.endswith(_MR_TASK) else check_ct(volume, force=force)
    structures, speed = options.structures, options.speed
    guest = describe_guest(options.interpreter or find_interpreter())
    classes = _classes(guest, task, structures)
    if speed not in SPEEDS:
        raise InputError(f"The speed is one of {', '.join(SPEEDS)}; got {speed!r}.")
    if task in guest.licensed and not _has_licence():
        raise ResourceError(NEEDS_LICENCE)
    _decline_usage_statistics()
    started = time.monotonic()
    with temporary_folder() as folder:
        image, labels = folder / "image.nii.gz", folder / "labels.nii.gz"
        write_volume(_whole_numbers(volume, task), image)
        command = [guest.interpreter, str(_SCRIPT)]
        command += ["-i", str(image), "-o", str(labels), "--ml", "--task", task]
        command += ["--device", options.device, *SPEEDS[speed]]
        if structures and task.startswith("total"):
            command += ["--roi_subset", *structures]
        environment = clean_environment(guest.interpreter) | {"TMPDIR": str(folder)}
        watcher = OutputWatcher(watch)
        ended = run_process(command, environment=environment, on_line=watcher, watch=watch)
        if ended.code != 0 or not labels.is_file():
            raise explain(ended)
        found = read_volume(labels).array
    watch.report("segmented", 1.0)
    table = tuple(_label(value, name, guest) for value, name in classes.items())
    record = {
        "method": "TotalSegmentator",
        "version": guest.version,
        "task": task,
        "structures": list(structures),
        "speed": speed,
        "device": options.device,
        "seconds": round(time.monotonic() - started, 1),
        "warnings": [*volume.warnings, *forced],
        "cite": "https://doi.org/10.1148/ryai.230024",
    }
    return Segmentation(_on_grid(found, volume, classes), table, CONTEXT, record)


def _classes(guest: Guest, task: str, structures: tuple[str, ...]) -> dict[int, str]:
    if task not in guest.tasks:
        close = difflib.get_close_matches(task, guest.tasks, 3) or sorted(guest.tasks)
        raise InputError(
            f"TotalSegmentator {guest.version} has no task {task!r}; it has {', '.join(close)}."
        )
    classes = guest.tasks[task]
    for name in structures:
        if name not in classes.values():
            close = difflib.get_close_matches(name, classes.values(), 3, 0.4)
            raise InputError(
                f"The task {task!r} has no structure {name!r}; "
                f"{'perhaps ' + ', '.join(close) if close else 'see its list of classes'}."
            )
    return {value: name for value, name in classes.items() if not structures or name in structures}


def _whole_numbers(volume: Volume, task: str) -> Volume:
    """The image with values that survive rounding to whole numbers."""
    array = volume.array.astype(np.float32)
    low, high = float(array.min()), float(array.max())
    if task.endswith(_MR_TASK) and 0 < high - low < _MR_RANGE:
        # Its MR models standardise intensities, so a factor changes nothing else. No shift: nnU-Net
        # takes 0, and only 0, for what lies outside the image.
        array = array * (_MR_RANGE / (high - low))
    return volume.with_array(np.rint(array).astype(np.int32))


def _on_grid(found: np.ndarray, volume: Volume, classes: dict[int, str]) -> Volume:
    if found.shape != volume.array.shape:
        raise ResourceError(
            f"TotalSegmentator returned labels of shape {found.shape} for an image of shape "
            f"{volume.array.shape}."
        )
    kept = np.where(np.isin(found, list(classes)), found, 0).astype(np.uint8)
    return volume.in_place(kept)


def _label(value: int, name: str, guest: Guest) -> Label:
    row = guest.terminology.get(name)
    if row is None:
        red, green, blue = colorsys.hsv_to_rgb(value * 0.618 % 1.0, 0.6, 0.9)
        return Label(value, name, (round(255 * red), round(255 * green), round(255 * blue)), None)
    red, green, blue = (int(part) for part in row["DicomRGBColor"].split(","))
    category = _code(row, "SegmentedPropertyCategoryCodeSequence")
    kind = _code(row, "SegmentedPropertyTypeCodeSequence")
    terminology = None
    if category is not None and kind is not None:
        terminology = Terminology(
            category,
            kind,
            _code(row, "SegmentedPropertyTypeModifierCodeSequence"),
            _code(row, "AnatomicRegionSequence"),
            _code(row, "AnatomicRegionModifierSequence"),
        )
    return Label(value, name, (red, green, blue), terminology)


def _code(row: dict[str, str], sequence: str) -> Code | None:
    value = row.get(f"{sequence}.CodeValue")
    if not value:
        return None
    return Code(row[f"{sequence}.CodingSchemeDesignator"], value, row[f"{sequence}.CodeMeaning"])


def _settings_file() -> Path:
    """TotalSegmentator's own settings, where it looks for them."""
    home = os.environ.get("TOTALSEG_HOME_DIR")
    return (Path(home) if home else Path.home() / ".totalsegmentator") / "config.json"


def _has_licence() -> bool:
    path = _settings_file()
    return path.is_file() and bool(json.loads(path.read_text()).get("license_number"))


def _decline_usage_statistics() -> None:
    """TotalSegmentator reports each run to its makers unless its settings say no; ours is no.

    Settings that exist are the user's own choice and stay.
    """
    path = _settings_file()
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "totalseg_id": f"totalseg_{secrets.token_hex(4).upper()}",
        "send_usage_stats": False,
        "prediction_counter": 0,
    }
    path.write_text(json.dumps(settings, indent=4) + "\n")
