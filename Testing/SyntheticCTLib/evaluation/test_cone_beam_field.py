"""A perfect synthetic CT of a cone-beam CT is perfect, whatever the scanner wrote around its field.

The body is wider than the cone-beam CT's cylinder. From the files to the figure, by the command
line and by Python, the voxels that count are those that the synthesis sees.
"""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.evaluation.evaluate import evaluate
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.hounsfield import AIR_HU, OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.tasks import cbct_to_ct
from SyntheticCTLib.training.data.aligned_pairs import read_stored

SHAPE = (12, 96, 96)
J, I = np.indices(SHAPE[1:]) - 47.5  # noqa: E741 - the axes' names
CYLINDER = np.broadcast_to(np.hypot(J, I) < 30, SHAPE)
BODY = np.broadcast_to(np.hypot(J, I / 1.3) < 34, SHAPE)
SEEN = 33_936

#: What pads the grid, and how far the grey values are from HU.
PADDINGS = [(-1000, 37), (-1024, 37), (-2000, 37), (0, 1100)]


def volume(array):
    return Volume(array.astype(np.int16), spacing=(2.0, 2.0, 3.0))


@pytest.fixture(params=PADDINGS, ids=[f"padding {padding}" for padding, _ in PADDINGS])
def files(request, tmp_path):
    padding, offset = request.param
    ct = np.where(BODY, 40, AIR_HU)
    images = {
        "ct": ct,
        "sct": np.where(CYLINDER, ct, OUTSIDE_HU),
        "cbct": np.where(CYLINDER, ct + offset, padding),
    }
    for name, array in images.items():
        write_volume(volume(array), tmp_path / f"{name}.nii.gz")
    return {name: str(tmp_path / f"{name}.nii.gz") for name in images}


def evaluated(capsys, files, *further):
    command = ["evaluate", files["sct"], files["ct"], "--source", files["cbct"], *further]
    assert main([*command, "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["region"]["voxels"], found["figures"]["mae"]["value"]


def test_the_command_line_scores_what_the_synthesis_sees(files, capsys):
    seen = calibrate(read_volume(files["cbct"])).field_of_view
    assert int((seen & BODY).sum()) == SEEN
    assert evaluated(capsys, files, "--source-modality", "CBCT") == (SEEN, 0.0)


def test_the_command_line_finds_by_itself_what_the_source_is(files, capsys):
    assert evaluated(capsys, files) == (SEEN, 0.0)


def test_so_does_python(files):
    sct, ct, cbct = (read_volume(files[name]) for name in ("sct", "ct", "cbct"))
    for modality in (None, "CBCT"):
        found = evaluate(sct, ct, source=cbct, source_modality=modality)
        assert (found.region.voxels, found.figures["mae"].value) == (SEEN, 0.0)
        compared = compare(sct, ct, source=cbct, source_modality=modality, sensitivity=False)
        assert compared.evaluation.figures["mae"].value == 0.0
        assert compared.region.sum() == SEEN


def test_the_record_beside_the_sct_tells_compare_what_to_show(files, tmp_path, capsys):
    record = {"model": {"id": "m", "version": "1", "sha256": "00", "input_modality": "CBCT"}}
    (tmp_path / "sct.json").write_text(json.dumps(record), encoding="utf-8")
    folder = tmp_path / "compared"
    command = ["compare", files["sct"], files["ct"], "--source", files["cbct"], "-o", str(folder)]
    assert main([*command, "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["inputs"]["source"]["modality"] == "CBCT"
    assert found["evaluation"]["region"]["voxels"] == SEEN
    assert found["evaluation"]["figures"]["mae"]["value"] == 0.0


def test_a_patient_is_scored_where_the_scan_saw_him(files, tmp_path):
    everywhere = volume(np.ones(SHAPE))
    for name in ("ct", "cbct"):
        write_volume(read_volume(files[name]), tmp_path / f"patient_{name}.nii.gz")
    write_volume(everywhere, tmp_path / "patient_mask.nii.gz")
    pair = read_stored(tmp_path, "patient")
    assert cbct_to_ct.TASK.scored_mask(pair).sum() == SEEN
