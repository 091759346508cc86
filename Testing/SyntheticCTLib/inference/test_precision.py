"""Fewer bits where the hardware multiplies them, and only if they change little."""

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.inference.precision import check_precision, choose_precision
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Computing, Tiles

CPU = torch.device("cpu")


def with_capabilities(monkeypatch, **capabilities):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)


@pytest.mark.parametrize("instruction", ["amx_bf16", "avx512_bf16"])
def test_a_cpu_that_multiplies_bfloat16_uses_it(monkeypatch, instruction):
    with_capabilities(monkeypatch, **{instruction: True})

    assert choose_precision("auto", CPU) is torch.bfloat16


def test_a_cpu_that_would_emulate_bfloat16_does_not(monkeypatch):
    with_capabilities(monkeypatch, avx2=True, avx512_bf16=False)

    assert choose_precision("auto", CPU) is torch.float32


def test_float16_on_the_cpu_is_refused_with_what_can_be_used():
    with pytest.raises(ResourceError, match=r"float16.*cpu.*bfloat16"):
        choose_precision("float16", CPU)


def test_the_change_is_told_in_the_images_units():
    exact = torch.zeros(1000)
    found = exact.clone()
    found[:2] = 0.2

    check = check_precision(found, exact, torch.bfloat16, unit=250.0)

    assert check.mean == pytest.approx(0.1)
    assert check.p999 == pytest.approx(50.0)
    assert not check.passed


def test_an_answer_that_is_not_finite_does_not_pass():
    exact = torch.zeros(8)

    assert not check_precision(exact + torch.inf, exact, torch.float16, unit=1.0).passed
    assert not check_precision(exact + torch.nan, exact, torch.float16, unit=1.0).passed


def scaling_network():
    torch.manual_seed(0)
    return nn.Conv3d(1, 1, 1, bias=False).eval().requires_grad_(False)


def predicted(precision, unit):
    array = np.random.default_rng(1).normal(size=(8, 24, 24)).astype(np.float32)
    return predict(
        scaling_network(),
        array,
        tiles=Tiles((8, 16, 16)),
        computing=Computing(precision=precision, unit=unit),
    )


def test_a_small_change_is_taken_and_recorded():
    made = predicted("bfloat16", unit=10.0)

    assert made.record["precision"] == "bfloat16"
    assert made.record["precision_check"]["passed"]
    assert 0 < made.record["precision_check"]["mean_change"] < 1
    assert not np.array_equal(made.array, predicted("float32", 10.0).array)


def test_a_large_change_makes_the_whole_run_float32_and_the_record_says_so():
    made = predicted("bfloat16", unit=1e5)

    assert made.record["precision"] == "float32"
    assert made.record["precision_check"]["precision"] == "bfloat16"
    assert not made.record["precision_check"]["passed"]
    assert np.array_equal(made.array, predicted("float32", 1e5).array)


def test_float32_is_not_held_against_itself():
    assert predicted("float32", 1.0).record["precision_check"] is None
