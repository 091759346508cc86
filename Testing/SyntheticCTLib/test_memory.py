import subprocess
import sys

import pytest

from SyntheticCTLib import make_limb_phantom, memory
from SyntheticCTLib.errors import InputError, MemoryShortError, ResourceError, is_out_of_memory
from SyntheticCTLib.memory import (
    available_memory,
    check_memory,
    estimated_memory,
    limited_memory,
    memory_size,
)
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam


def test_the_estimate_counts_two_stored_copies_and_two_of_float32():
    assert estimated_memory((10, 20, 30), 2) == 6000 * (2 * 2 + 2 * 4)


def test_this_machine_tells_how_much_is_free():
    free = available_memory()
    assert free is None or 2**20 < free < 2**50


def test_a_small_volume_fits():
    check_memory((64, 64, 64), 2, "small.nii")


def test_a_huge_volume_is_refused_with_name_size_and_estimate():
    with pytest.raises(
        ResourceError, match=r"huge.nii \(100000 x 100000 x 100000 voxels\) needs about"
    ):
        check_memory((100_000,) * 3, 4, "huge.nii")


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v counts on Linux")
def test_a_limit_of_the_process_counts():
    code = (
        "import resource; from SyntheticCTLib.memory import available_memory\n"
        "resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)); print(available_memory())"
    )
    left = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0 < int(left.stdout) < 8 << 30


@pytest.mark.parametrize(
    ("own", "names"),
    [
        ("0::/outer/inner", ("memory.max", "memory.current")),
        ("5:cpu,memory:/outer/inner", ("memory.limit_in_bytes", "memory.usage_in_bytes")),
    ],
)
def test_the_tightest_of_nested_containers_counts(tmp_path, monkeypatch, own, names):
    root = tmp_path if own.startswith("0") else tmp_path / "memory"
    inner = root / "outer" / "inner"
    inner.mkdir(parents=True)
    for folder, limit in ((inner, 3_000_000), (inner.parent, 2_000_000)):
        (folder / names[0]).write_text(f"{limit}\n")
        (folder / names[1]).write_text("500000\n")
    (tmp_path / "own").write_text(own + "\n")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    monkeypatch.setattr(memory, "_OWN_GROUPS", tmp_path / "own")
    assert available_memory() == 1_500_000


@pytest.mark.parametrize(
    ("text", "count"),
    [("4GB", 4 * 10**9), ("512 MiB", 2**29), ("1.5gib", 3 * 2**29), ("2", 2**31)],
)
def test_a_size_is_read_as_people_write_it(text, count):
    assert memory_size(text) == count


@pytest.mark.parametrize("text", ["", "much", "-1GB", "0GB", "4TBB", "GB"])
def test_what_is_no_size_is_refused_with_an_example(text):
    with pytest.raises(InputError, match=r"no amount of memory.*as 4GB"):
        memory_size(text)


def test_a_limit_leaves_what_this_process_does_not_yet_take():
    free = available_memory()
    with limited_memory("64GB"):
        assert (available_memory() or 0) < 64e9
    with limited_memory("1MB"):
        assert available_memory() == 0
        with pytest.raises(ResourceError, match=r"small.nii .* needs about"):
            check_memory((64, 64, 64), 2, "small.nii")
    assert free is None or (available_memory() or 0) > 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system tells it otherwise")
def test_the_peak_of_a_process_is_not_that_of_the_one_that_started_it():
    full = bytearray(300 * 2**20)
    full[::4096] = bytes(len(full) // 4096)
    code = "from SyntheticCTLib.memory import peak_memory; print(peak_memory())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 200 * 2**20
    assert (memory.peak_memory() or 0) > 300 * 2**20


def test_a_library_that_finds_no_room_is_memory_that_ran_out():
    words = "libtorch_cpu.so: failed to map segment from shared object"
    assert is_out_of_memory(ImportError(words))
    assert not is_out_of_memory(ImportError("No module named 'torch'"))


def test_a_simulated_scan_that_does_not_fit_is_refused_before_it_is_made():
    ct = make_limb_phantom(size=(16, 16, 4), spacing=(8.0, 8.0, 16.0)).ct
    with limited_memory("1MB"), pytest.raises(MemoryShortError, match="take fewer views"):
        simulate_cone_beam(ct, ConeBeamParameters())
