"""The error by tissue."""

import json

import numpy as np
import pytest

from SyntheticCTLib.evaluation.tissue_table import tissue_table


def test_each_voxel_belongs_to_the_tissue_of_its_ct_value():
    ct = np.array([-1000, -100, -30, 40, 200, 201, 600, 601.0]).reshape(2, 2, 2)
    rows = tissue_table(ct + 10, ct)
    assert [(row.tissue, row.voxels) for row in rows] == [
        ("air", 1),
        ("fat", 2),
        ("soft tissue", 2),
        ("spongy bone", 2),
        ("cortical bone", 1),
    ]
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert all(row.mean_error.value == 10 for row in rows)


def test_a_tissue_that_is_not_there_has_no_error():
    ct = np.zeros((2, 2, 2))
    bone = tissue_table(ct - 5, ct)[-1]
    assert (bone.voxels, bone.share) == (0, 0)
    assert bone.mae.value is None
    assert bone.mae.note


def test_a_row_is_json_with_open_limits_as_null():
    ct = np.full((2, 2, 2), 900.0)
    row = tissue_table(ct - 90, ct, np.ones(ct.shape, bool))[-1].to_dict()
    assert json.loads(json.dumps(row, allow_nan=False))["up_to_hu"] is None
    assert row["mean_error"]["value"] == -90


def test_an_empty_mask_has_no_shares():
    ct = np.zeros((2, 2, 2))
    assert tissue_table(ct, ct, np.zeros(ct.shape, bool))[0].share is None
