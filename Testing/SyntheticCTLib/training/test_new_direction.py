"""Adding a direction is adding a file: a task defined here trains, is exported, used and scored."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticCTLib.models import load_model
from SyntheticCTLib.preprocessing.intensity import HU
from SyntheticCTLib.preprocessing.kinds import CT
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks import registry
from SyntheticCTLib.tasks.image_task import MODEL_METHOD
from SyntheticCTLib.tasks.pair import Pair, hu_signal
from SyntheticCTLib.tasks.to_ct import ToCT
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.score.scoring import score_fold

CPU = torch.device("cpu")


class Air:
    """The baseline: nothing is there."""

    def predict(self, pair, mask, seen):
        return {"air": np.full(pair.ct.array.shape, -1000.0, np.float32)}


class CTToCT(ToCT):
    """A CT from itself, in its lower half only."""

    columns = ("mae",)

    def observed(self, volume):
        body = CT.body(volume)
        body[len(body) // 2 :] = False
        return volume, body

    def signal(self, pair, statistics):
        return hu_signal(pair.ct.array, statistics)

    def input_scale(self, hu):
        return {**hu, "kind": HU}

    def input_of(self, pair):
        return pair.ct

    def scored_mask(self, pair):
        return pair.mask & CT.body(pair.ct)

    def baselines(self, pairs: Iterable[Pair]):
        return Air()


@pytest.fixture
def task(monkeypatch):
    task = CTToCT(CT, CT)
    monkeypatch.setattr(registry, "_known", [*registry.tasks(), task])
    return task


@pytest.fixture
def recipe(make_recipe):
    plain = make_recipe(steps=2)
    return replace(plain, model={**plain.model, "input_modality": "CT"})


def test_a_new_task_goes_all_the_way(task, recipe, aligned_pairs, tmp_path):
    assert recipe.task is task
    start_run(recipe, aligned_pairs, tmp_path, fold=0, device=CPU).run()
    export_model(tmp_path, aligned_pairs, tmp_path / "ct-to-ct")
    model = load_model(tmp_path / "ct-to-ct")
    assert registry.task_of(model.info) is task
    assert model.info.input_normalisation["kind"] == HU
    made = synthesize(aligned_pairs / "limb_1_ct.nii.gz", model=model, device="cpu")
    assert made.field_of_view.array[:5].any()
    assert not made.field_of_view.array[5:].any()
    scores = score_fold(model, aligned_pairs, 0, device="cpu")
    assert [(score.patient, score.method) for score in scores] == [
        (name, method) for name in ("limb_1", "limb_5") for method in (MODEL_METHOD, "air")
    ]
    assert list(scores[0].figures) == ["mae"]
