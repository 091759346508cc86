"""A folder of patients as one study, in a real worker, by what is chosen in the panel."""

from types import SimpleNamespace

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import find_model_folder, read_info
from SyntheticCTPanel.study_part import BUTTON, StudyPart


def part_of(bench, info):
    bench.settings.device = "cpu"
    return StudyPart(
        parameters=bench.parameters,
        models=SimpleNamespace(chosen=lambda: info),
        settings=bench.settings,
        starter=bench.starter,
    )


@pytest.fixture
def patients(a_phantom, tmp_path):
    folder = tmp_path / "images" / "one"
    a_phantom.write(folder, "nii")
    return folder.parent


def test_a_folder_of_patients_becomes_a_study_with_its_page(
    a_bench, patients, a_model_folder, tmp_path
):
    a_bench.chosen.tolerance, a_bench.chosen.useAnyway = 3.0, True
    study = tmp_path / "study"
    part_of(a_bench, read_info(a_model_folder)).start(patients, study)
    assert a_bench.starter.running == BUTTON
    assert a_bench.finish() == ""
    assert (study / "index.html").is_file()
    # The model of the test makes no bone, which is told of each patient, and by the number here.
    told = f"0 of 1 patients are done; the study's page: {study / 'index.html'}"
    assert a_bench.runner.message == told
    assert "No bone" in (study / "failures.csv").read_text(encoding="utf-8")
    assert "tolerance_mm = 3.0" in (study / "study.toml").read_text(encoding="utf-8")


def test_a_folder_without_patients_is_one_sentence(a_bench, a_model_folder, tmp_path):
    (tmp_path / "empty").mkdir()
    part_of(a_bench, read_info(a_model_folder)).start(tmp_path / "empty", tmp_path / "study")
    assert str(tmp_path / "empty") in a_bench.finish()


def test_without_a_model_it_says_so(a_bench, tmp_path):
    with pytest.raises(InputError, match="Choose a model first"):
        part_of(a_bench, None).start(tmp_path, tmp_path / "study")


@pytest.mark.parametrize(("model", "asked"), [("cbct-to-ct", "shading"), ("mr-to-ct-limb", "auto")])
def test_the_method_that_is_chosen_is_each_patients(a_bench, tmp_path, model, asked):
    a_bench.chosen.method = type(a_bench.chosen.method)("shading")
    made = []
    a_bench.starter = SimpleNamespace(
        start=lambda _button, _title, make_job, _done, packages: made.append(make_job(None))
    )
    part_of(a_bench, read_info(find_model_folder(model))).start(tmp_path, tmp_path / "study")
    assert made[0].study.how.synthesis.method == asked


def test_a_study_has_no_planning_cts_and_says_so(a_bench, tmp_path):
    a_bench.chosen.method = type(a_bench.chosen.method)("prior")
    part = part_of(a_bench, read_info(find_model_folder("cbct-to-ct")))
    with pytest.raises(InputError, match="no planning CTs"):
        part.start(tmp_path, tmp_path / "study")
