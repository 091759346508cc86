"""Which task a model or a recipe has."""

from dataclasses import replace

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import find_model_folder, read_info
from SyntheticCTLib.preprocessing.input_scales import INPUT_SCALES
from SyntheticCTLib.tasks.registry import image_task_of, task_learning, task_of, tasks


@pytest.fixture
def info():
    return read_info(find_model_folder("mr-to-ct-limb"))


def test_every_file_of_the_folder_with_a_task_is_found():
    assert [task.name for task in tasks()] == [
        "CBCT to CT",
        "CT to MR",
        "CT to tissues",
        "MR to CT",
    ]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("mr-to-ct-limb", "MR to CT"),
        ("mr-to-ct-head", "MR to CT"),
        ("ct-to-mr-limb", "CT to MR"),
        ("cbct-to-ct", "CBCT to CT"),
    ],
)
def test_a_bundled_model_has_the_task_of_its_kinds(model, name):
    info = read_info(find_model_folder(model))
    task = image_task_of(info)
    assert task.name == name
    scale = info.input_normalisation["kind"]
    if scale in INPUT_SCALES:
        task = task.on_input_scale(scale)
    hu = {"kind": "HU", **{key: task.hounsfield_scale(info)[key] for key in ("mean", "sd", "clip")}}
    assert task.scales(hu) == {
        "input_normalisation": info.input_normalisation,
        "output_normalisation": info.output_normalisation,
        "outside_value": info.outside_value,
    }


def test_a_model_between_kinds_that_nobody_trains_here_can_be_used_but_not_trained(info):
    other = replace(info, input_modality="CBCT", output_modality="MR")
    assert task_of(other).name == "CBCT to MR"
    with pytest.raises(InputError, match="makes MR from CBCT"):
        image_task_of(other)


def test_an_unknown_kind_is_refused(info):
    with pytest.raises(InputError, match='"PET" is unknown'):
        task_of(replace(info, input_modality="PET"))


def test_a_recipe_of_no_task_is_refused():
    assert task_learning("HU", "CBCT").name == "CBCT to CT"
    with pytest.raises(InputError, match="Nothing learns 'HU' from 'PET'; known are HU from CBCT"):
        task_learning("HU", "PET")
