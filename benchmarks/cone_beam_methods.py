"""What is each way to a CT worth on a trunk that outgrows the field of view of its cone-beam CT?

    python benchmarks/cone_beam_methods.py MODEL CT [CT ...] -o FOLDER [--scans N]

Scans a slab of each CT with scanners drawn as ``simulate-cbct --truncated`` draws them, and makes a
CT of it in every way: grey values as they are (on the scale that was found), on the best straight
line, shading, network, auto, and with a planning CT, which is the same CT moved and bent by some
millimetres. Writes methods.csv, a row a scan and way, and prints medians: MAE, ME, MAE of fat, soft
tissue and bone in HU, normalised mutual information with the cone-beam CT away from the rim; and
what the scans look like: soft tissue's grey value at the rim and in the middle, and noise.

Slices are few and voxels coarse (2 x 2 x 4 mm): a scan and its seven pictures take one to two
minutes on one core.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import BONE_HU, FAT_HIGHEST_HU, FAT_LOWEST_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.preprocessing.shading.correction import without_shading
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim
from SyntheticCTLib.registration.merit import normalised_mutual_information
from SyntheticCTLib.simulation.cone_beam.drawing import draw_body_scale, draw_parameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.synthesis.options import Method, SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cone_beam_pairs import enlarged, in_frame

SPACING_MM, SLICES = (2.0, 2.0, 4.0), 12

#: What keeps a scan quick; all else is drawn.
QUICK = {"views": 140, "pixel_mm": 2.8, "detector_height_mm": 90.0, "breathing_mm": 0.0}

#: How the planning CT lies elsewhere: shift (i, j, k) and SD of a field that bends it, mm.
SHIFT_MM, BENT_MM, BENT_OVER_MM = (6.0, -5.0, 2.0), 4.0, 25.0

FIGURES = ("mae", "me", "fat", "soft", "bone", "nmi")


def slab(ct: Volume, share: float) -> Volume:
    """Slices at a share of a CT's height, axes along LPS."""
    first = int(share * (ct.size[2] - SLICES))
    x, y, z = ct.affine[:3] @ [0, 0, first, 1]
    array = np.ascontiguousarray(ct.array[first : first + SLICES])
    return replace(ct, array=array, origin=(float(x), float(y), float(z)))


def bent(ct: Volume, seed: int) -> Volume:
    """The CT of another day: moved, and bent smoothly."""
    image = sitk.Cast(ct.to_sitk(), sitk.sitkFloat32)
    random = np.random.default_rng(seed)
    parts = []
    for shift, strength in zip(SHIFT_MM, (1.0, 1.0, 0.5), strict=True):
        field = sitk.GetImageFromArray(random.normal(size=ct.array.shape))
        field.CopyInformation(image)
        smooth = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(field, [BENT_OVER_MM] * 3))
        parts.append(shift + strength * BENT_MM * smooth / smooth.std())
    field = sitk.GetImageFromArray(np.stack(parts, -1), isVector=True)
    field.CopyInformation(image)
    way = sitk.DisplacementFieldTransform(sitk.Cast(field, sitk.sitkVectorFloat64))
    moved = sitk.Resample(image, image, way, sitk.sitkLinear, -1000.0)
    return ct.with_array(sitk.GetArrayFromImage(moved), modality="CT")


def best_line(grey: np.ndarray, ct: np.ndarray, body: np.ndarray) -> np.ndarray:
    """Grey values on the straight line with the least squared difference in the body."""
    slope, intercept = np.polyfit(grey[body], ct[body], 1)
    return np.asarray(slope * grey + intercept)


def figures(hu: np.ndarray, ct: np.ndarray, body: np.ndarray, scan: Volume) -> dict[str, float]:
    """The figures of one picture."""
    away = hu - ct
    found = {"mae": float(np.abs(away[body]).mean()), "me": float(away[body].mean())}
    limits = {
        "fat": (FAT_LOWEST_HU, FAT_HIGHEST_HU),
        "soft": (FAT_HIGHEST_HU, BONE_HU),
        "bone": (BONE_HU, np.inf),
    }
    for name, (low, high) in limits.items():
        tissue = body & (ct > low) & (ct <= high)
        found[name] = float(np.abs(away[tissue]).mean()) if tissue.any() else np.nan
    inner = body & (depth_below_rim(scan.with_array(body)) > 15)
    found["nmi"] = normalised_mutual_information(scan.array[inner], hu[inner])
    return found


def measure(name: str, ct: Volume, model: Model, seed: int) -> list[dict[str, Any]]:
    """All ways of one scan."""
    parameters = draw_parameters(seed, gas=True, truncated=True).changed(**QUICK)
    ct = slab(enlarged(ct, draw_body_scale(seed)), np.random.default_rng(seed).uniform(0.1, 0.9))
    simulated = simulate_cone_beam(ct, parameters)
    scan, seen = simulated.cbct, simulated.field_of_view.array
    outline = ct_body(ct)
    body, grey = outline & seen, scan.array.astype(float)
    cut = 1 - float(body.sum() / outline.sum())
    unshaded = without_shading(scan)
    per_grey = 1010 / (unshaded.scale.tissue - unshaded.scale.air)
    raw = (grey - unshaded.scale.tissue) * per_grey + 10
    planning = bent(ct, seed)
    ways: dict[str, tuple[np.ndarray, str]] = {
        "raw": (raw, ""),
        "best line": (best_line(grey, ct.array, body), ""),
    }
    asked: tuple[tuple[str, Method, Volume | None], ...] = (
        ("shading", "shading", None),
        ("network", "network", None),
        ("auto", "auto", None),
        ("prior", "prior", planning),
        ("auto, planning CT", "auto", planning),
    )
    for way, method, prior in asked:
        options = SynthesisOptions(device="cpu", overlap=0.25, method=method)
        made = synthesize(scan, model, options, prior=prior)
        taken = made.record.method or {"name": "network"}
        ways[way] = made.volume.array.astype(float), taken["name"]
    soft = body & (ct.array > 0) & (ct.array < 100)
    depth = depth_below_rim(scan.with_array(seen))
    rim = raw[soft & (depth < 5)]
    middle = raw[soft & (depth > 70)]
    looks = {
        "rim": float(np.median(rim)) if rim.size else np.nan,
        "middle": float(np.median(middle)) if middle.size else np.nan,
        "noise": float(np.median(np.abs(np.diff(raw, axis=2)[soft[..., 1:]])) * 1.4826 / 2**0.5),
    }
    about = {"ct": name, "seed": seed, "cut": cut, "extrapolation": parameters.extrapolation}
    about |= {"half_fan": parameters.detector_offset_mm > 0, "units": parameters.grey_units}
    return [
        {
            **about,
            **looks,
            "way": way,
            "taken": taken,
            **figures(hu, ct.array, body, unshaded.volume),
        }
        for way, (hu, taken) in ways.items()
    ]


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("cts", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--scans", type=int, default=3, help="of each CT (default 3)")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    rows: list[dict[str, Any]] = []
    for path in arguments.cts:
        ct = in_frame(read_volume(path), SPACING_MM)
        for seed in range(arguments.scans):
            rows += measure(path.name.partition(".")[0], ct, model, seed)
            arguments.output.mkdir(parents=True, exist_ok=True)
            with (
                atomic_path(arguments.output / "methods.csv") as temporary,
                temporary.open("w", newline="", encoding="utf-8") as stream,
            ):
                writer = csv.DictWriter(stream, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    ways = list(dict.fromkeys(str(row["way"]) for row in rows))
    lines = []
    for way in ways:
        mine = [row for row in rows if row["way"] == way]
        lines.append([way, *(f"{np.nanmedian([row[f] for row in mine]):.2f}" for f in FIGURES)])
    print(table(lines, header=["way", *FIGURES]))
    for key in ("rim", "middle", "noise", "cut"):
        values = [row[key] for row in rows if row["way"] == "raw"]
        print(f"{key}: median {np.nanmedian(values):.2f}, {min(values):.2f} to {max(values):.2f}")


if __name__ == "__main__":
    main()
