"""The list of models, without the rest of the panel."""

import pytest

from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTPanel.models_part import ModelsPart


class Found:
    """What the input was found to be; counts how often the part tells of a change."""

    modality, changes = None, 0

    def changed(self):
        self.changes += 1


@pytest.fixture
def found():
    return Found()


@pytest.fixture
def models(a_bench, found):
    return ModelsPart(
        parameters=a_bench.parameters,
        settings=a_bench.settings,
        modality=lambda: found.modality,
        changed=found.changed,
    )


def test_an_added_folder_offers_its_model_until_it_is_removed(
    models, a_bench, found, a_model_folder
):
    a_bench.chosen.bodyRegion = "head"
    assert str(a_model_folder) in models.add(a_model_folder)
    assert models.chosen().id == "tiny"  # who adds one wants to use it
    assert models.folder() == a_model_folder
    assert models.is_added(models.chosen())
    assert "SHA-256" in models.verify()

    assert "off the list" in models.remove()
    assert models.chosen().id == DEFAULT_MODEL
    assert not models.is_added(models.chosen())
    assert (a_bench.settings.model_folders, found.changes) == ([], 2)


def test_a_folder_without_a_model_is_refused(models, tmp_path, found):
    with pytest.raises(ModelError, match="There is no model in"):
        models.add(tmp_path)
    assert found.changes == 0


def test_the_model_follows_what_the_image_is(models, found):
    found.modality = "CBCT"
    assert models.chosen().input_modality == "CBCT"
    found.modality = "MR"
    assert models.chosen().input_modality == "MR"


def test_where_no_model_fits_the_region_that_is_said(models, a_bench):
    a_bench.chosen.bodyRegion = "no such region"
    assert models.chosen() is None
    with pytest.raises(InputError, match="Choose a model first"):
        models.verify()


def test_while_the_scene_is_closed_all_models_are_there(models, a_bench):
    a_bench.parameters.now = None
    assert models.offered() == models.known()
