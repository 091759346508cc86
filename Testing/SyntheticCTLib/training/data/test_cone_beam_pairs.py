"""Simulated pairs of cone-beam CT and CT: made, trained on, exported, and used."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.models import load_model
from SyntheticCTLib.networks import build_network, count_parameters
from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks import cbct_to_ct
from SyntheticCTLib.tasks.cbct_to_ct import AS_IT_IS_METHOD, LINE_METHOD
from SyntheticCTLib.tasks.image_task import MODEL_METHOD
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.data.aligned_pairs import read_pair, read_pairs, read_stored
from SyntheticCTLib.training.data.cone_beam_draws import ScanDraws
from SyntheticCTLib.training.data.cone_beam_pairs import find_cts, prepare_cone_beam_pairs
from SyntheticCTLib.training.data.folds import read_folds, read_groups
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.recipe import load_recipe
from SyntheticCTLib.training.run.run import split_pairs, start_run
from SyntheticCTLib.training.run.statement import Statement
from SyntheticCTLib.training.score.scores import Score, median_rows

STATEMENT = Statement(licence="Test.", version="0.0.1")

SPACING = (4.0, 4.0, 5.0)
FRAME = {"orientation": "LPS", "spacing_mm": list(SPACING)}
QUICK = {"views": 24, "pixel_mm": 12.0, "breathing_mm": 0.0}


@pytest.fixture(scope="module")
def cts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cts")
    for seed in (1, 2):
        phantom = make_limb_phantom(size=(40, 40, 8), spacing=SPACING, seed=seed)
        write_volume(phantom.ct, folder / f"leg{seed}_ct.nii.gz")
        write_volume(phantom.mr, folder / f"leg{seed}_mr.nii.gz")
    return folder


@pytest.fixture(scope="module")
def command(cts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    quick = folder / "quick.json"
    quick.write_text(json.dumps(QUICK), encoding="utf-8")
    options = ["--spacing", *map(str, SPACING), "--parameters", str(quick)]
    return ["prepare-cbct", f"limb={cts}", "-o", str(folder / "pairs"), *options, "--quiet"]


@pytest.fixture(scope="module")
def pairs(command):
    assert main([*command, "--scans", "2"]) == 0
    return Path(command[3])


def test_an_image_that_is_no_ct_is_found_before_anything_is_made(cts, tmp_path):
    folder = tmp_path / "mixed"
    shutil.copytree(cts, folder)
    shutil.copy(cts / "leg2_mr.nii.gz", folder / "leg3_ct.nii.gz")
    with pytest.raises(InputError, match=r"Nothing was started.*leg3_ct.*not in HU"):
        prepare_cone_beam_pairs(find_cts([("limb", folder)]), tmp_path / "pairs", ScanDraws())
    assert not (tmp_path / "pairs").exists()


def test_what_is_forced_stands_in_the_pair_s_record(cts, tmp_path):
    shutil.copy(cts / "leg2_mr.nii.gz", tmp_path / "leg3_ct.nii.gz")
    [name] = prepare_cone_beam_pairs(
        find_cts([("limb", tmp_path / "leg3_ct.nii.gz")]),
        tmp_path / "pairs",
        ScanDraws(spacing=SPACING, changes=QUICK),
        force=True,
    )
    record = json.loads((tmp_path / "pairs" / f"{name}_scan.json").read_text(encoding="utf-8"))
    assert "not in HU" in record["warnings"][0]


def test_every_scan_of_a_patient_has_the_patient_s_fold_and_region(pairs):
    names = [f"leg{leg}_scan{scan}" for leg in (1, 2) for scan in (0, 1)]
    assert split_pairs(pairs, 0) == (names[2:], names[:2])
    assert list(read_folds(pairs, names).values()) == [0, 0, 1, 1]
    assert set(read_groups(pairs, "region").values()) == {"limb"}


def test_a_pair_lies_on_one_grid_cropped_to_what_was_seen(pairs, cts):
    cbct, ct, mask = (
        read_volume(pairs / f"leg1_scan0_{what}.nii.gz") for what in ("cbct", "ct", "mask")
    )
    assert cbct.grid.apart(ct.grid) <= 1e-3
    assert cbct.grid.apart(mask.grid) <= 1e-3
    assert all((mask.array.any(axis=axes)).all() for axes in ((0, 1), (0, 2), (1, 2)))
    record = json.loads((pairs / "leg1_scan0_scan.json").read_text(encoding="utf-8"))
    assert record["ct"] == "leg1_ct.nii.gz"
    assert record["parameters"]["views"] == QUICK["views"]
    assert ct.array.min() == -1000


def test_made_again_only_what_is_missing_is_made(pairs, command):
    kept, gone = (pairs / f"leg{leg}_scan0_cbct.nii.gz" for leg in (1, 2))
    before, whole = kept.stat().st_mtime_ns, read_volume(gone).array
    gone.unlink()
    assert main([*command, "--scans", "2"]) == 0
    assert kept.stat().st_mtime_ns == before
    np.testing.assert_array_equal(read_volume(gone).array, whole)


def test_a_scan_recorded_before_a_parameter_was_there_is_kept(pairs, command):
    record, cbct = (pairs / f"leg1_scan0_{what}" for what in ("scan.json", "cbct.nii.gz"))
    entries = json.loads(record.read_text(encoding="utf-8"))
    assert entries["parameters"].pop("gas_mm") == 0
    record.write_text(json.dumps(entries), encoding="utf-8")
    before = cbct.stat().st_mtime_ns
    assert main([*command, "--scans", "2"]) == 0
    assert cbct.stat().st_mtime_ns == before


def test_a_later_call_keeps_the_rows_of_earlier_ones_and_a_patient_s_fold(cts, command, tmp_path):
    options = ["-o", str(tmp_path), *command[4:]]
    second = str(cts / "leg2_ct.nii.gz")  # alone in a call, it would be in fold 0
    assert main(["prepare-cbct", f"limb={cts}", *options]) == 0
    assert main(["prepare-cbct", f"thigh={second}", *options, "--scans", "2"]) == 0
    names = ["leg1_scan0", "leg2_scan0", "leg2_scan1"]
    assert read_folds(tmp_path, names) == dict(zip(names, (0, 1, 1), strict=True))
    assert list(read_groups(tmp_path, "region").values()) == ["limb", "thigh", "thigh"]


def test_a_slab_is_scanned_by_a_panel_that_is_no_higher_than_that_needs(cts, command, tmp_path):
    options = ["-o", str(tmp_path), *command[4:]]
    assert main(["prepare-cbct", f"limb={cts}", *options, "--slab", "15"]) == 0
    ct = read_volume(tmp_path / "leg1_scan0_ct.nii.gz")
    whole = read_volume(cts / "leg1_ct.nii.gz")
    assert 1 <= ct.size[2] <= 3  # what the few coarse rows of this panel see of it
    assert whole.origin[2] <= ct.origin[2] <= whole.origin[2] + 5 * SPACING[2]
    record = json.loads((tmp_path / "leg1_scan0_scan.json").read_text(encoding="utf-8"))
    parameters = record["parameters"]
    magnified = parameters["source_to_detector_mm"] / parameters["source_to_axis_mm"]
    assert 15 < parameters["detector_height_mm"] / magnified < 20
    assert parameters["isocentre_mm"][2] == 0
    with pytest.raises(InputError, match="higher than 0 mm"):
        ScanDraws(slab_mm=0.0)


def test_scans_of_cut_bodies_stand_beside_the_others_and_share_their_patient_s_fold(
    cts, command, tmp_path
):
    options = ["-o", str(tmp_path), *command[4:]]
    assert main(["prepare-cbct", f"limb={cts}", *options]) == 0
    cut = str(cts / "leg2_ct.nii.gz")
    assert main(["prepare-cbct", f"cut={cut}", *options, "--truncated", "--slab", "15"]) == 0
    names = ["leg1_scan0", "leg2_scan0", "leg2_scan0_cut"]
    assert read_folds(tmp_path, names) == dict(zip(names, (0, 1, 1), strict=True))
    assert read_groups(tmp_path, "region")["leg2_scan0_cut"] == "cut"


def test_the_network_sees_input_and_target_in_the_same_units(pairs):
    pair = read_pair(pairs, "leg1_scan0", FRAME)
    case = cbct_to_ct.TASK.case(pair, HUStatistics(-400.0, 500.0))
    seen = (case.signal - case.offset) * 500 - 400
    np.testing.assert_allclose(seen, np.clip(pair.image.array, -1024, 3071), atol=0.1)
    assert pair.kind is CBCT
    # Calibrated by air and tissue, it is nearer to the CT than the grey values were.
    assert np.median(np.abs(pair.image.array - pair.ct.array)[pair.mask]) < 150


def test_patches_of_a_cbct_are_centred_in_the_body_and_weighed_in_all_that_was_seen(pairs):
    pair = read_pair(pairs, "leg1_scan0", FRAME)
    case = cbct_to_ct.TASK.case(pair, HUStatistics(-400.0, 500.0))
    assert (pair.ct.array[tuple(case.body_centres.T)] > -950).all()
    np.testing.assert_array_equal(case.weight > 0, pair.mask)


def test_only_a_scan_that_was_not_simulated_from_its_ct_is_checked_to_show_the_same_patient(
    pairs, tmp_path
):
    name = "leg1_scan0"
    for what in ("cbct", "mask"):
        shutil.copy(pairs / f"{name}_{what}.nii.gz", tmp_path)
    ct = read_volume(pairs / f"{name}_ct.nii.gz")
    other = np.full_like(ct.array, -1000)
    other[:, 2:8, 2:8] = 40
    write_volume(ct.with_array(other), tmp_path / f"{name}_ct.nii.gz")
    with pytest.raises(InputError, match="overlap by"):
        read_pairs(tmp_path, [name], FRAME)
    shutil.copy(pairs / f"{name}_scan.json", tmp_path)
    assert [pair.name for pair in read_pairs(tmp_path, [name], FRAME)] == [name]


@pytest.fixture(scope="module")
def model_folder(pairs, make_recipe, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    recipe = make_recipe()
    recipe = recipe.changed(
        frame=FRAME,
        network={**recipe.network, "input_skip": True},
        model={**recipe.model, "input_modality": "CBCT"},
        steps=3,
        save_every=3,
    )
    start_run(recipe, pairs, folder / "run", fold=0, device=torch.device("cpu")).run()
    info = export_model(
        folder / "run",
        pairs,
        folder / "cbct-model",
        statement=STATEMENT,
    )
    assert info.input_normalisation["kind"] == "HU by air and tissue"
    return folder / "cbct-model"


def test_a_few_steps_train_a_model_that_synthesizes_on_the_input_s_grid(pairs, model_folder):
    cbct = read_volume(pairs / "leg1_scan0_cbct.nii.gz")
    made = synthesize(cbct, model=load_model(model_folder), device="cpu")
    assert made.volume.grid == cbct.grid
    outside = ~made.field_of_view.array
    assert (made.volume.array[outside] == -1024).all()
    assert made.volume.array[~outside].std() > 50


def test_a_model_is_scored_beside_the_cbct_itself_by_tissue_and_region(
    pairs, model_folder, tmp_path, capsys
):
    command = ["score", str(model_folder), str(pairs), "--fold", "0", "--device", "cpu"]
    output, pictures = tmp_path / "scores.csv", tmp_path / "pictures"
    options = ["-o", str(output), "--pictures", str(pictures), "--keep", str(tmp_path), "--json"]
    assert main([*command, *options, "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {(row["patient"], row["method"]): row for row in found["patients"]}
    assert {patient for patient, _ in rows} == {"leg1_scan0", "leg1_scan1"}
    model, as_it_is, line = (
        rows["leg1_scan0", method] for method in (MODEL_METHOD, AS_IT_IS_METHOD, LINE_METHOD)
    )
    pair = read_stored(pairs, "leg1_scan0")
    mask = cbct_to_ct.TASK.scored_mask(pair)
    sct = read_volume(tmp_path / "leg1_scan0_sct.nii.gz")
    errors = {
        name: np.abs(image.array.astype(float) - pair.ct.array)
        for name, image in (("sct", sct), ("cbct", pair.image))
    }
    bone = mask & (pair.ct.array > 200)
    assert model["mae"] == pytest.approx(errors["sct"][mask].mean(), rel=1e-4)
    assert as_it_is["mae"] == pytest.approx(errors["cbct"][mask].mean(), rel=1e-4)
    assert as_it_is["mae_bone"] == pytest.approx(errors["cbct"][bone].mean(), rel=1e-4)
    assert line["mse"] <= as_it_is["mse"]
    assert line["mean_error"] == pytest.approx(0, abs=0.01), "least squares leave no mean error"
    assert line["pearson_r"] == pytest.approx(as_it_is["pearson_r"], abs=1e-4)
    assert (model["region"], model["voxels"]) == ("limb", int(mask.sum()))
    medians = [(row["region"], row["method"], row["patients"]) for row in found["medians"]]
    methods = (MODEL_METHOD, AS_IT_IS_METHOD, LINE_METHOD)
    assert medians == [("all", method, 2) for method in methods]
    assert output.read_text(encoding="utf-8").startswith("patient,region,grade,method,voxels,mae,")
    drawn = sitk.ReadImage(str(pictures / "leg1_scan1_axial.png"))
    assert drawn.GetWidth() > 3 * drawn.GetHeight()


def test_medians_follow_for_each_region():
    scores = [
        Score(name, region, "", MODEL_METHOD, 1, {"mae": mae})
        for name, region, mae in (("a", "thorax", 10.0), ("b", "limb", 30.0), ("c", "limb", 50.0))
    ]
    rows = median_rows(scores, ("",))
    found = [(row["region"], row["patients"], row["mae"][0]) for row in rows]
    assert found == [("all", 3, 30.0), ("thorax", 1, 10.0), ("limb", 2, 40.0)]


def test_a_recipe_for_mr_refuses_pairs_of_cbct(pairs, make_recipe, tmp_path):
    with pytest.raises(InputError, match="wants MR"):
        start_run(make_recipe(frame=FRAME), pairs, tmp_path / "run", device=torch.device("cpu"))


def test_the_bundled_recipe_adds_its_output_to_its_input_and_fits_16_mb():
    recipe = load_recipe("cbct-to-ct")
    network = build_network(recipe.network).eval()
    assert recipe.model["input_modality"] == "CBCT"
    assert 2 * count_parameters(network) < 16e6
    torch.nn.init.zeros_(network.head.weight)
    torch.nn.init.zeros_(network.head.bias)
    image = torch.rand(1, 1, 8, 16, 16)
    assert torch.equal(network(image), image)


def test_folders_without_cts_and_twins_are_refused(cts, tmp_path):
    with pytest.raises(InputError, match="holds no CT"):
        find_cts([("", tmp_path)])
    with pytest.raises(InputError, match="Two CTs have the id leg1"):
        find_cts([("", cts), ("", cts / "leg1_ct.nii.gz")])
