"""What a model makes of real MRs of heads that have no CT: is it a skull that can be one?

    python benchmarks/real_heads.py MODEL MR [MR ...] [--same T1=FLAIR ...] [--stability]
        [--keep FOLDER] [-o FILE.json]

For each MR: whether the vault is closed (share of directions, largest hole), how thick it is by
region against adults (``surface.measure.vault.USUAL_MM``), and bone within the brain. ``--same``:
the bone of two images of one patient, brought together rigidly, as Dice above 200 HU above the
skull's middle. ``--stability``: the same Dice and the MAE in HU, of an MR with noise, shading or
fewer slices against itself. FOLDER keeps the synthetic CTs, which show people: not to be committed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.errors import NoBoneError
from SyntheticCTLib.evaluation.bone_overlap import bone_dice
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.hounsfield import BONE_HU, OUTSIDE_HU
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import cropped
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.registration.pipeline import register
from SyntheticCTLib.registration.transforms import move
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.skull import skull_map, skull_middle
from SyntheticCTLib.surface.measure.vault import USUAL_MM, Vault, vault_of
from SyntheticCTLib.synthesis.synthesize import synthesize

#: Changes of an MR: SD of noise over its 99th percentile, shading from end to end, mm cut off.
NOISE, SHADING, CUT_MM = 0.04, 0.3, 25.0


def made(mr: Volume, model: Model) -> Volume:
    """The synthetic CT, whatever the guards say."""
    return synthesize(mr, model=model, device="cpu", force=True).volume


def vault(sct: Volume) -> Vault | None:
    """Its vault; None without any bone."""
    try:
        surface = surface_of(sct, SurfaceSettings())
    except NoBoneError:
        return None
    return vault_of(sct, surface, skull_map(sct, surface))


def above_middle(sct: Volume) -> np.ndarray:
    """Slices of the vault, bool (k, j, i): the rest of a head may lie outside of one scan."""
    points = sct.grid.to_lps(np.argwhere(sct.array > BONE_HU)[::7, ::-1])
    low = float(skull_middle(points)[2])
    corner, axes = np.array(sct.origin), sct.direction_matrix * np.array(sct.spacing)
    k, j, i = np.indices(sct.array.shape, sparse=True)
    height = corner[2] + axes[2, 0] * i + axes[2, 1] * j + axes[2, 2] * k
    return np.asarray(height > low)


def changed(mr: Volume) -> Iterator[tuple[str, Volume]]:
    """The MR with noise, with shading, and without its outermost slices."""
    rng = np.random.default_rng(0)
    full = float(np.percentile(mr.array, 99))
    noise = rng.normal(0, NOISE * full, (2, *mr.array.shape)).astype(np.float32)
    yield "noise", mr.with_array(np.hypot(mr.array + noise[0], noise[1]))
    slope = np.linspace(-SHADING / 2, SHADING / 2, mr.array.shape[2], dtype=np.float32)
    yield "shading", mr.with_array(mr.array * np.exp(slope))
    cut = max(1, round(CUT_MM / mr.spacing[1]))
    box = (slice(None), slice(cut, -cut), slice(None))
    part = cropped(mr, box)
    yield "crop", part.with_array(part.array, **mr.metadata)


def stability(mr: Volume, sct: Volume, model: Model) -> dict[str, dict[str, float | None]]:
    """Bone Dice and MAE of the changed MR's result against the MR's own."""
    found = {}
    for name, other in changed(mr):
        print(f"  {name}", file=sys.stderr, flush=True)
        again = made(other, model)
        own = onto_grid(sct, again, interpolation="nearest", outside=OUTSIDE_HU)
        body = (own.array > OUTSIDE_HU) & (again.array > OUTSIDE_HU)
        error = float(np.abs(own.array[body].astype(float) - again.array[body]).mean())
        found[name] = {"bone_dice": bone_dice(own.array, again.array, body).value, "mae_hu": error}
    return found


def agreement(first: Volume, second: Volume) -> float | None:
    """Dice of the bone of two synthetic CTs of one patient, above the skull's middle."""
    place = register(first, second, steps=("rigid",)).transform
    moved = move(second, first, place, outside=OUTSIDE_HU)
    seen = (moved.array > OUTSIDE_HU) & (first.array > OUTSIDE_HU)
    return bone_dice(first.array, moved.array, seen & above_middle(first)).value


def cells(name: str, found: Vault | None) -> list[str]:
    """A row of the table."""
    if found is None:
        return [name, "no bone"]
    thickness = []
    for region in USUAL_MM:
        one = found.regions.get(region)
        mark = "" if one is None or one.usual else " !"
        text = f"{one.median_mm:.1f} ({one.low_mm:.1f}-{one.high_mm:.1f}){mark}" if one else "-"
        thickness.append(text)
    closed = f"{found.closed_share:.1%}", f"{found.largest_hole_mm:.0f}"
    return [name, *closed, f"{found.seen_share:.0%}", f"{found.brain_bone_ml:.2f}", *thickness]


def main() -> None:
    """Make, look, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("mrs", type=Path, nargs="+")
    parser.add_argument("--same", nargs="*", default=[], metavar="NAME=NAME")
    parser.add_argument("--stability", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    rows, scts = [], {}
    result: dict[str, Any] = {}
    for path in arguments.mrs:
        name = path.name.split(".")[0]
        print(name, file=sys.stderr, flush=True)
        mr = read_volume(path)
        scts[name] = made(mr, model)
        if arguments.keep is not None:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            write_volume(scts[name], arguments.keep / f"{name}_sct.nii.gz")
        found = vault(scts[name])
        rows.append(cells(name, found))
        result[name] = {"vault": None if found is None else found.to_dict()}
        if arguments.stability:
            result[name]["stability"] = stability(mr, scts[name], model)
    usual = [f"{name} ({mean:.1f} +- {sd:.1f})" for name, (mean, sd) in USUAL_MM.items()]
    header = ["image", "closed", "hole mm", "seen", "brain ml", *usual]
    print(table([row + [""] * (len(header) - len(row)) for row in rows], header=header))
    for pair in arguments.same:
        first, second = pair.split("=")
        result[pair] = agreement(scts[first], scts[second])
        print(f"bone Dice {pair}: {result[pair]:.3f}")
    for name, one in result.items():
        for change, figures in (one.get("stability", {}) if isinstance(one, dict) else {}).items():
            print(f"{name} {change}: {figures}")
    if arguments.output is not None:
        arguments.output.write_text(json.dumps(result, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
