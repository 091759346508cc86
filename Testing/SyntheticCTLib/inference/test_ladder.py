"""Every plan after an out-of-memory needs less than the one before."""

import pytest
import torch

from SyntheticCTLib.inference.ladder import Plan, frugal_plans, is_out_of_memory

CPU = torch.device("cpu")
CUDA = torch.device("cuda", 0)


def test_the_order_is_batch_then_tile_then_host_sums_then_cpu():
    plans = list(frugal_plans(Plan((32, 64, 64), 4, CUDA, CUDA), (8, 16, 16)))

    assert [plan.batch for plan in plans[:2]] == [2, 1]
    on_device = [plan for plan in plans if plan.device == CUDA]
    assert [plan.patch for plan in on_device] == [
        (32, 64, 64),
        (32, 64, 64),
        (16, 64, 64),
        (16, 32, 64),
        (16, 32, 32),
        (16, 32, 32),
    ]
    assert [plan.accumulate_on for plan in on_device[-2:]] == [CUDA, CPU]
    on_cpu = plans[len(on_device) :]
    assert on_cpu[0] == Plan((32, 64, 64), 1, CPU, CPU)
    assert on_cpu[-1] == Plan((16, 32, 32), 1, CPU, CPU)


def test_a_longer_tile_first_becomes_the_network_s_own():
    plans = frugal_plans(Plan((32, 128, 128), 1, CPU, CPU), (8, 16, 16), (32, 96, 96))

    assert [plan.patch for plan in plans][:2] == [(32, 96, 96), (32, 48, 96)]


def test_tiles_stay_multiples_of_the_divisor():
    plans = list(frugal_plans(Plan((56, 192, 160), 1, CPU, CPU), (8, 32, 32)))

    assert plans
    assert all(
        side % unit == 0
        for plan in plans
        for side, unit in zip(plan.patch, (8, 32, 32), strict=True)
    )


def test_nothing_is_left_below_the_smallest_tile_on_the_cpu():
    assert list(frugal_plans(Plan((16, 32, 32), 1, CPU, CPU), (8, 16, 16))) == []


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"),
        RuntimeError("could not create a primitive"),
    ],
)
def test_allocation_failures_are_recognised(error):
    assert is_out_of_memory(error)


def test_a_real_failed_allocation_is_recognised():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60, dtype=torch.uint8)

    assert is_out_of_memory(caught.value)


def test_other_errors_are_not_taken_for_a_lack_of_memory():
    assert not is_out_of_memory(RuntimeError("size mismatch"))
    assert not is_out_of_memory(KeyError("memory"))
