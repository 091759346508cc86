"""Devices are chosen by name, and a missing one is named in a sentence."""

import json

import pytest
import torch

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.inference.device import choose_device, describe_device, free_memory


def test_auto_takes_the_best_device_there_is():
    best = "cuda" if torch.cuda.is_available() else "mps"
    expected = best if torch.cuda.is_available() or torch.backends.mps.is_available() else "cpu"

    assert choose_device("auto").type == expected


def test_the_cpu_is_always_there():
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:", "cuda:x", "CPU", ""])
def test_an_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(ResourceError, match=r"auto, cuda, cuda:N, mps or cpu"):
        choose_device(name)


def test_a_cuda_device_that_is_not_there_is_refused():
    with pytest.raises(ResourceError, match=r"cuda:99 is not on this machine"):
        choose_device("cuda:99")


def test_the_description_is_ready_for_json():
    described = json.loads(json.dumps(describe_device(torch.device("cpu"))))

    assert described["device"] == "cpu"
    assert described["name"]
    assert described["threads"] == torch.get_num_threads()
    assert "free_memory_bytes" in described


def test_free_memory_of_the_cpu_is_the_machines():
    free = free_memory(torch.device("cpu"))

    assert free is None or 2**20 < free < 2**50
