"""What the figures of many patients amount to, against SciPy and values worked out by hand."""

import numpy as np
import pytest

from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.figures.bootstrap import (
    bootstrap_interval,
    summarised,
    wilson_interval,
)
from SyntheticCTLib.cohort.figures.columns import BY_NAME
from SyntheticCTLib.cohort.figures.outliers import outliers
from SyntheticCTLib.cohort.figures.paired import holm, paired_figures, signed_rank
from SyntheticCTLib.cohort.figures.patients import Patient
from SyntheticCTLib.errors import InputError


def patients(name, values):
    return [
        Patient(CaseInputs(f"p{n}", "mr"), None, figures={name: value})
        for n, value in enumerate(values)
    ]


@pytest.fixture
def sample():
    return np.random.default_rng(3).normal(10.0, 2.0, 30)


def test_the_interval_of_a_mean_is_scipys_percentile_bootstrap(sample):
    stats = pytest.importorskip("scipy.stats")
    expected = stats.bootstrap(
        (sample,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    assert bootstrap_interval(sample) == pytest.approx((expected.low, expected.high), abs=0.03)
    assert bootstrap_interval(sample) == bootstrap_interval(sample)


def test_a_summary_says_what_the_patients_are():
    found = summarised([1.0, 2.0, 3.0, 10.0])
    assert (found.patients, found.mean, found.median) == (4, 4.0, 2.5)
    assert (found.lowest, found.highest) == (1.0, 10.0)
    assert found.sd == pytest.approx(np.std([1, 2, 3, 10], ddof=1))
    assert found.low < 4.0 < found.high
    assert summarised([1.0, 2.0]).low is None
    assert summarised([]) is None


def test_wilsons_interval_is_scipys():
    stats = pytest.importorskip("scipy.stats")
    for passed, of in ((0, 5), (3, 7), (42, 42)):
        expected = stats.binomtest(passed, of).proportion_ci(method="wilson")
        assert wilson_interval(passed, of) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("count", [4, 9, 25])
def test_the_signed_rank_test_is_scipys_exact_one(count):
    stats = pytest.importorskip("scipy.stats")
    differences = np.random.default_rng(count).normal(0.4, 1.0, count)
    p, effect = signed_rank(differences)
    assert p == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue, rel=1e-9)
    ranks = stats.rankdata(np.abs(differences))
    assert effect == pytest.approx((ranks * np.sign(differences)).sum() / ranks.sum())


def test_ties_and_zeros_are_counted_exactly():
    # All signs of ranks 1.5, 1.5, 3: sums 0, 1.5 (twice), 3 (twice), 4.5 (twice), 6, of eight.
    p, effect = signed_rank(np.array([0.0, 1.0, 1.0, -2.0]))
    assert (p, effect) == (1.0, 0.0)
    p, effect = signed_rank(np.array([1.0, 1.0, 2.0]))
    assert (p, effect) == (0.25, 1.0)
    assert signed_rank(np.zeros(3)) == (1.0, 0.0)


def test_holm_corrects_from_the_smallest():
    assert holm([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_no_worse_by_a_margin_follows_the_better_direction():
    first, second = patients("mae_hu", [52.0, 61.0, 69.0]), patients("mae_hu", [50.0, 60.0, 70.0])
    (found,) = paired_figures(first, second, {"mae_hu": 10.0})
    assert found.difference == pytest.approx(2 / 3)
    assert found.no_worse is True
    (found,) = paired_figures(first, second, {"mae_hu": 2.0})
    assert found.no_worse is False
    worse, better = patients("share_within", [0.8, 0.9, 0.7]), patients("share_within", [0.9] * 3)
    (found,) = paired_figures(worse, better, {"share_within": 0.05})
    assert found.no_worse is False
    (found,) = paired_figures(better, worse, {"share_within": 0.3})
    assert found.no_worse is True


def test_what_cannot_be_paired_is_refused():
    some = patients("mae_hu", [1.0])
    with pytest.raises(InputError, match="no patient with figures in common"):
        paired_figures(some, patients("mae_hu", [None]), {})
    with pytest.raises(InputError, match="got 'beauty'"):
        paired_figures(some, some, {"beauty": 1.0})
    with pytest.raises(InputError, match="must be above 0; got -1"):
        paired_figures(some, some, {"mae_hu": -1.0})


def test_outliers_lie_on_the_bad_side_alone():
    (found,) = outliers(patients("mae_hu", [10.0, 11.0, 12.0, 11.5, 10.5, 40.0, -30.0]))
    assert (found.patient.id, found.value) == ("p5", 40.0)
    (found,) = outliers(patients("share_within", [0.9, 0.91, 0.92, 0.93, 0.2, 1.0]))
    assert found.patient.id == "p4"
    assert outliers(patients("mae_hu", [1.0, 1.0, 1.0, 99.0])) == []


def test_every_figure_of_the_published_tables_is_there():
    sets = {
        name: [c.name for c in BY_NAME.values() if name in c.sets] for name in ("AJNR", "SynthRAD")
    }
    assert sets["AJNR"] == [
        "mae_hu",
        "mse_hu2",
        "pearson_r",
        "bone_precision",
        "bone_recall",
        "bone_dice",
    ]
    assert sets["SynthRAD"] == ["mae_hu", "psnr_db", "ms_ssim", "class_dice", "class_hd95_mm"]
