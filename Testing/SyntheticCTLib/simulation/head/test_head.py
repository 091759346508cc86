"""A head drawn from labels: geometry exact, tissues where they belong, one seed one head."""

import lzma
from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import WHOLE, head_anatomy
from SyntheticCTLib.simulation.head.draw import draw_head
from SyntheticCTLib.simulation.head.label_maps import family_of, head_tissues, read_labels
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.head.sequences import NAMES, draw_signals
from SyntheticCTLib.simulation.head.shape import defaced
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

SPACING = 3.5


@pytest.fixture(scope="module")
def labels():
    return analytic_head(3, SPACING)


@pytest.fixture(scope="module")
def anatomy(labels):
    return head_anatomy(labels, SPACING)


@pytest.fixture(scope="module")
def head(anatomy):
    return draw_head(anatomy, HeadOptions(noise=0.0, ct_noise_hu=0.0, shading=0.0))


def pure(anatomy, tissue):
    return anatomy.shares[tissue] > 0.97 * WHOLE


def test_shares_of_a_voxel_are_the_whole_of_it(anatomy):
    total = anatomy.shares.astype(int).sum(axis=0)

    assert np.abs(total - WHOLE).max() <= len(T) // 2


def test_averaged_labels_stay_where_they_were_in_the_patient():
    fine = np.zeros((40, 40, 40), np.uint8)
    fine[10:30, 12:32, 8:28] = T.COMPACT
    labels = Volume(fine, (-10.0, 5.0, 7.0), (0.5, 0.5, 0.5))

    anatomy = head_anatomy(labels, 1.0)

    share = anatomy.share(T.COMPACT)
    index = np.argwhere(share > 0)[:, ::-1]
    middle = anatomy.grid.to_lps(np.average(index, axis=0, weights=share[share > 0]))
    assert anatomy.grid.spacing == (1.0, 1.0, 1.0)
    assert middle == pytest.approx(labels.grid.to_lps([17.5, 21.5, 19.5]), abs=1e-6)
    assert share.sum() == pytest.approx(20**3 / 8, rel=0.01)


def test_mr_and_ct_lie_on_the_anatomys_grid_and_show_its_tissues(anatomy, head):
    assert head.mr.grid == head.ct.grid == anatomy.grid
    hu, mr = head.ct.array, head.mr.array
    assert hu[pure(anatomy, T.OUTSIDE)].max() < -700
    assert np.median(hu[pure(anatomy, T.WHITE)]) == pytest.approx(30, abs=15)
    assert np.median(hu[head.bone]) > 500
    assert np.median(mr[pure(anatomy, T.WHITE)]) > np.median(mr[pure(anatomy, T.CSF)])  # T1
    assert np.median(mr[pure(anatomy, T.OUTSIDE)]) == 0


def test_the_vault_is_closed(anatomy, head):
    skull = np.argwhere(head.bone)
    middle = anatomy.grid.to_index((0.0, 0.0, 0.0))[::-1]
    rays = np.random.default_rng(0).normal(size=(300, 3))
    rays[:, 0] = np.abs(rays[:, 0])  # the upper half
    directions = (skull - middle) / np.linalg.norm(skull - middle, axis=1, keepdims=True)
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    assert (rays @ directions.T).max(axis=1).min() > np.cos(np.radians(3))


def test_one_seed_is_one_head_and_another_seed_another(anatomy):
    options = HeadOptions(sequence="MPRAGE", reshaped=True, seed=4)

    first, again = draw_head(anatomy, options), draw_head(anatomy, options)
    other = draw_head(anatomy, replace(options, seed=5))

    assert np.array_equal(first.mr.array, again.mr.array)
    assert np.array_equal(first.ct.array, again.ct.array)
    assert np.mean(first.bone != other.bone) > 0.01


def test_a_reshaped_head_keeps_mr_and_ct_together(anatomy):
    drawn = draw_head(anatomy, HeadOptions(reshaped=True, noise=0.0, ct_noise_hu=0.0, seed=8))

    dense = drawn.ct.array > 900
    assert dense.sum() > 200
    brain = (np.abs(drawn.ct.array - 34) < 15) & (drawn.mr.array > 0)
    assert np.median(drawn.mr.array[dense]) < 0.4 * np.median(drawn.mr.array[brain])


def test_thick_slices_blur_across_them_alone(anatomy):
    thin = draw_head(anatomy, HeadOptions(noise=0.0))
    thick = draw_head(anatomy, HeadOptions(noise=0.0, slice_mm=10.0))

    def change(axis):
        was, now = (np.abs(np.diff(h.mr.array, axis=axis)).mean() for h in (thin, thick))
        return now / was

    assert thick.mr.grid == thin.mr.grid
    assert change(0) < 0.7 < change(2)


def test_a_face_is_cut_away_in_front_and_below_alone():
    hu = np.full((60, 60, 50), -1000.0, np.float32)
    hu[:55, 5:55, 5:45] = 30.0

    gone = defaced(hu, Volume(hu, spacing=(4.0, 4.0, 4.0)).grid, np.random.default_rng(0))

    lost = gone & (hu > 0)
    assert 0.02 < lost.sum() / (hu > 0).sum() < 0.4
    assert lost[:10, 5:8, 5:45].all()
    assert not lost[45:].any()
    assert not lost[:, 40:].any()


@pytest.mark.parametrize("name", NAMES)
def test_cortex_and_air_are_dark_in_every_sequence(name):
    for seed in range(5):
        signals = draw_signals(name, np.random.default_rng(seed)).by_tissue
        assert signals.max() == pytest.approx(1.0)
        assert signals[T.COMPACT] <= 0.08
        assert signals[T.AIR] == signals[T.OUTSIDE] == 0


def test_fluid_is_dark_in_flair_and_bright_in_t2():
    flair = draw_signals("FLAIR", np.random.default_rng(1)).by_tissue
    t2 = draw_signals("T2", np.random.default_rng(1)).by_tissue

    assert flair[T.CSF] < 0.5 * flair[T.GREY]
    assert t2[T.CSF] > 1.5 * t2[T.GREY]


@pytest.mark.parametrize(
    "change",
    [{"sequence": "T3"}, {"slice_mm": 0.0}, {"noise": -1.0}, {"slice_axis": "x"}, {"seed": -1}],
)
def test_options_out_of_range_are_refused(change):
    with pytest.raises(InputError, match=next(iter(change)).replace("sequence", "T3")):
        HeadOptions(**change)


def test_a_label_map_packed_with_xz_reads_as_its_plain_file(tmp_path):
    array = np.random.default_rng(0).integers(0, 12, (6, 7, 8)).astype(np.uint8)
    plain = tmp_path / "brainweb_1_labels.nii"
    write_volume(Volume(array, spacing=(0.5, 0.5, 0.5)), plain)
    packed = tmp_path / "brainweb_1_labels.nii.xz"
    packed.write_bytes(lzma.compress(plain.read_bytes()))

    assert np.array_equal(read_labels(packed).array, array)


def test_air_inside_a_head_is_told_from_air_outside():
    array = np.zeros((40, 40, 40), np.uint16)
    array[5:35, 5:35, 5:35] = 507
    array[10:30, 10:30, 10:30] = 515
    array[15:25, 15:25, 15:25] = 0
    array[32, 32, 32] = 0

    tissues = head_tissues(Volume(array)).array

    assert (tissues[15:25, 15:25, 15:25] == T.AIR).all()
    assert tissues[0, 0, 0] == T.OUTSIDE
    assert tissues[32, 32, 32] == T.SOFT  # a gap of one voxel is no air


def test_numbers_of_no_family_are_refused():
    with pytest.raises(InputError, match="900"):
        family_of(np.array([0, 2, 900]))


def test_a_map_without_bone_is_refused():
    array = np.zeros((20, 20, 20), np.uint8)
    array[5:15, 5:15, 5:15] = 3
    with pytest.raises(InputError, match="no compact bone"):
        head_tissues(Volume(array))


def test_label_maps_that_are_none_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match=r"holds 1\.5: labels are whole numbers"):
        family_of(np.array([0.0, 1.0, 1.5]))
    (tmp_path / "labels.nii.xz").write_bytes(lzma.compress(b"x" * 1000)[:-20])
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_labels(tmp_path / "labels.nii.xz")
