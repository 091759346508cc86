"""Simulated heads as aligned pairs, drawn from a folder of label maps."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_like, nothing_in
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.text_files import write_rows
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.masks.boxes import Box, cropped
from SyntheticCTLib.progress import UNWATCHED, Watch, keeping
from SyntheticCTLib.simulation.head.anatomy import HeadAnatomy, head_anatomy
from SyntheticCTLib.simulation.head.draw import HeadPhantom, draw_head
from SyntheticCTLib.simulation.head.label_maps import check_labels, head_tissues, read_labels
from SyntheticCTLib.simulation.head.options import SHARES, HeadOptions
from SyntheticCTLib.training.data.aligned_pairs import SCAN_RECORD
from SyntheticCTLib.training.data.before_work import check_each
from SyntheticCTLib.training.data.folds import ALIGNMENT_TABLE, FOLDS

logger = logging.getLogger(__name__)

#: Names of label maps in a folder.
_PATTERNS = ("*_labels.nii.gz", "*_labels.nii", "*_labels.nii.xz", "*_labels.nrrd")

#: How often a scan has thick slices, and how thick, mm; in-plane voxels where they are not 1 mm.
_THICK_SHARE, _THICK_MM, _IN_PLANE_MM = 0.4, (1.5, 5.0), (0.9, 1.4)

#: Range of the noise; largest shading; how often a face is cut away.
_NOISE, _MOST_SHADING, _DEFACED = (0.005, 0.05), 0.3, 0.12

#: A scan ends that far below the top of the head, mm; how often each side of it is cut, and by how
#: much of the image.
_REACH_MM, _CUT_SHARE, _CUT = (120.0, 230.0), 0.12, (0.05, 0.4)


def prepare_heads(
    folder: Path,
    output: Path,
    *,
    count: int = 8,
    seed: int = 0,
    spacing_mm: float = 1.0,
    watch: Watch = UNWATCHED,
) -> list[str]:
    """Draw pairs of MR and CT from each label map, as ``train`` takes them.

    For each pair ``<id>_mr.nii.gz``, ``<id>_ct.nii.gz`` and ``<id>_mask.nii.gz`` are written, what
    was drawn of the scan as ``<id>_scan.json`` (``HeadOptions``), and ``alignment.csv`` with folds
    by head: the position of a label map in its family's sorted list modulo the number of folds.
    What is there from an earlier run is kept.

    Args:
        folder: label maps, ``<family>_<head>_labels.nii.gz`` (or .nii, .nii.xz, .nrrd).
        output: made if missing.
        count: pairs of each head.
        seed: of everything random.
        spacing_mm: of the pairs' grid.

    Returns:
        The pairs' ids, sorted.

    Raises:
        InputError: there are no label maps, or one is of no known family (looked at for all before
            work starts).
        Cancelled: a stop was asked for; the pairs that were done are kept.
    """
    if count < 1:
        raise InputError(f"At least 1 pair of each head must be drawn, not {count}.")
    maps = find_label_maps(folder)
    check_each(maps, _check_map)
    output.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, int]] = []
    folds = head_folds(maps)
    for number, path in enumerate(maps):
        names = [f"{_stem(path)}_{n:03d}" for n in range(count)]
        rows += [(name, folds[path]) for name in names]
        missing = [name for name in names if not (output / f"{name}_mask.nii.gz").is_file()]
        with keeping(number * count, len(maps) * count, "pairs"):
            watch.check()
            if missing:
                anatomy = head_anatomy(head_tissues(read_labels(path)), spacing_mm)
            for name in missing:
                n = names.index(name)
                watch.check()
                watch.report(f"drawing {name}", (number + n / count) / len(maps))
                _draw(anatomy, output, name, np.random.SeedSequence((seed, number, n)))
    _write_table(rows, output / ALIGNMENT_TABLE)
    return sorted(name for name, _ in rows)


def _check_map(path: Path) -> None:
    labels = read_labels(path)
    try:
        check_labels(labels)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def find_label_maps(folder: Path) -> list[Path]:
    """The label maps of a folder, sorted.

    Raises:
        InputError: there are none.
    """
    found = files_like(folder, *_PATTERNS)
    if not found:
        raise nothing_in(folder, f"label maps ({', '.join(_PATTERNS)}).")
    return found


def head_folds(maps: Sequence[Path]) -> dict[Path, int]:
    """Fold of each label map: its position in its family's sorted list modulo ``FOLDS``."""
    folds: dict[Path, int] = {}
    families: dict[str, int] = {}
    for path in sorted(maps):
        family = path.name.partition("_")[0]
        folds[path] = families.get(family, 0) % FOLDS
        families[family] = families.get(family, 0) + 1
    return folds


def drawn_options(rng: np.random.Generator) -> HeadOptions:
    """A scan as hospitals make them."""
    sequence = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    thick = rng.random() < _THICK_SHARE
    return HeadOptions(
        sequence=sequence,
        slice_mm=float(rng.uniform(*_THICK_MM)) if thick else 1.0,
        slice_axis=("k", "j", "i")[int(rng.choice(3, p=(0.7, 0.15, 0.15)))],
        in_plane_mm=float(rng.uniform(*_IN_PLANE_MM)) if rng.random() < 0.3 else 1.0,
        noise=float(np.exp(rng.uniform(*np.log(_NOISE)))),
        shading=float(rng.uniform(0, _MOST_SHADING)),
        artefacts=True,
        reshaped=True,
        defaced=bool(rng.random() < _DEFACED),
        ct_noise_hu=0.0,
        seed=int(rng.integers(2**31)),
    )


def drawn_box(anatomy: HeadAnatomy, rng: np.random.Generator) -> Box:
    """Where a scan ends: below at any height, at times at its sides."""
    shape = anatomy.grid.shape
    reach = rng.uniform(*_REACH_MM) / anatomy.grid.spacing[2]
    sides = [slice(max(shape[0] - int(reach), 0), shape[0])]
    for length in shape[1:]:
        cuts = [rng.uniform(*_CUT) if rng.random() < _CUT_SHARE else 0.0 for _ in range(2)]
        sides.append(slice(int(cuts[0] * length), length - int(cuts[1] * length)))
    return sides[0], sides[1], sides[2]


def _draw(anatomy: HeadAnatomy, output: Path, name: str, seed: np.random.SeedSequence) -> None:
    rng = np.random.default_rng(seed)
    options = drawn_options(rng)
    box = drawn_box(anatomy, rng)
    # The neck goes before the drawing, the sides after it: deformed, a head still fills them.
    phantom = draw_head(anatomy.part(box[0]), options)
    # Says that both images are of one head: an MR cut short need not look like its CT.
    write_json(asdict(options), output / f"{name}{SCAN_RECORD}")
    _write(phantom, (slice(None), *box[1:]), output, name)
    logger.info("%s: %s, slices of %.1f mm", name, options.sequence, options.slice_mm)


def _write(phantom: HeadPhantom, box: Box, output: Path, name: str) -> None:
    mask = phantom.ct.with_array(phantom.believed.astype(np.uint8), modality="labels")
    for what, volume in (("mr", phantom.mr), ("ct", phantom.ct), ("mask", mask)):
        part = cropped(volume, box)
        array = np.rint(part.array).astype(np.uint8 if what == "mask" else np.int16)
        write_volume(part.with_array(array, **volume.metadata), output / f"{name}_{what}.nii.gz")


def _stem(path: Path) -> str:
    return path.name.split("_labels")[0]


def _write_table(rows: Sequence[tuple[str, int]], path: Path) -> None:
    names = ["id", "region", "fold", "grade", "reason"]
    write_rows(path, names, ([name, "head", fold, "A", ""] for name, fold in sorted(rows)))
