"""A limb in two contrasts, moved by a known transform, is brought back; the table says how well."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.registration.transforms import read_transform
from SyntheticCTLib.training.data.alignment import align_pair
from SyntheticCTLib.training.data.alignment_quality import REFUSED
from SyntheticCTLib.training.data.preparation import PreparedPair, prepare_pairs

SIZE = (64, 56, 24)
SPACING = (2.0, 2.0, 4.0)
ORIGIN = (-63.0, -55.0, -46.0)

#: The CT lies this far off, with a turn about the limb's axis.
SHIFT_MM = np.array((7.0, -9.0, 5.0))
TURN_DEG = 4.0

#: A vessel full of contrast medium runs along the straight limb, in its CT only: x, y and radius,
#: mm, and its brightness.
VESSEL_MM = (-16.0, 16.0, 9.0)
VESSEL_HU = 180

#: Soft tissue away from the bone is pressed in by this much at most.
PRESSED_MM = 5.0


def _points() -> np.ndarray:
    i, j, k = (ORIGIN[a] + SPACING[a] * np.arange(SIZE[a]) for a in range(3))
    z, y, x = np.meshgrid(k, j, i, indexing="ij")
    return np.stack([x, y, z], axis=-1)


def _true_place(points: np.ndarray) -> np.ndarray:
    """From MR to CT points: soft tissue pressed in at one side, then turned and shifted."""
    side = np.array((-38.0, 0.0, 0.0))
    bump = np.exp(-((points - side) ** 2).sum(-1) / (2 * 22.0**2))
    pressed = points + PRESSED_MM * bump[..., None] * np.array((0.6, 0.8, 0.0))
    c, s = np.cos(np.radians(TURN_DEG)), np.sin(np.radians(TURN_DEG))
    return pressed @ np.array(((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))).T + SHIFT_MM


def _bone_depth(points: np.ndarray, straight: bool) -> np.ndarray:
    """Depth below the bone's surface, mm: a shaft, oblique with a head unless ``straight``."""
    x, y, z = np.moveaxis(points, -1, 0)
    if straight:
        return 13.0 - np.hypot(x - 12, y)
    shaft = 13.0 - np.hypot(x - 12 - 0.15 * z, y)
    head = 20.0 - np.linalg.norm(points - np.array((16.0, -3.0, 26.0)), axis=-1)
    return np.maximum(shaft, head)


def _tissues(points: np.ndarray, straight: bool) -> dict[str, np.ndarray]:
    x, y, z = np.moveaxis(points, -1, 0)
    along = 0.0 if straight else 0.12 * z
    depth = 46.0 + along - np.hypot(x / 1.15, y)
    bone = _bone_depth(points, straight)
    septum = np.abs(y + 0.5 * x + (0.0 if straight else 0.2 * z) + 14) < 2.5
    cortex = (bone > 0) & (bone < 5)
    return {
        "fat": (depth > 0) & ((depth < 8) | septum) & (bone <= 0),
        "muscle": (depth >= 8) & ~septum & (bone <= 0),
        "cortex": cortex & (depth > 0),
        "marrow": (bone >= 5) & (depth > 0),
    }


def _image(points: np.ndarray, straight: bool, values: dict[str, float], air: float) -> np.ndarray:
    array = np.full(points.shape[:-1], air)
    for tissue, where in _tissues(points, straight).items():
        array[where] = values[tissue]
    noise = np.random.default_rng(1 if air else 2).normal(0.0, 12.0, array.shape)
    smooth = sitk.DiscreteGaussian(sitk.GetImageFromArray(array), (0.35,) * 3)
    return sitk.GetArrayFromImage(smooth) + noise


def _in_vessel(points: np.ndarray) -> np.ndarray:
    x, y, radius = VESSEL_MM
    return np.hypot(points[..., 0] - x, points[..., 1] - y) < radius


def _pair(*, straight: bool) -> tuple[Volume, Volume]:
    mr = _image(
        _true_place(_points()),
        straight,
        {"fat": 900.0, "muscle": 300.0, "cortex": 30.0, "marrow": 800.0},
        0.0,
    )
    ct = _image(
        _points(),
        straight,
        {"fat": -100.0, "muscle": 55.0, "cortex": 1300.0, "marrow": -40.0},
        -1000.0,
    )
    if straight:
        ct[_in_vessel(_points())] = VESSEL_HU
    return tuple(Volume(np.rint(a).astype(np.int16), ORIGIN, SPACING) for a in (np.abs(mr) + 1, ct))


@dataclass(frozen=True)
class Prepared:
    pairs: Path
    output: Path
    rows: dict[str, PreparedPair]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Prepared:
    pairs, output = (tmp_path_factory.mktemp(name) for name in ("pairs", "output"))
    for name, straight in (("head", False), ("shaft", True)):
        for kind, volume in zip(("mr_t1", "ct"), _pair(straight=straight), strict=True):
            write_volume(volume, pairs / f"{name}_{kind}.nii.gz")
    (pairs / "index.csv").write_text("id,region\nhead,knee\n")
    rows = prepare_pairs(pairs, output)
    return Prepared(pairs, output, {row.name: row for row in rows})


def _error_mm(prepared: Prepared, name: str, where: np.ndarray) -> np.ndarray:
    transform = read_transform(prepared.output / f"{name}_transform.h5")
    points = _points()[where][::7]
    found = np.array([transform.TransformPoint(point.tolist()) for point in points])
    return found - _true_place(points)


@pytest.mark.slow
def test_bone_comes_back_to_its_place_within_a_millimetre(prepared):
    bone = _bone_depth(_true_place(_points()), straight=False) > 0
    inside = np.zeros_like(bone)
    inside[3:-3, 6:-6, 6:-6] = True
    error = np.linalg.norm(_error_mm(prepared, "head", bone & inside), axis=-1)
    assert np.median(error) < 1.0
    assert np.percentile(error, 95) < 2.0


@pytest.mark.slow
def test_pressed_soft_tissue_comes_back_within_three_millimetres(prepared):
    muscle = _tissues(_true_place(_points()), straight=False)["muscle"]
    error = np.linalg.norm(_error_mm(prepared, "head", muscle), axis=-1)
    assert np.median(error) < 3.0


@pytest.mark.slow
def test_aligned_pair_is_graded_by_a_misfit_that_shrank(prepared):
    row = prepared.rows["head"]
    quality = row.quality
    assert row.grade in ("A", "B")
    assert quality.cortex_median_mm < 1.0 < quality.cortex_before_mm
    assert quality.nmi_after > quality.nmi_before
    assert quality.folded == 0.0
    assert quality.rigid_shift_mm == pytest.approx(np.linalg.norm(SHIFT_MM), abs=4.0)


@pytest.mark.slow
def test_shift_along_a_straight_shaft_is_reported_as_open(prepared):
    assert prepared.rows["shaft"].quality.shaft_open_mm >= 4.0
    head = prepared.rows["head"].quality.shaft_open_mm
    assert head is None or head <= 3.0


@pytest.mark.slow
def test_ct_is_on_the_mr_grid_and_masked_where_it_says_nothing(prepared):
    mr, ct, mask = (
        read_volume(prepared.output / f"head_{kind}.nii.gz") for kind in ("mr", "ct", "mask")
    )
    assert ct.grid.apart(mr.grid) <= 1e-4
    assert mask.grid.apart(mr.grid) <= 1e-4
    assert ct.array.dtype == np.int16
    assert (ct.array[mask.array > 0] > -1024).mean() > 0.99
    # The CT was moved by 9 mm along j: its edge is not over the MR any more.
    assert (ct.array == -1024).any()
    body = sum(_tissues(_true_place(_points()), straight=False).values()) > 0
    assert (mask.array > 0)[body].mean() > 0.7


@pytest.mark.slow
def test_contrast_medium_is_left_out_of_the_mask(prepared):
    mask = read_volume(prepared.output / "shaft_mask.nii.gz").array > 0
    covered = read_volume(prepared.output / "shaft_ct.nii.gz").array > -1024
    transform = read_transform(prepared.output / "shaft_transform.h5")
    points = _points()
    placed = np.array([transform.TransformPoint(p.tolist()) for p in points.reshape(-1, 3)])
    vessel = _in_vessel(placed.reshape(points.shape))
    assert not mask[vessel].any()
    beside = _in_vessel(placed.reshape(points.shape) + np.array((0.0, 25.0, 0.0)))
    assert mask[beside & covered].mean() > 0.9
    expected_ml = (vessel & covered).sum() * np.prod(SPACING) / 1000
    assert prepared.rows["shaft"].quality.contrast_medium_ml == pytest.approx(expected_ml, rel=0.2)
    assert prepared.rows["head"].quality.contrast_medium_ml == 0.0


@pytest.mark.slow
def test_table_has_figures_folds_and_regions(prepared):
    with (prepared.output / "alignment.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["id"], row["fold"], row["region"]) for row in rows] == [
        ("head", "0", "knee"),
        ("shaft", "1", ""),
    ]
    assert float(rows[0]["cortex_median_mm"]) < 1.0


@pytest.mark.slow
def test_pair_that_is_done_is_not_done_again(prepared):
    ct = prepared.output / "head_ct.nii.gz"
    before = ct.stat().st_mtime_ns
    rows = prepare_pairs(prepared.pairs, prepared.output)
    assert ct.stat().st_mtime_ns == before
    assert [row.grade for row in rows] == [row.grade for row in prepared.rows.values()]


@pytest.mark.slow
def test_pair_refused_by_eye_leaves_no_images_and_keeps_its_figures(prepared, tmp_path):
    output = tmp_path / "copy"
    output.mkdir()
    for path in prepared.output.iterdir():
        (output / path.name).write_bytes(path.read_bytes())
    rows = prepare_pairs(prepared.pairs, output, refuse={"head": "another knee"})
    assert (rows[0].grade, rows[0].reason) == (REFUSED, "another knee")
    assert rows[0].quality == prepared.rows["head"].quality
    assert not list(output.glob("head_*.nii.gz"))
    assert json.loads((output / "head_alignment.json").read_text())["grade"] in ("A", "B")


@pytest.mark.slow
def test_refusing_an_unknown_pair_is_an_error(prepared, tmp_path):
    with pytest.raises(InputError, match="no pair elbow"):
        prepare_pairs(prepared.pairs, tmp_path / "none", refuse={"elbow": "typo"})
    assert not (tmp_path / "none").exists()


def test_cancel_stops_an_alignment():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        align_pair(*_pair(straight=True), watch=Watch(cancel=token))
