"""How far is bone from bone before and after ``register``, on real pairs of MR and CT?

    synthetic-ct prepare PAIRS ALIGNED
    python benchmarks/registration.py PAIRS ALIGNED sts_016 [NAME ...] [--steps rigid deformable]

Registers the CTs as they were given and measures, where both images can be believed, two things:
how far the CT's cortex is from the MR's, seen in the images themselves; and the bone's edge from
where ``prepare``, whose results were looked at in pictures, put it (both ways, whole voxels).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.field_of_view import mr_field_of_view
from SyntheticCTLib.registration.bone.clean import clean_bone
from SyntheticCTLib.registration.cortex_offset import cortex_offsets
from SyntheticCTLib.registration.pipeline import register
from SyntheticCTLib.registration.transforms import move

HEADER = ["pair", "step", "cortex median", "95th", "bone mean", "95th", "in 2 mm", "s"]


def bone_of(ct: Volume) -> np.ndarray:
    """Cleaned bone, bool [k, j, i]."""
    return np.asarray(sitk.GetArrayFromImage(clean_bone(ct.to_sitk())) > 0)


def edge_distances(one: Volume, other: Volume, valid: np.ndarray) -> np.ndarray:
    """Distance of each edge voxel of a bone to the other's edge, mm."""
    edges = [
        sitk.BinaryContour(one.with_array(bone_of(v).astype(np.uint8)).to_sitk(), False)
        for v in (one, other)
    ]
    distance = sitk.SignedMaurerDistanceMap(edges[1], squaredDistance=False, useImageSpacing=True)
    counted = (sitk.GetArrayFromImage(edges[0]) > 0) & valid
    return np.maximum(sitk.GetArrayFromImage(distance)[counted], 0.0)


def row(name: str, step: str, mr: Volume, ct: Volume, aligned: Volume, valid: np.ndarray) -> list:
    """Figures of one position of the CT."""
    cortex = cortex_offsets(mr, ct, bone_of(ct), valid)
    apart = np.concatenate([edge_distances(ct, aligned, valid), edge_distances(aligned, ct, valid)])
    figures = (cortex.percentile(50), cortex.percentile(95), apart.mean(), np.percentile(apart, 95))
    shown = ["-" if value is None else f"{value:.2f} mm" for value in figures]
    return [name, step, *shown, f"{100 * (apart <= 2).mean():.0f} %"]


def main() -> None:
    """Register, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("aligned", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--steps", nargs="+", default=["rigid"])
    arguments = parser.parse_args()
    rows = []
    for name in arguments.names:
        mr = read_volume(arguments.pairs / f"{name}_mr_t1.nii.gz")
        ct = read_volume(arguments.pairs / f"{name}_ct.nii.gz")
        aligned = read_volume(arguments.aligned / f"{name}_ct.nii.gz")
        valid = read_volume(arguments.aligned / f"{name}_mask.nii.gz").array > 0
        given = move(ct, mr, sitk.Transform(3, sitk.sitkIdentity))
        rows.append([*row(name, "given", mr, given, aligned, valid), ""])
        started = time.monotonic()
        found = register(
            mr, ct, steps=tuple(arguments.steps), fixed_mask=mr_field_of_view(mr)
        ).transform
        seconds = f"{time.monotonic() - started:.0f}"
        label = " + ".join(arguments.steps)
        rows.append([*row(name, label, mr, move(ct, mr, found), aligned, valid), seconds])
        rows.append([*row(name, "prepare", mr, aligned, aligned, valid), ""])
    print(table(rows, header=HEADER))


if __name__ == "__main__":
    main()
