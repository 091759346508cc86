"""A study's choices are stored, every one, and read again; others are refused in words."""

from dataclasses import replace

import pytest

from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.cohort.study import Study, check_same, read_choices, read_study, write_study
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions

STUDY = Study(
    source='/data/a "b" \\ ü\x7f.csv',
    threads=2,
    find=FindOptions(mr_files="{id}/mr*"),
    how=CaseOptions(
        registration="none",
        synthesis=SynthesisOptions(device="cpu", overlap=0.25),
        accuracy=AccuracyOptions(required_share=0.9),
        formats=("stl", "3mf"),
    ),
)


def test_a_study_is_the_same_after_its_file(tmp_path):
    write_study(STUDY, tmp_path / "study.toml")
    assert read_study(tmp_path / "study.toml") == STUDY


def test_a_file_may_make_few_choices_and_its_paths_are_relative_to_it(tmp_path):
    file = tmp_path / "choices.toml"
    file.write_text('source = "cases.csv"\n[case]\nthreshold_hu = 250\n')
    assert read_choices(file) == {"source": str(tmp_path / "cases.csv"), "threshold_hu": 250}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = ", "cannot be read as TOML"),
        ("colour = 1", "unknown key 'colour'"),
        ("[case]\nthreshold = 1", "unknown key 'threshold'"),
        ("[case]\nmodel = 1", "'model' .* cannot be 1"),
        ("case = 1", "must be a table"),
        ("[find]\nformats = []", "unknown key 'formats'"),
    ],
)
def test_what_is_no_choice_is_refused(tmp_path, text, words):
    file = tmp_path / "choices.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=words):
        read_choices(file)


def test_a_study_goes_on_by_the_choices_that_it_was_begun_with(tmp_path):
    check_same(STUDY, Study(threads=2, how=STUDY.how), tmp_path)
    with pytest.raises(InputError, match="begun with registration = 'none', not 'rigid'"):
        check_same(STUDY, replace(STUDY, how=replace(STUDY.how, registration="rigid")), tmp_path)
    with pytest.raises(InputError, match="begun with threads = 2, not 1"):
        check_same(STUDY, replace(STUDY, threads=1), tmp_path)
