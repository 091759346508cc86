"""Mirror images are those that a model learnt: no head stands on its crown."""

import json

import pytest

from SyntheticCTLib import synthesize
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import list_models, load_model
from SyntheticCTLib.models.info import METADATA_FILE
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.mirror_images import mirrored_axes
from SyntheticCTLib.training.run.finetune import finetune_recipe


@pytest.fixture
def learnt(make_model_folder, tmp_path):
    """The tiny model, as if its training had mirrored over these axes."""

    def make(axes):
        folder = make_model_folder(tmp_path / "tiny", spacing_mm=(4.0, 4.0, 8.0), overlap=0.0)
        path = folder / METADATA_FILE
        content = json.loads(path.read_text(encoding="utf-8"))
        content["synthetic_ct"]["training"] = {"recipe": "tiny", "steps": 1, "flip_axes": axes}
        path.write_text(json.dumps(content), encoding="utf-8")
        return folder

    return make


@pytest.fixture(scope="module")
def mr():
    return make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0).mr


@pytest.mark.parametrize(("axes", "answers"), [([2], 2), ([1, 2], 4), (None, 8)])
def test_the_mean_is_over_what_the_training_mirrored(learnt, axes, answers, mr):
    made = synthesize(mr, learnt(axes), mirror=True, spread=True, device="cpu", force=True)

    assert made.record.prediction["mirror_axes"] == ([0, 1, 2] if axes is None else axes)
    assert made.record.prediction["answers"] == answers


def test_a_model_that_learnt_none_says_so_before_the_work(learnt, mr):
    with pytest.raises(InputError, match="was trained without mirror images"):
        synthesize(mr, learnt([]), mirror=True, device="cpu", force=True)


def test_where_there_is_no_spread_the_sentence_names_the_way_to_one(learnt, mr):
    with pytest.raises(InputError, match=r"gives one answer, .* give --mirror, too"):
        synthesize(mr, learnt([2]), spread=True, device="cpu", force=True)
    with pytest.raises(InputError, match=r"two stages, .* --samples .* --refine none"):
        synthesize(mr, "ct-to-mr-limb", mirror=True, spread=True, device="cpu", force=True)


def test_fine_tuning_mirrors_over_no_other_axis(learnt):
    recipe = finetune_recipe(load_model(learnt([2])))

    assert recipe.augmentation["flip_axes"] == [2]


def test_every_bundled_model_says_what_it_learnt():
    found = {info.id: mirrored_axes(info, asked=True) for info in list_models()}

    assert found["mr-to-ct-head"] == (2,)
    assert found["mr-to-ct-limb"] == (0, 1, 2)
    assert all(info.training.flip_axes is not None for info in list_models())
