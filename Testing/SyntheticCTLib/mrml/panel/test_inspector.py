"""What the input is found to be, without the rest of the panel."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTLib.models import read_info
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel.inspector import Inspector


class Looks:
    """An inspector, and how often it has told of a change."""

    def __init__(self, bench, info):
        self.changes, self.info = 0, info
        self.inspector = Inspector(WorkerProcess, bench.exchange, self.changed)

    def changed(self):
        self.changes += 1

    def at(self, node):
        self.inspector.look(node, self.info, None)


@pytest.fixture
def looks(a_bench, a_model_folder):
    looks = Looks(a_bench, read_info(a_model_folder))
    yield looks
    looks.inspector.close()


def test_an_image_is_looked_at_once(looks, a_bench, a_mr_node, wait):
    looks.at(a_mr_node)
    looks.at(a_mr_node)
    assert (looks.inspector.looking, looks.changes) == (True, 1)
    wait(lambda: not looks.inspector.busy, looks.inspector.tick, a_bench.runner)
    assert looks.inspector.found["modality"] == looks.inspector.modality == "MR"
    assert looks.changes == 2
    assert not list(a_bench.folder.iterdir())
    looks.at(a_mr_node)
    assert not looks.inspector.busy


def test_without_an_image_everything_is_forgotten(looks, a_bench, a_mr_node):
    looks.at(a_mr_node)
    looks.inspector.forget()
    assert (looks.inspector.found, looks.inspector.modality) == (None, None)
    looks.inspector.close()
    assert not looks.inspector.busy
    assert not list(a_bench.folder.iterdir())


def test_a_node_that_cannot_be_written_is_a_doubt_in_words(looks, a_mr_node, a_warp):
    a_mr_node.SetAndObserveTransformNodeID(a_warp.GetID())
    looks.at(a_mr_node)
    assert looks.inspector.found["modality"] == "unknown"
    assert "not linear" in looks.inspector.found["warnings"][0]["sentence"]
    assert looks.inspector.unusable


def test_what_is_no_image_says_so_and_is_not_looked_at_forever(looks, a_scene, a_bench, wait):
    empty = a_scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "empty")
    looks.at(empty)
    assert "'empty' has no voxels" in looks.inspector.unusable
    slice_ = node_from_volume(a_scene, Volume(np.arange(64.0).reshape(1, 8, 8)), "slice")
    looks.at(slice_)
    wait(lambda: not looks.inspector.busy, looks.inspector.tick, a_bench.runner)
    assert "single slice" in looks.inspector.unusable
    assert looks.inspector.objection == looks.inspector.unusable


def test_a_serious_warning_is_an_objection_and_a_small_one_is_none(looks):
    def found(code, refuses=False):
        warning = {"code": code, "sentence": "This does not fit.", "refuses": refuses}
        looks.inspector.found = {"modality": "MR", "warnings": [warning]}
        return looks.inspector.objection

    assert found("spacing") == ""
    assert found("anatomy") == found("spacing", refuses=True) == "This does not fit."
    assert looks.inspector.unusable == ""
