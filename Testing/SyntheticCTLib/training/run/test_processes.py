"""Two processes under torchrun train what one process trains."""

import json
import os
import subprocess
import sys

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.run.processes import Processes
from SyntheticCTLib.training.run.run import start_run


def test_a_batch_that_cannot_be_shared_is_refused():
    assert Processes(rank=1, count=2).share_of(6) == 3
    with pytest.raises(InputError, match="A batch of 3 patches cannot be shared by 2 processes"):
        Processes(rank=0, count=2).share_of(3)


@pytest.mark.slow
def test_two_processes_train_what_one_trains(aligned_pairs, make_recipe, tmp_path):
    # Plain descent: AdamW makes steps of full length of what is zero but for rounding.
    plain = {"name": "SGD", "lr": 0.05}
    recipe = make_recipe(steps=3, augmentation={}, save_every=1, optimizer=plain)
    one = start_run(recipe, aligned_pairs, tmp_path / "one", fold=0, device=torch.device("cpu"))
    one.run()
    (tmp_path / "tiny.json").write_text(json.dumps(recipe.to_dict()), encoding="utf-8")
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    command = ["-m", "SyntheticCTLib.cli", "train", "tiny.json", str(aligned_pairs), "-o", "two"]
    done = subprocess.run(
        [*torchrun, *command, "--fold", "0", "--device", "cpu", "--json", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Two held-out patients, one validated by each process; the first process alone speaks.
    assert [row["name"] for row in json.loads(done.stdout)] == ["limb_1", "limb_5"]
    rows = (tmp_path / "two" / "validation.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 2
    found = torch.load(tmp_path / "two" / "checkpoint.pt", weights_only=True)
    assert found["step"] == 3
    # Equal but for the order of sums, in the precision that the device computes with.
    for name, value in one.state.network.state_dict().items():
        torch.testing.assert_close(found["network"][name], value, rtol=0.02, atol=0.001)
