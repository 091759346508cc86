"""A folder of aligned pairs, read and checked.

A pair is ``<id>_mr.nii.gz`` (or ``_cbct``), ``<id>_ct.nii.gz`` and ``<id>_mask.nii.gz``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_like, nothing_in
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, MR, Kind
from SyntheticCTLib.tasks.pair import Pair, check_mask
from SyntheticCTLib.training.data.pair_checks import check_images, check_one_patient

#: What follows a pair's id in the name of the record of its simulated scan.
SCAN_RECORD = "_scan.json"


def find_pairs(folder: Path) -> list[str]:
    """Ids of the aligned pairs in a folder, sorted.

    Raises:
        InputError: there are none.
    """
    masks = files_like(folder, "*_mask.nii.gz")
    names = [path.name.removesuffix("_mask.nii.gz") for path in masks]
    if not names:
        raise nothing_in(
            folder,
            "aligned pairs (<id>_mr.nii.gz, <id>_ct.nii.gz, <id>_mask.nii.gz); make them with "
            "synthetic-ct prepare (or prepare-cbct, for <id>_cbct.nii.gz).",
        )
    return names


def _kind_beside_ct(folder: Path, name: str) -> Kind:
    """What a pair's image beside its CT is."""
    return CBCT if (folder / f"{name}_cbct.nii.gz").is_file() else MR


def read_stored(folder: Path, name: str) -> Pair:
    """One aligned pair as its files are, on their own grid and in their own values, checked.

    Raises:
        InputError: a file is missing or cannot be used, or the grids differ; the text names it.
    """
    kind = _kind_beside_ct(folder, name)
    paths = [folder / f"{name}_{what}.nii.gz" for what in (kind.name.lower(), "ct", "mask")]
    image, ct, mask = (read_volume(path) for path in paths)
    check_images(paths[0], image, paths[1], ct, kind)
    if not (image.grid.same(ct.grid) and image.grid.same(mask.grid)):
        sizes = ", ".join(
            f"{path.name} {volume.grid.describe(origin=True)}"
            for path, volume in zip(paths, (image, ct, mask), strict=True)
        )
        raise InputError(
            f"Pair {name}: {kind.name}, CT and mask are not on one grid ({sizes}); prepare it "
            "again."
        )
    return Pair(name, image, ct, mask.array > 0, kind)


def read_pair(folder: Path, name: str, frame: dict[str, Any]) -> Pair:
    """Read one aligned pair, check it, and bring it into the model's frame and scale.

    The image is as a synthesis shows it to the network: a CBCT of a cut body without its shading.

    Args:
        folder: with the pair's files.
        name: the pair's id.
        frame: ``orientation`` and ``spacing_mm`` (i, j, k).

    Raises:
        InputError: a file is missing or cannot be used, or the grids differ; the text names it.
    """
    pair = read_stored(folder, name)

    def moved(volume: Volume, order: int, outside: float) -> Volume:
        turned = to_orientation(volume, frame["orientation"])
        return to_spacing(turned, tuple(frame["spacing_mm"]), order=order, outside=outside)

    shown = pair.kind.learnt_from or pair.kind.on_scale
    mask = moved(pair.ct.with_array(pair.mask.astype("uint8")), 0, 0.0)
    return replace(
        pair,
        image=moved(shown(pair.image), 3, pair.kind.empty),
        ct=moved(pair.ct, 1, CT.empty),
        mask=mask.array > 0,
    )


def read_pairs(folder: Path, names: Sequence[str], frame: dict[str, Any]) -> list[Pair]:
    """Read the pairs that a run is to use, all checked before it starts.

    An image that was simulated with the pair's CT or from it, as its record beside it says, needs
    no check that both show one patient.

    Raises:
        InputError: one sentence for each pair that cannot be used.
    """
    pairs, faults = [], []
    for name in names:
        try:
            pair = read_pair(folder, name, frame)
            check_mask(pair)
            if not (folder / f"{name}{SCAN_RECORD}").is_file():
                check_one_patient(pair)
        except InputError as error:
            faults.append(str(error))
        else:
            pairs.append(pair)
    if faults:
        raise InputError("Nothing was started. " + " ".join(faults))
    return pairs
