import json

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues, tissues_of
from SyntheticCTLib.segmentation.labels import write_segmentation

SPACING = (2.0, 2.0, 3.0)


def bone_of(ct):
    """All labels of bone, with its marrow."""
    found = tissues_of(ct)
    kinds = ("spongy bone", "cortical bone", "bone marrow")
    return np.isin(found.labels.array, [found.label(kind).value for kind in kinds])


def limb_ct():
    """A thigh: fat round muscle round a tube of bone with marrow, a gas pocket, a calcification."""
    k, j, i = np.mgrid[:20, :60, :60].astype(float)
    x, y, z = (i - 30) * 2, (j - 30) * 2, (k - 10) * 3
    from_axis = np.hypot(x, y)
    hu = np.full(x.shape, -1000.0)
    hu[from_axis < 52] = -100
    hu[from_axis < 42] = 50
    hu[from_axis < 16] = 300
    hu[from_axis < 13] = 1200
    hu[from_axis < 8] = -50
    hu[np.hypot(x - 30, y, z) < 7] = -900
    hu[10, 10, 30] = 500
    return Volume(hu, spacing=SPACING)


@pytest.fixture(scope="module")
def thigh():
    return segment_tissues(limb_ct())


@pytest.mark.parametrize(
    ("x_mm", "tissue"),
    [
        (0, "bone marrow"),
        (-10, "cortical bone"),
        (-14, "spongy bone"),
        (-30, "soft tissue"),
        (-46, "fat"),
        (30, "air"),
    ],
)
def test_each_tissue_is_found(thigh, x_mm, tissue):
    value = thigh.labels.array[10, 30, 30 + x_mm // 2]
    assert value == thigh.label(tissue).value


def test_outside_the_body_is_background(thigh):
    assert thigh.labels.array[10, 0, 0] == 0
    body = thigh.labels.array > 0
    expected_ml = np.pi * 52**2 * 60 / 1000
    assert body.sum() * 12 / 1000 == pytest.approx(expected_ml, rel=0.03)


def test_a_speck_above_the_threshold_is_no_bone(thigh):
    assert thigh.labels.array[10, 10, 30] == thigh.label("soft tissue").value


def test_bone_is_solid_with_its_marrow():
    bone = bone_of(limb_ct())
    assert bone[10, 30, 30]
    assert bone[10].sum() * 4 == pytest.approx(np.pi * 16**2, rel=0.05)


def test_a_broken_cortex_still_holds_its_marrow():
    ct = limb_ct()
    ct.array[:, 30, 30:48] = np.where(ct.array[:, 30, 30:48] > 100, 60, ct.array[:, 30, 30:48])
    assert bone_of(ct)[10, 30, 30]


def test_the_inside_of_a_skull_is_no_marrow():
    _, j, i = np.mgrid[:8, :60, :60].astype(float)
    from_axis = np.hypot((i - 30) * 4, (j - 30) * 4)
    hu = np.full(from_axis.shape, -1000.0)
    hu[from_axis < 100] = 40
    hu[(from_axis > 75) & (from_axis < 85)] = 1000
    assert not bone_of(Volume(hu, spacing=(4.0, 4.0, 5.0)))[4, 30, 30]


def test_a_joint_space_stays_open():
    ct = limb_ct()
    ct.array[:, 30, 14:46] = np.where(ct.array[:, 30, 14:46] > -100, 60, 0)
    assert not bone_of(ct)[10, 30, 18]


def test_lung_is_told_from_free_gas():
    k, j, i = np.mgrid[:30, :60, :80].astype(float)
    x, y, z = (i - 40) * 4, (j - 30) * 4, (k - 15) * 6
    hu = np.full(x.shape, -1000.0)
    hu[(x / 150) ** 2 + (y / 110) ** 2 < 1] = 40
    for side in (-60, 60):
        hu[((x - side) / 45) ** 2 + (y / 70) ** 2 + (z / 80) ** 2 < 1] = -850
    hu[np.hypot(x, y + 80, z) < 15] = -995
    hu[np.hypot(x - 60, y, z) < 8] = 30
    thorax = segment_tissues(Volume(hu, spacing=(4.0, 4.0, 6.0)))
    assert thorax.labels.array[15, 30, 25] == thorax.label("lung").value
    assert thorax.labels.array[15, 30, 55] == thorax.label("lung").value, "a vessel in the lung"
    assert thorax.labels.array[15, 10, 40] == thorax.label("air").value
    expected_ml = 2 * 4 / 3 * np.pi * 45 * 70 * 80 / 1000
    assert thorax.volumes_ml()["lung"] == pytest.approx(expected_ml, rel=0.05)


def test_the_table_has_colours_and_snomed_codes(thigh):
    codes = {label.name: label.terminology.type for label in thigh.table}
    assert (codes["fat"].scheme, codes["fat"].value) == ("SCT", "256674009")
    assert codes["cortical bone"].value == codes["spongy bone"].value == "272673000"
    assert len({label.color for label in thigh.table}) == len(thigh.table) == 7
    tag = thigh.label("fat").terminology.slicer_tag(thigh.context)
    assert tag == (
        "SyntheticCT tissues~SCT^85756007^Tissue~SCT^256674009^Fat~^^"
        "~Anatomic codes - DICOM master list~^^~^^"
    )


def test_a_segmentation_is_written_with_its_table(thigh, tmp_path):
    table_path = write_segmentation(thigh, tmp_path / "thigh.nii.gz")
    assert table_path.name == "thigh.labels.json"
    assert np.array_equal(read_volume(tmp_path / "thigh.nii.gz").array, thigh.labels.array)
    rows = json.loads(table_path.read_text())["labels"]
    assert {row["name"]: row["value"] for row in rows}["cortical bone"] == 5


def test_unknown_labels_are_named(thigh):
    with pytest.raises(InputError, match="'tooth'"):
        thigh.mask("tooth")


def test_a_body_of_another_shape_is_refused():
    with pytest.raises(InputError, match="does not fit"):
        segment_tissues(limb_ct(), body=np.ones((1, 2, 3), bool))


def test_cancel_stops_before_the_next_step():
    token = CancelToken()
    stages = []

    def cancel_at_bone(report):
        stages.append(report.stage)
        if report.stage == "finding bone":
            token.cancel()

    with pytest.raises(Cancelled):
        segment_tissues(limb_ct(), progress=cancel_at_bone, cancel=token)
    assert stages[-1] == "finding bone"
