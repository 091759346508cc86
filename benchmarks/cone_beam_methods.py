"""What is each way to a CT worth on a trunk that outgrows the field of view of its cone-beam CT?

    python benchmarks/cone_beam_methods.py MODEL CT [CT ...] -o FOLDER [--scans N] [--ways WAY ...]
                                           [--parameters JSON]

Scans a slab of each CT with scanners drawn as ``simulate-cbct --truncated`` draws them, or with
what a file of parameters changes of them (a scanner outside the ranges), and makes a CT of it in
every way: grey values as they are (on the scale that was found), on the best straight line, which
needs the CT, shading, network, auto, and with a planning CT, which is the same CT moved and bent by
some millimetres. Writes methods.csv, a row a scan and way, and prints medians over all scans, by
the fan and by the share of the body that is cut: MAE, ME, MAE 30 mm off the rim, MAE of fat, soft
tissue and bone in HU and by how many HU the median of each is off, PSNR, MS-SSIM, Dice of bone,
normalised mutual information with the cone-beam CT away from the rim; and by how many HU the MAE is
above that of the best line, at most.

Slices are few and voxels coarse (2 x 2 x 4 mm): a scan and its seven pictures take one to two
minutes on one core.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.evaluation.bone_overlap import bone_dice
from SyntheticCTLib.evaluation.image_metrics import peak_signal_to_noise_ratio
from SyntheticCTLib.evaluation.ms_ssim import ms_ssim
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
from SyntheticCTLib.simulation.cone_beam.parameters import (
    ConeBeamParameters,
    parameters_from,
    read_parameters,
)
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.synthesis.options import Method, SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cone_beam_bodies import enlarged, in_frame

SPACING_MM, SLICES = (2.0, 2.0, 4.0), 12

#: What keeps a scan quick; all else is drawn, and its dose stays.
QUICK = {"views": 140, "pixel_mm": 2.8, "detector_height_mm": 90.0, "breathing_mm": 0.0}

#: Where the rim of truncation ends, mm.
OFF_RIM_MM = 30

#: Shares of the body that are cut off, between which scans are put together.
CUTS = (0.0, 0.25, 0.5, 0.65, 1.0)

#: How the planning CT lies elsewhere: shift (i, j, k) and SD of a field that bends it, mm.
SHIFT_MM, BENT_MM, BENT_OVER_MM = (6.0, -5.0, 2.0), 4.0, 25.0

FIGURES = (
    "mae",
    "me",
    "off rim",
    "fat",
    "soft",
    "bone",
    "fat level",
    "soft level",
    "bone level",
    "psnr",
    "ms-ssim",
    "bone dice",
    "nmi",
)

#: All ways that are asked for.
WAYS = ("shading", "network", "auto", "prior", "auto, planning CT")


def quick(p: ConeBeamParameters) -> ConeBeamParameters:
    """The scan with fewer and coarser pixels, and as many photons in all."""
    photons = p.photons * p.views / QUICK["views"] * (QUICK["pixel_mm"] / p.pixel_mm) ** 2
    return p.changed(**QUICK, photons=photons)


def slab(ct: Volume, share: float) -> Volume:
    """Slices at a share of a CT's height, axes along LPS."""
    first = int(share * (ct.size[2] - SLICES))
    x, y, z = ct.affine[:3] @ [0, 0, first, 1]
    array = np.ascontiguousarray(ct.array[first : first + SLICES])
    return replace(ct, array=array, origin=(float(x), float(y), float(z)))


def bent(ct: Volume, seed: int, shift: tuple[float, float, float] = SHIFT_MM) -> Volume:
    """The CT of another day: moved, and bent smoothly."""
    image = sitk.Cast(ct.to_sitk(), sitk.sitkFloat32)
    random = np.random.default_rng(seed)
    parts = []
    for moved_mm, strength in zip(shift, (1.0, 1.0, 0.5), strict=True):
        field = sitk.GetImageFromArray(random.normal(size=ct.array.shape))
        field.CopyInformation(image)
        smooth = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(field, [BENT_OVER_MM] * 3))
        parts.append(moved_mm + strength * BENT_MM * smooth / smooth.std())
    field = sitk.GetImageFromArray(np.stack(parts, -1), isVector=True)
    field.CopyInformation(image)
    way = sitk.DisplacementFieldTransform(sitk.Cast(field, sitk.sitkVectorFloat64))
    moved = sitk.Resample(image, image, way, sitk.sitkLinear, -1000.0)
    return ct.with_array(sitk.GetArrayFromImage(moved), modality="CT")


def best_line(grey: np.ndarray, ct: np.ndarray, body: np.ndarray) -> np.ndarray:
    """Grey values on the straight line with the least squared difference in the body."""
    slope, intercept = np.polyfit(grey[body], ct[body], 1)
    return np.asarray(slope * grey + intercept)


def figures(
    hu: np.ndarray, ct: np.ndarray, body: np.ndarray, scan: Volume, field: Volume
) -> dict[str, float]:
    """The figures of one picture."""
    away = hu - ct
    depth = depth_below_rim(field)
    found = {"mae": float(np.abs(away[body]).mean()), "me": float(away[body].mean())}
    limits = {
        "fat": (FAT_LOWEST_HU, FAT_HIGHEST_HU),
        "soft": (FAT_HIGHEST_HU, BONE_HU),
        "bone": (BONE_HU, np.inf),
    }
    for name, (low, high) in limits.items():
        tissue = body & (ct > low) & (ct <= high)
        found[name] = float(np.abs(away[tissue]).mean()) if tissue.any() else np.nan
        off = np.median(hu[tissue]) - np.median(ct[tissue]) if tissue.any() else np.nan
        found[f"{name} level"] = float(off)
    inner, off = body & (depth > 15), body & (depth > OFF_RIM_MM)
    found["nmi"] = normalised_mutual_information(scan.array[inner], hu[inner])
    found["off rim"] = float(np.abs(away[off]).mean())
    for name, figure in (
        ("psnr", peak_signal_to_noise_ratio(hu, ct, body)),
        ("ms-ssim", ms_ssim(hu, ct, body)),
        ("bone dice", bone_dice(hu, ct, body)),
    ):
        found[name] = np.nan if figure.value is None else figure.value
    return found


def measure(
    name: str, ct: Volume, model: Model, seed: int, asked: list[str], changes: dict[str, Any]
) -> list[dict[str, Any]]:
    """All ways of one scan."""
    drawn = draw_parameters(seed, gas=True, truncated=True)
    parameters = quick(parameters_from({**drawn.to_dict(), **changes}))
    ct = slab(enlarged(ct, draw_body_scale(seed)), np.random.default_rng(seed).uniform(0.1, 0.9))
    simulated = simulate_cone_beam(ct, parameters)
    scan, seen = simulated.cbct, simulated.field_of_view.array
    outline = ct_body(ct)
    body, grey = outline & seen, scan.array.astype(float)
    unshaded = without_shading(scan)
    ways: dict[str, tuple[np.ndarray, str]] = {
        "raw": (unshaded.on_line.astype(float), ""),
        "best line": (best_line(grey, ct.array, body), ""),
    }
    for way in asked:
        method, _, with_ct = way.partition(", ")
        prior = bent(ct, seed) if with_ct or method == "prior" else None
        options = SynthesisOptions(device="cpu", overlap=0.25, method=cast(Method, method))
        made = synthesize(scan, model, options, prior=prior)
        taken = made.record.method or {"name": "network"}
        ways[way] = made.volume.array.astype(float), taken["name"]
    about = {
        "ct": name,
        "seed": seed,
        "cut": 1 - float(body.sum() / outline.sum()),
        "extrapolation": parameters.extrapolation,
        "fan": "half fan" if parameters.detector_offset_mm > 0 else "full fan",
        "units": parameters.grey_units,
    }
    field = scan.with_array(seen)
    rows = [
        {**about, "way": way, "taken": taken, **figures(hu, ct.array, body, scan, field)}
        for way, (hu, taken) in ways.items()
    ]
    line = next(row["mae"] for row in rows if row["way"] == "best line")
    return [{**row, "above line": row["mae"] - line} for row in rows]


def medians(title: str, rows: list[dict[str, Any]]) -> None:
    """Print the medians of some scans, a line a way."""
    lines = []
    for way in dict.fromkeys(str(row["way"]) for row in rows):
        mine = [row for row in rows if row["way"] == way]
        numbers = [float(np.nanmedian([row[f] for row in mine])) for f in FIGURES]
        most = max(row["above line"] for row in mine)
        lines.append([way, *(f"{number:.2f}" for number in numbers), f"{most:.0f}"])
    print(f"\n{title} ({len(rows) // max(len(lines), 1)} scans)")
    print(table(lines, header=["way", *FIGURES, "above line, at most"]))


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("cts", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--scans", type=int, default=3, help="of each CT (default 3)")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS, metavar="WAY")
    parser.add_argument("--parameters", type=Path, metavar="JSON", help="that all scans have")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    changes = read_parameters(arguments.parameters) if arguments.parameters else {}
    rows: list[dict[str, Any]] = []
    for path in arguments.cts:
        ct = in_frame(read_volume(path), SPACING_MM)
        for seed in range(arguments.scans):
            rows += measure(path.name.partition(".")[0], ct, model, seed, arguments.ways, changes)
            arguments.output.mkdir(parents=True, exist_ok=True)
            with (
                atomic_path(arguments.output / "methods.csv") as temporary,
                temporary.open("w", newline="", encoding="utf-8") as stream,
            ):
                writer = csv.DictWriter(stream, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    medians("all", rows)
    for fan in ("full fan", "half fan"):
        if mine := [row for row in rows if row["fan"] == fan]:
            medians(fan, mine)
    for low, high in pairwise(CUTS):
        if mine := [row for row in rows if low <= row["cut"] < high]:
            medians(f"{low:.0%} to {high:.0%} of the body cut", mine)


if __name__ == "__main__":
    main()
