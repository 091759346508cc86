"""A job that changes its plan half-way keeps what it has."""

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.inference.forward import Forward
from SyntheticCTLib.inference.ladder import Plan
from SyntheticCTLib.inference.tile_job import TileJob, TileTask
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.progress import UNWATCHED

CPU = torch.device("cpu")


class GreedyLater(nn.Module):
    """Runs out of memory for more than one tile at once, but only from the second batch on."""

    def __init__(self):
        super().__init__()
        self.batches = []

    def forward(self, tiles):
        self.batches.append(len(tiles))
        if len(self.batches) > 1 and len(tiles) > 1:
            raise torch.OutOfMemoryError("out of memory")
        return tiles + 1


def job_with_batches_of(batch, network, array):
    task = TileTask(
        array[None], np.ones(array.shape, bool), (8, 8, 8), Tiling("uniform", 0.0), (0.0,)
    )
    plan = Plan((8, 8, 8), batch, CPU, CPU)
    forward = Forward(network, "float32")
    return TileJob(forward, task, plan, watch=UNWATCHED)


def test_several_tiles_go_through_the_network_at_once():
    network = nn.Identity()
    array = np.random.default_rng(1).normal(size=(8, 16, 24)).astype(np.float32)

    np.testing.assert_array_equal(job_with_batches_of(4, network, array).run([0.0])[0], array)


def test_finished_tiles_are_kept_when_only_the_batch_shrinks():
    network, array = GreedyLater(), np.zeros((8, 16, 32), np.float32)
    job = job_with_batches_of(4, network, array)

    predicted = job.run([0.0])[0]

    np.testing.assert_array_equal(predicted, array + 1)
    assert network.batches == [4, 4, 2, 1, 1, 1, 1]  # eight tiles: four kept, then one at a time
    assert [step["to"][:9] for step in job.memory_steps] == ["2 tile(s)", "1 tile(s)"]


def test_the_record_tells_the_plan_that_finished():
    job = job_with_batches_of(2, GreedyLater(), np.zeros((8, 8, 40), np.float32))

    job.run([0.0])

    record = job.record()
    assert (record["batch"], record["device"], record["tiles"]) == (1, "cpu", 5)
    assert record["precision"] == "float32"
