"""The real TotalSegmentator, end to end, with a tiny network in place of its weights.

A job of its own, not part of the ordinary suite: it installs TotalSegmentator (3 GB) by the real
``synthetic-ct setup-totalsegmentator``. Everything is the real package (its command, preprocessing,
nnU-Net, resampling, label table) except for the weights: ``tiny_weights.py`` writes a network that
thresholds, in nnU-Net's own checkpoint format. Run it with ``python run.py test-guest``.

SYNTHETICCT_GUEST_FOLDER: where to install, or what to use again; default a temporary folder.
SYNTHETICCT_GUEST_REQUIREMENTS: further requirements for pip, separated by spaces.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import Cancelled, InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.segmentation.guest.environment import describe_guest, interpreter_in
from SyntheticCTLib.segmentation.totalsegmentator import segment_with_totalsegmentator

#: Nobody listens there: downloads fail at once, as they do without a network.
NO_NETWORK = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def guest_environment(tmp_path_factory):
    """The folder of the environment, 2.5 GB, which goes again unless it was named."""
    named = os.environ.get("SYNTHETICCT_GUEST_FOLDER")
    folder = Path(named) if named else tmp_path_factory.mktemp("guest")
    yield folder
    if not named:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def interpreter(guest_environment):
    folder = guest_environment
    command = ["setup-totalsegmentator", "--folder", str(folder)]
    for requirement in os.environ.get("SYNTHETICCT_GUEST_REQUIREMENTS", "").split():
        command += ["--with", requirement]
    assert main(command) == 0
    return str(interpreter_in(folder))


@pytest.fixture(scope="session")
def weights(interpreter, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    script = str(Path(__file__).with_name("tiny_weights.py"))
    structures = json.dumps({"total": "femur_left", "total_mr": "femur_left"})
    subprocess.run([interpreter, script, str(folder), structures], check=True)
    return folder


@pytest.fixture(autouse=True)
def guest_home(monkeypatch, tmp_path, interpreter):
    """No settings, no weights and no network, unless a test gives them."""
    monkeypatch.setenv("TOTALSEG_HOME_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("SYNTHETICCT_TOTALSEGMENTATOR", interpreter)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, NO_NETWORK)
    for name in ("no_proxy", "NO_PROXY", "TOTALSEG_WEIGHTS_PATH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def with_weights(monkeypatch, weights):
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", str(weights))


def tilted_ct(size=(40, 44, 36)):
    """A ball of bone in soft tissue, on a tilted, anisotropic grid with axes that are not LPS."""
    spacing, angle = (2.5, 2.0, 4.0), np.deg2rad(12)
    turn = np.array(
        [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    direction = turn @ np.diag([-1.0, 1.0, -1.0])
    k, j, i = np.meshgrid(*[np.arange(n) for n in size[::-1]], indexing="ij")
    from_centre = (np.stack([i, j, k], -1) - (np.array(size) - 1) / 2) * spacing
    from_centre[..., 0] -= 12
    hu = np.full(from_centre.shape[:3], 40, np.int16)
    hu[np.linalg.norm(from_centre, axis=-1) < 25] = 900
    return Volume(hu, (10.0, -20.0, 30.0), spacing, tuple(direction.ravel().tolist()))


def dice(first, second):
    return 2 * (first & second).sum() / (first.sum() + second.sum())


def test_a_ct_comes_back_labelled_on_its_own_grid(with_weights):
    ct = tilted_ct()
    reports = []
    found = segment_with_totalsegmentator(ct, speed="fast", device="cpu", progress=reports.append)
    assert found.labels.grid == ct.grid
    assert dice(found.mask("femur_left"), ct.array > 400) > 0.9
    assert np.isin(found.labels.array, (0, found.label("femur_left").value)).all()
    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    assert {"segmenting", "saving"} <= {report.stage for report in reports}


def test_names_colours_and_codes_come_from_the_guest(with_weights):
    found = segment_with_totalsegmentator(tilted_ct(), speed="fast", device="cpu")
    assert len(found.table) == 117
    femur = found.label("femur_left")
    assert femur.terminology.type.scheme == "SCT"
    assert femur.terminology.modifier.meaning == "Left"
    assert sum(label.terminology is not None for label in found.table) > 110


def test_chosen_structures_only(with_weights):
    ct = tilted_ct()
    found = segment_with_totalsegmentator(
        ct, structures=("femur_left", "hip_left"), speed="fast", device="cpu"
    )
    assert [label.name for label in found.table] == ["femur_left", "hip_left"]
    assert dice(found.mask("femur_left"), ct.array > 400) > 0.9


def test_an_mr_in_small_units_is_segmented_by_the_mr_task(with_weights):
    ct = tilted_ct()
    bright = ct.array > 400
    mr = ct.with_array(np.where(bright, 0.9, 0.1).astype(np.float32))
    found = segment_with_totalsegmentator(mr, task="total_mr", speed="fast", device="cpu")
    assert dice(found.mask("femur_left"), bright) > 0.9


def test_the_command_writes_labels_and_table(with_weights, tmp_path):
    write_volume(tilted_ct(), tmp_path / "ct.nii.gz")
    command = ["segment", str(tmp_path / "ct.nii.gz"), "-o", str(tmp_path / "labels.nii.gz")]
    options = ["--task", "total", "--structures", "femur_left", "--fast", "--device", "cpu"]
    assert main([*command, *options]) == 0
    table = json.loads((tmp_path / "labels.labels.json").read_text())
    assert table["record"]["method"] == "TotalSegmentator"
    value = table["labels"][0]["value"]
    assert set(np.unique(read_volume(tmp_path / "labels.nii.gz").array)) == {0, value}


def test_no_weights_and_no_network_is_said():
    with pytest.raises(ResourceError, match="could not be downloaded"):
        segment_with_totalsegmentator(tilted_ct(), speed="fast", device="cpu")


def test_a_licence_is_asked_for():
    with pytest.raises(ResourceError, match="licence number"):
        segment_with_totalsegmentator(tilted_ct(), task="appendicular_bones", device="cpu")


def test_the_guest_itself_asks_for_a_licence_as_expected(tmp_path, interpreter):
    """The words that ``diagnosis`` looks for are still the guest's."""
    write_volume(tilted_ct(), tmp_path / "ct.nii.gz")
    module = "totalsegmentator.bin.TotalSegmentator"
    command = [interpreter, "-m", module, "-i", str(tmp_path / "ct.nii.gz")]
    command += ["-o", str(tmp_path / "out.nii.gz"), "--ml", "--task", "appendicular_bones"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "requires a license" in ended.stdout


def test_unknown_structures_are_refused_before_anything_runs():
    with pytest.raises(InputError, match="perhaps femur_left"):
        segment_with_totalsegmentator(tilted_ct(), structures=("femur_lef",))


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space as Linux does")
def test_too_little_memory_is_said(with_weights, monkeypatch, tmp_path, interpreter):
    limited = tmp_path / "limited-python"
    limited.write_text(f'#!/bin/sh\nulimit -v 2500000\nexec {interpreter} "$@"\n')
    limited.chmod(0o755)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    large = Volume(np.zeros((400, 400, 400), np.int16))
    with pytest.raises(ResourceError, match="out of memory"):
        segment_with_totalsegmentator(large, speed="fast", device="cpu", interpreter=str(limited))


def test_cancel_ends_all_its_processes_within_a_second(with_weights):
    token, called = CancelToken(), []

    def cancel_when_segmenting(report):
        if report.stage == "segmenting" and not called:
            called.append(True)
            threading.Timer(1.0, lambda: (called.append(time.monotonic()), token.cancel())).start()

    with pytest.raises(Cancelled):
        segment_with_totalsegmentator(
            tilted_ct((120, 120, 120)),
            speed="fast",
            device="cpu",
            progress=cancel_when_segmenting,
            cancel=token,
        )
    assert time.monotonic() - called[1] < 1.0
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "run_totalsegmentator" not in running.stdout


def test_no_usage_statistics_are_sent_unless_the_user_chose_so(guest_home, with_weights):
    segment_with_totalsegmentator(tilted_ct(), speed="fast", device="cpu")
    assert json.loads((guest_home / "config.json").read_text())["send_usage_stats"] is False


def test_the_version_is_the_pinned_one(interpreter):
    assert describe_guest(interpreter).version == "2.18.0"
