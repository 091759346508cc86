"""How does a model for cone-beam CTs bear scatter, few views and a narrow field of view?

    python benchmarks/cone_beam_robustness.py MODEL CT [CT ...] -o FOLDER

Simulates scans of CTs that the model did not learn from. Each curve changes one thing of the scan
named ``SCAN``; all else stays. Writes robustness.csv, a row a scan, and robustness.png. MAE and
PSNR are those of the cone-beam CT as it is (before) and of the synthetic CT (after), in the CT's
body as far as every scan of the curve sees it, so a curve compares the same voxels.

A slab in the middle of each CT is scanned, at the voxel size of the training pairs. A trunk takes
about three minutes on one core.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import matplotlib as mpl
import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.evaluation.image_metrics import (
    mean_absolute_error,
    peak_signal_to_noise_ratio,
)
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.simulation.cone_beam.geometry import geometry_of
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import ConeBeamScan, simulate_cone_beam
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cone_beam_bodies import in_frame
from SyntheticCTLib.training.data.cone_beam_draws import SPACING_MM

mpl.use("Agg")

#: An ordinary linac's half-fan scan of the trunk with the coarsest pixels of the pairs, collimated
#: to about the slab's height.
SCAN = ConeBeamParameters(
    detector_height_mm=130.0,
    kilovolts=110.0,
    pixel_mm=3.0,
    detector_offset_mm=148.0,
    views=300,
    scatter=0.03,
    scatter_correction=0.5,
    water_correction=0.9,
    photons=1e6,
    electronic_noise=3.0,
    lag=0.005,
    ring_gain=0.002,
    hann_cut=0.8,
)

#: What a curve changes: parameters of each of its scans, the plain scan among them.
CURVES: dict[str, list[dict[str, float]]] = {
    "scatter": [{"scatter": value} for value in (0.0, 0.03, 0.06, 0.12)],
    "views": [{"views": value} for value in (60, 120, 180, 300)],
    "field of view, mm": [{"detector_offset_mm": value} for value in (0.0, 50.0, 100.0, 148.0)],
}

FIGURES = ("mae_before", "mae_after", "psnr_before", "psnr_after")


@dataclass(frozen=True)
class Point:
    """One scan on a curve.

    Attributes:
        ct: the CT's name.
        curve: a key of ``CURVES``.
        value: where on the curve.
        voxels: how many were compared.
        figures: MAE, HU, and PSNR, dB, by the names in ``FIGURES``.
    """

    ct: str
    curve: str
    value: float
    voxels: int
    figures: dict[str, float]


def value_of(curve: str, parameters: ConeBeamParameters) -> float:
    """Where a scan stands on a curve."""
    if curve.startswith("field"):
        return round(2 * geometry_of(parameters).field_radius)
    return float(getattr(parameters, curve))


def slab(ct: Volume, height_mm: float) -> Volume:
    """The slices in the middle of a CT, axes along LPS."""
    count = min(round(height_mm / ct.spacing[2]), ct.size[2])
    first = (ct.size[2] - count) // 2
    x, y, z = ct.affine[:3] @ [0, 0, first, 1]
    return replace(ct, array=ct.array[first : first + count], origin=(float(x), float(y), float(z)))


def measure(name: str, ct: Volume, model: Model) -> Iterator[Point]:
    """All curves of one CT."""
    body = ct_body(ct)
    made: dict[ConeBeamParameters, tuple[ConeBeamScan, np.ndarray]] = {}
    for curve, changes in CURVES.items():
        for change in changes:
            parameters = SCAN.changed(**change)
            if parameters not in made:
                scan = simulate_cone_beam(ct, parameters)
                made[parameters] = scan, synthesize(scan.cbct, model=model).volume.array
        scans = [made[SCAN.changed(**change)] for change in changes]
        region = body & np.all([scan.field_of_view.array for scan, _ in scans], axis=0)
        for scan, sct in scans:
            figures = {}
            for when, image in (("before", scan.cbct.array), ("after", sct)):
                mae = mean_absolute_error(image, ct.array, region).value
                psnr = peak_signal_to_noise_ratio(image, ct.array, region).value
                figures |= {f"mae_{when}": float(mae or np.nan)}
                figures |= {f"psnr_{when}": float(psnr or np.nan)}
            value = value_of(curve, scan.parameters)
            yield Point(name, curve, value, int(region.sum()), figures)


def write_table(points: list[Point], path: Path) -> None:
    """Write a row a scan."""
    with atomic_path(path) as temporary, temporary.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["ct", "curve", "value", "voxels", *FIGURES])
        for point in points:
            figures = [f"{point.figures[name]:.3f}" for name in FIGURES]
            writer.writerow([point.ct, point.curve, point.value, point.voxels, *figures])


def medians(points: list[Point], curve: str) -> dict[float, dict[str, float]]:
    """Median over the CTs of each figure, by the place on a curve."""
    own = [point for point in points if point.curve == curve]
    return {
        value: {
            name: float(np.median([p.figures[name] for p in own if p.value == value]))
            for name in FIGURES
        }
        for value in sorted({point.value for point in own})
    }


def draw(points: list[Point], path: Path) -> None:
    """MAE above PSNR, a column a curve: the median as a line, every CT as dots."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, len(CURVES), figsize=(11, 6), sharey="row", squeeze=False)
    looks = {"before": ("tab:gray", "--", "CBCT"), "after": ("tab:blue", "-", "synthetic CT")}
    for column, curve in enumerate(CURVES):
        found = medians(points, curve)
        plain = value_of(curve, SCAN)
        for row, metric in enumerate(("mae", "psnr")):
            axis = axes[row, column]
            for when, (colour, style, label) in looks.items():
                name = f"{metric}_{when}"
                lines = [values[name] for values in found.values()]
                axis.plot(list(found), lines, style, color=colour, label=label)
                dots = [(p.value, p.figures[name]) for p in points if p.curve == curve]
                axis.plot(*zip(*dots, strict=True), ".", color=colour, alpha=0.5)
            axis.axvline(plain, color="black", linewidth=0.5, linestyle=":")
            axis.grid(alpha=0.3)
            axis.set_xlabel(curve)
        axes[0, 0].set_ylabel("MAE, HU")
        axes[1, 0].set_ylabel("PSNR, dB")
    axes[0, 0].set_ylim(bottom=0)
    axes[0, 0].legend()
    figure.suptitle("One thing of the scan changed at a time; dotted: where the others have it")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure every CT, write the table and the picture, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a model's id, or its folder")
    parser.add_argument("cts", nargs="+", type=Path, metavar="CT", help="CTs in HU")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder, made if missing")
    parser.add_argument("--height-mm", type=float, default=60.0, help="of the slab (default 60)")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    arguments.output.mkdir(parents=True, exist_ok=True)
    points: list[Point] = []
    for path in arguments.cts:
        ct = slab(in_frame(read_volume(path), SPACING_MM), arguments.height_mm)
        points += measure(path.name.partition(".")[0], ct, model)
        write_table(points, arguments.output / "robustness.csv")
    draw(points, arguments.output / "robustness.png")
    rows = [
        [curve, f"{value:g}", *(f"{figures[name]:.1f}" for name in FIGURES)]
        for curve in CURVES
        for value, figures in medians(points, curve).items()
    ]
    print(table(rows, header=["curve", "value", *FIGURES]))


if __name__ == "__main__":
    main()
