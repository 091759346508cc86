"""A folder of pairs is checked whole, file by file, before any work."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.data.aligned_pairs import find_pairs
from SyntheticCTLib.training.data.pairs import check_all, find_pair_files, read_pair_files


def _write(folder, name, values, dtype=np.float32):
    array = np.resize(np.asarray(values, dtype=dtype), (4, 6, 8))
    write_volume(Volume(array, spacing=(1.0, 1.0, 3.0)), folder / f"{name}.nii.gz")


def _pair(folder, name="a", mr=(5.0, 300.0, 900.0), ct=(-1000.0, -90.0, 40.0, 900.0)):
    _write(folder, f"{name}_mr_t1", mr)
    _write(folder, f"{name}_ct", ct)


def test_pairs_are_found_by_name_and_sorted(tmp_path):
    _pair(tmp_path, "b")
    _pair(tmp_path, "a")
    _write(tmp_path, "c_mr", (5.0, 300.0))
    _write(tmp_path, "c_ct", (-1000.0, 40.0))
    assert [files.name for files in find_pair_files(tmp_path)] == ["a", "b", "c"]


def test_good_pair_is_read(tmp_path):
    _pair(tmp_path)
    mr, ct = read_pair_files(find_pair_files(tmp_path)[0])
    assert (mr.array.max(), ct.array.min()) == (900.0, -1000.0)


def test_file_without_partner_is_named(tmp_path):
    _pair(tmp_path)
    _write(tmp_path, "b_ct", (-1000.0, 40.0))
    _write(tmp_path, "c_mr", (5.0, 300.0))
    with pytest.raises(InputError, match=r"b_ct\.nii\.gz has no MR.*c_mr\.nii\.gz has no CT"):
        find_pair_files(tmp_path)


def test_two_mrs_for_one_ct_are_refused(tmp_path):
    _pair(tmp_path)
    _write(tmp_path, "a_mr_t2", (5.0, 300.0))
    with pytest.raises(InputError, match="a has 2 MRs"):
        find_pair_files(tmp_path)


def test_empty_and_missing_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="holds no pairs"):
        find_pair_files(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        find_pair_files(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"mr": (-1000.0, 40.0, 900.0), "ct": (5.0, 300.0)}, "swapped"),
        ({"mr": (-1000.0, -90.0, 40.0)}, "as only a CT has"),
        ({"ct": (0.0, 900.0, 1100.0, 4095.0)}, "subtract 1024"),
        ({"mr": (0.0, 0.0)}, r"a_mr_t1\.nii\.gz: .*constant"),
        ({"ct": (-1000.0, -1000.0)}, r"a_ct\.nii\.gz: .*constant"),
    ],
)
def test_unusable_images_are_refused_with_the_file_and_the_reason(tmp_path, values, message):
    _pair(tmp_path, **values)
    with pytest.raises(InputError, match=message):
        read_pair_files(find_pair_files(tmp_path)[0])


def test_every_bad_pair_is_told_at_once(tmp_path):
    _pair(tmp_path, "a", ct=(0.0, 900.0, 4095.0))
    _pair(tmp_path, "b")
    _pair(tmp_path, "c", mr=(-1000.0, 40.0))
    with pytest.raises(InputError, match=r"a_ct\.nii\.gz.*c_mr_t1\.nii\.gz"):
        check_all(find_pair_files(tmp_path))


def test_hidden_files_are_left_alone(tmp_path):
    for name in ("._leg1_ct.nii.gz", "._leg1_mr.nii.gz", "._leg1_mask.nii.gz"):
        (tmp_path / name).write_bytes(b"\0\5\26\7Mac OS X")
    with pytest.raises(InputError, match="holds no pairs"):
        find_pair_files(tmp_path)
    with pytest.raises(InputError, match="holds no aligned pairs"):
        find_pairs(tmp_path)
