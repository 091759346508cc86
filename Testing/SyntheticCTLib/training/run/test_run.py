"""From aligned pairs to a model folder with figures, as the commands do it."""

import csv
import json
import logging

import numpy as np
import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import load_model
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks.image_task import MODEL_METHOD
from SyntheticCTLib.tasks.log_inversion import fit_log_inversion
from SyntheticCTLib.tasks.mr_to_ct import LOG_METHOD, MEAN_METHOD
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.training.data.aligned_pairs import find_pairs
from SyntheticCTLib.training.data.folds import patient_folds
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.run import split_pairs, start_run
from SyntheticCTLib.training.run.statement import Statement
from SyntheticCTLib.training.score.scores import median_rows, write_scores
from SyntheticCTLib.training.score.scoring import score_fold

STATEMENT = Statement(licence="Apache-2.0", version="0.0.1")


@pytest.fixture(scope="module")
def run_folder(aligned_pairs, tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture
def model_folder(aligned_pairs, make_recipe, run_folder):
    folder = run_folder / "tiny-model"
    if not folder.exists():
        recipe = make_recipe(steps=4, phantoms={"count": 1}, sampling={"phantom_share": 0.2})
        start_run(recipe, aligned_pairs, run_folder, fold=0, device=torch.device("cpu")).run()
        export_model(
            run_folder,
            aligned_pairs,
            folder,
            statement=STATEMENT,
        )
    return folder


def test_folds_count_every_patient_once():
    names = [f"p{number}" for number in range(6)]
    assert patient_folds(list(reversed(names))) == dict(zip(names, (0, 1, 2, 3, 0, 1), strict=True))


def test_a_fold_is_held_out(aligned_pairs):
    training, held_out = split_pairs(aligned_pairs, 0)
    assert held_out == ["limb_1", "limb_5"]
    assert training == ["limb_2", "limb_3", "limb_4"]
    with pytest.raises(InputError, match="Fold 7 leaves 5 pairs to train on and 0"):
        split_pairs(aligned_pairs, 7)


def test_a_folder_without_pairs_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no aligned pairs"):
        find_pairs(tmp_path)


def test_exported_model_synthesizes_and_remembers_its_training(model_folder, aligned_pairs):
    model = load_model(model_folder)
    assert model.info.patients == ("limb_2", "limb_3", "limb_4")
    assert model.info.training.steps == 4
    assert model.info.training.flip_axes == (0, 2)  # what a recipe mirrors if it names no axes
    assert "limb_1" in model.info.card
    sct = synthesize(aligned_pairs / "limb_1_mr.nii.gz", model=model, device="cpu").volume
    assert sct.array.shape == (10, 56, 56)
    assert sct.array.dtype == np.int16


def test_an_export_says_what_it_was_told_and_nothing_else(
    model_folder, run_folder, aligned_pairs, tmp_path
):
    licence = tmp_path / "terms.txt"
    licence.write_text("Our terms.\n", encoding="utf-8")
    command = ["export", str(run_folder), str(aligned_pairs), "--quiet"]
    told = ["--data", "Legs of our clinic", "--authors", "We", "--model-version", "2.0.0"]
    told += ["--name", "Ours", "--changelog", "First.", "--licence", str(licence)]
    assert main([*command, "-o", str(tmp_path / "told"), *told]) == 0
    assert main([*command, "-o", str(tmp_path / "bare")]) == 0
    ours, bare = (load_model(tmp_path / name).info for name in ("told", "bare"))
    said = ours.metadata
    assert (said.name, said.version, said.data_source) == ("Ours", "2.0.0", "Legs of our clinic")
    assert (said.authors, said.copyright) == ("We", "Copyright (c) We")
    assert said.changelog == {"2.0.0": "First."}
    assert (ours.folder / "LICENSE").read_text(encoding="utf-8") == "Our terms.\n"
    assert "Data: Legs of our clinic." in ours.card
    unsaid = bare.metadata
    open_fields = ("version", "authors", "copyright", "data_source")
    assert {getattr(unsaid, name) for name in open_fields} == {"not stated"}
    assert unsaid.name == "For tests."


def test_run_record_names_patients_of_both_sides(model_folder, run_folder):
    record = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    assert record["validation"] == ["limb_1", "limb_5"]
    assert record["phantoms"] == 1


def test_scores_of_a_fold_stand_beside_the_baselines(model_folder, aligned_pairs, tmp_path):
    model = load_model(model_folder)
    scores = score_fold(model, aligned_pairs, 0, device="cpu", keep=tmp_path / "kept")
    assert (tmp_path / "kept" / "limb_5_sct.nii.gz").is_file()
    methods = [MODEL_METHOD, LOG_METHOD, MEAN_METHOD]
    assert [(s.patient, s.method) for s in scores] == [
        (patient, method) for patient in ("limb_1", "limb_5") for method in methods
    ]
    constant = next(score for score in scores if score.method == MEAN_METHOD)
    assert constant.figures["pearson_r"] is None, "a constant has no correlation"
    assert constant.figures["mae"] > 0
    write_scores(scores, tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert float(rows[0]["mae"]) == pytest.approx(scores[0].figures["mae"])
    only_a = median_rows(scores, "A")
    assert [row["patients"] for row in only_a] == [2, 2, 2]
    assert median_rows(scores, "C") == []
    with pytest.raises(InputError, match="cone-beam CTs only"):
        score_fold(model, aligned_pairs, 0, device="cpu", pictures=tmp_path)


def test_a_score_on_patients_that_the_model_learnt_from_is_told(
    model_folder, aligned_pairs, caplog
):
    # A command with --quiet, run before, leaves the library's logger at errors.
    caplog.set_level(logging.WARNING, logger="SyntheticCTLib")
    model = load_model(model_folder)
    score_fold(model, aligned_pairs, 0, device="cpu")
    assert "learnt from" not in caplog.text
    score_fold(model, aligned_pairs, 1, device="cpu")
    assert "learnt from 1 of these 1 patients (limb_2)" in caplog.text


def test_log_inversion_finds_the_line_it_was_made_from():
    random = np.random.default_rng(0)
    mr = np.zeros((8, 40, 40), np.float32)
    mr[1:7, 5:35, 5:35] = random.uniform(200.0, 1000.0, (6, 30, 30))
    volume = Volume(mr)
    mask = mr > 0
    ct = np.full(mr.shape, -1000.0)
    ct[mask] = 100.0 - 300.0 * np.log(mr[mask] / np.median(mr[mask]))
    found = fit_log_inversion([Pair("line", volume, Volume(ct), mask)])
    assert found.slope == pytest.approx(300.0, rel=0.02)
    predicted = found.predict(volume, mask)
    np.testing.assert_allclose(predicted[mask], ct[mask], atol=15.0)
