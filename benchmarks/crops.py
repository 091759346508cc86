"""How much does a synthetic CT change where it stays, when its MR is cut down to the bone?

    python benchmarks/crops.py MODEL [MODEL ...] PAIRS [--patients ID ...] [--margins 8 16]

Makes the synthetic CT of each patient's whole MR, and of the box round the CT's largest bone with
so many voxels beside it in plane, as people cut out a joint before they send it. Inside the box and
8 voxels off its sides the two should be the same. Prints, by patient and margin, the median of the
absolute change in the CT's bone in HU, and how much of the bone above 200 HU is still there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.synthesis.synthesize import synthesize

#: Nearer to a side of the box than this nobody looks, voxels in plane.
RIM = 8


def largest_bone(ct: Volume) -> np.ndarray:
    """The largest connected part of the CT's bone, bool ``[k, j, i]``."""
    bone = sitk.GetImageFromArray((ct.array > BONE_HU).astype(np.uint8))
    parts = sitk.RelabelComponent(sitk.ConnectedComponent(bone))
    return sitk.GetArrayFromImage(parts) == 1


def row(model: Model, mr: Volume, whole: Volume, bone: np.ndarray, margin: int) -> list[str]:
    """The figures of one box."""
    box = box_of(bone, (0, margin, margin))
    cut = synthesize(cropped(mr, box), model=model, device="cpu").volume
    inner = (slice(None), slice(RIM, -RIM), slice(RIM, -RIM))
    before, after = whole.array[box][inner], cut.array[inner]
    here = bone[box][inner]
    kept = ((after > BONE_HU) & (before > BONE_HU)).sum() / max((before > BONE_HU).sum(), 1)
    change = np.median(np.abs(after[here].astype(np.float64) - before[here]))
    size = " x ".join(str(length) for length in cut.grid.size)
    return [str(margin), size, f"{change:.0f}", f"{100 * kept:.0f}"]


def main() -> None:
    """Cut, make, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--patients", nargs="+", default=["sts_029", "sts_035", "sts_040"])
    parser.add_argument("--margins", nargs="+", type=int, default=[12, 24])
    arguments = parser.parse_args()
    rows = []
    for name in arguments.models:
        model = load_model(name)
        told = f"{model.info.id} {model.info.version}"
        for patient in arguments.patients:
            print(told, patient, file=sys.stderr, flush=True)
            mr = read_volume(arguments.pairs / f"{patient}_mr.nii.gz")
            bone = largest_bone(read_volume(arguments.pairs / f"{patient}_ct.nii.gz"))
            whole = synthesize(mr, model=model, device="cpu").volume
            for margin in arguments.margins:
                rows.append([told, patient, *row(model, mr, whole, bone, margin)])
    header = ["model", "patient", "margin", "box", "median change, HU", "bone kept, %"]
    print(table(rows, header=header))


if __name__ == "__main__":
    main()
