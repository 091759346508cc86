import pytest

from SyntheticCTLib.segmentation.guest.diagnosis import explain
from SyntheticCTLib.segmentation.guest.process import Ended

#: What TotalSegmentator 2.18, nnU-Net 2.8, torch 2 and requests 2 print, shortened.
LICENCE = """
In contrast to the other tasks this task is not openly available.
It requires a license. For non-commercial usage a free license can be
acquired here:
"""
NETWORK = """
Downloading model for Task 297 ...
Traceback (most recent call last):
requests.exceptions.ConnectionError: HTTPSConnectionPool(host='github.com', port=443): Max retries
exceeded with url: /wasserth/TotalSegmentator (Caused by NameResolutionError("Failed to resolve"))
"""
CUDA = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total"
CPU = (
    "RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't "
    "allocate memory: you tried to allocate 34359738368 bytes. Error code 12"
)
NUMPY = "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 30.5 GiB for an array"
WORKER = CUDA + "\nRuntimeError: Some background workers are no longer alive"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("/usr/bin/python: No module named totalsegmentator", "setup-totalsegmentator"),
        ("ModuleNotFoundError: No module named 'totalsegmentator'", "setup-totalsegmentator"),
        (LICENCE, "licence number"),
        ("ERROR: Invalid license number (abc). Please check", "licence number"),
        (NETWORK, "could not be downloaded"),
        (CUDA, "out of memory"),
        (CPU, "out of memory"),
        (NUMPY, "out of memory"),
        (WORKER, "out of memory"),
        ("RuntimeError: Some background workers are no longer alive", "out of memory"),
        ("RuntimeError: operator torchvision::nms does not exist", "different builds"),
        ("OSError: [Errno 28] No space left on device", "disk space"),
    ],
)
def test_the_cause_is_named(output, words):
    assert words in str(explain(Ended(1, output)))


@pytest.mark.parametrize("code", [-9, 137])
def test_a_killed_process_ran_out_of_memory(code):
    assert "out of memory" in str(explain(Ended(code, "Predicting...")))


def test_anything_else_is_told_with_its_last_line():
    error = explain(Ended(1, "Traceback\nValueError: strange\n\n"))
    assert str(error) == "TotalSegmentator failed (exit code 1): ValueError: strange"
