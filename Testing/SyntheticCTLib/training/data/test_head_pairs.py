"""Heads from label maps as pairs that a training takes."""

import json
import shutil

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.sequences import NAMES
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T
from SyntheticCTLib.training.data.aligned_pairs import find_pairs, read_pair, read_pairs
from SyntheticCTLib.training.data.folds import read_folds
from SyntheticCTLib.training.data.head_pairs import head_folds, prepare_heads

#: The analytic head's tissues in the numbers of BrainWeb.
NUMBERS = {T.CSF: 1, T.GREY: 2, T.WHITE: 3, T.FAT: 4, T.MUSCLE: 5, T.SOFT: 6, T.SKIN: 6}
NUMBERS |= {T.COMPACT: 7, T.VESSEL: 8, T.DURA: 10, T.SPONGY: 11, T.MUCOSA: 6}


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    head = analytic_head(1, 5.0)
    numbers = np.zeros(len(T), np.uint8)
    numbers[list(NUMBERS)] = list(NUMBERS.values())
    write_volume(head.with_array(numbers[head.array]), folder / "own_01_labels.nii.gz")
    return folder


def test_drawn_pairs_are_read_as_pairs_of_the_table(maps, tmp_path):
    out = tmp_path / "pairs"

    assert main(["prepare-heads", str(maps), str(out), "--count", "2", "--spacing", "5"]) == 0

    assert find_pairs(out) == ["own_01_000", "own_01_001"]
    assert read_folds(out, find_pairs(out)) == {"own_01_000": 0, "own_01_001": 0}
    pair = read_pair(out, "own_01_000", {"orientation": "LPS", "spacing_mm": [5.0] * 3})
    assert pair.image.grid.same(pair.ct.grid)
    assert (pair.ct.array[pair.mask] > 400).sum() > 100


def test_a_scan_that_is_cut_short_is_of_its_head_all_the_same(maps, tmp_path):
    prepare_heads(maps, tmp_path, count=1, spacing_mm=5.0)
    drawn = json.loads((tmp_path / "own_01_000_scan.json").read_text(encoding="utf-8"))
    assert drawn["sequence"] in NAMES
    mr = read_volume(tmp_path / "own_01_000_mr.nii.gz")
    half = mr.array.copy()
    half[:, :, mr.array.shape[2] // 2 :] = 0
    write_volume(mr.with_array(half), tmp_path / "own_01_000_mr.nii.gz")

    [pair] = read_pairs(tmp_path, ["own_01_000"], {"orientation": "LPS", "spacing_mm": [5.0] * 3})

    assert pair.name == "own_01_000"


def test_what_is_there_is_kept(maps, tmp_path):
    prepare_heads(maps, tmp_path, count=1, spacing_mm=5.0)
    first = (tmp_path / "own_01_000_mr.nii.gz").stat().st_mtime_ns

    prepare_heads(maps, tmp_path, count=1, spacing_mm=5.0)

    assert (tmp_path / "own_01_000_mr.nii.gz").stat().st_mtime_ns == first
    assert read_volume(tmp_path / "own_01_000_mask.nii.gz").array.max() == 1


def test_each_family_has_its_own_folds(tmp_path):
    maps = [tmp_path / f"{name}_labels.nii.gz" for name in ("a_1", "a_2", "b_1", "b_2", "b_3")]

    assert [head_folds(maps)[path] for path in maps] == [0, 1, 0, 1, 2]


def test_a_folder_without_label_maps_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no label maps"):
        prepare_heads(tmp_path, tmp_path / "out")


def test_a_map_of_no_family_is_found_before_anything_is_drawn(maps, tmp_path):
    folder = tmp_path / "maps"
    shutil.copytree(maps, folder)
    head = read_volume(maps / "own_01_labels.nii.gz")
    write_volume(head.with_array(np.minimum(head.array, 6)), folder / "own_02_labels.nii.gz")
    with pytest.raises(InputError, match=r"Nothing was started.*own_02_labels.*no compact bone"):
        prepare_heads(folder, tmp_path / "pairs", count=1, spacing_mm=5.0)
    assert not (tmp_path / "pairs").exists()
