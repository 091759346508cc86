"""Jobs of training refuse what contradicts itself before any work, whoever asks."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.finetune import FinetuneJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.plan import PlanJob
from SyntheticCTLib.jobs.prepare import PrepareJob
from SyntheticCTLib.jobs.train import TrainJob
from SyntheticCTLib.jobs.training_options import RecipeChanges

RECIPE = "light-unet-mae"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (TrainJob(RECIPE, "pairs", "run", fold=0, folds=(1,)), "--fold or --folds, not both"),
        (
            TrainJob(RECIPE, "pairs", "run", "m", changes=RecipeChanges(encoder_weights="w.pth")),
            "--start or --encoder-weights, not both",
        ),
        (PrepareJob("pairs", "run", ("leg7",)), "ID=REASON"),
        (FinetuneJob("mr-to-ct-limb", "pairs", "m", run_folder="m/run"), "cannot lie in one"),
        (FinetuneJob("mr-to-ct-limb", "pairs", "run/m", run_folder="run"), "cannot lie in one"),
        (FinetuneJob("mr-to-ct-limb", "pairs", "a/m", run_folder="b/run"), "pairs does not exist"),
        (PlanJob(RECIPE, "pairs", "missing/recipe.json"), "does not exist"),
    ],
    ids=[
        "two kinds of folds",
        "two sources of weights",
        "no reason",
        "run in model",
        "model in run",
        "no pairs",
        "no folder",
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_nothing(job, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        run_job(job)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_a_run_is_made_with_those_that_it_is_in(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    TrainJob(RECIPE, "pairs", str(tmp_path / "a" / "b")).check()
    with pytest.raises(InputError, match="is a file"):
        TrainJob(RECIPE, "pairs", str(tmp_path / "file")).check()
