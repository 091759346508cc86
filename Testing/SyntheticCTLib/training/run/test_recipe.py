"""Recipes are data, checked when read."""

import json

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.training.run.recipe import RECIPE_FOLDER, load_recipe

NAMES = sorted(path.stem for path in RECIPE_FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_bundled_recipe_is_complete_and_names_itself(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    assert build_network(recipe.network) is not None


def written(folder, **changes):
    settings = json.loads((RECIPE_FOLDER / "compact-residual.json").read_text(encoding="utf-8"))
    path = folder / "mine.json"
    path.write_text(json.dumps({**settings, **changes}), encoding="utf-8")
    return path


def test_recipe_from_a_path_with_a_change(tmp_path):
    recipe = load_recipe(written(tmp_path, steps=7))
    assert recipe.steps == 7
    assert recipe.changed(steps=None, seed=3).steps == 7


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": "red"}, "unknown recipe entries colour"),
        ({"steps": 0}, "steps must be at least 1, not 0"),
        ({"patch_size": [24, 96, 90]}, r"\[24, 96, 90\] is not a multiple"),
    ],
)
def test_wrong_entries_are_named(tmp_path, changes, sentence):
    with pytest.raises(InputError, match=sentence):
        load_recipe(written(tmp_path, **changes))


def test_unknown_recipe_lists_those_known():
    with pytest.raises(InputError, match=r"known recipes: .*compact-residual"):
        load_recipe("no-such-recipe")
