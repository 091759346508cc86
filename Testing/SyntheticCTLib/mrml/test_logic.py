"""The calls of the Python console: nodes in, nodes out, and a scene that errors leave alone."""

from dataclasses import replace

import numpy as np
import pytest
import slicer

from SyntheticCTLib.comparison.folder import read_comparison
from SyntheticCTLib.errors import Cancelled, InputError, ResourceError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.shared_options import SourceOptions
from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.comparison import nodes_from_comparison, nodes_from_found
from SyntheticCTLib.mrml.hierarchy import put_into_study_of
from SyntheticCTLib.mrml.records import attach_record, record_of
from SyntheticCTLib.mrml.volumes import modality_of, node_from_volume, volume_from_node
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord
from SyntheticCTLib.synthesis.synthesize import synthesize

RECORD = SynthesisRecord(ModelUsed("m"))

MOVED = [[0, -1, 0, 5], [1, 0, 0, -7], [0, 0, 1, 11], [0, 0, 0, 1]]


@pytest.fixture(scope="module")
def a_model(make_model_folder, tmp_path_factory):
    return make_model_folder(
        tmp_path_factory.mktemp("models") / "tiny", spacing_mm=(4.0, 4.0, 8.0), overlap=0.0
    )


@pytest.fixture
def a_sct_node(a_scene, a_mr_node, a_bright_sct):
    node = node_from_volume(a_scene, a_bright_sct, "sct", like=a_mr_node)
    put_into_study_of(node, a_mr_node)
    return node


def names_in(scene):
    return sorted(
        scene.GetNthNode(number).GetName() or "" for number in range(scene.GetNumberOfNodes())
    )


def test_the_synthetic_ct_has_the_engines_voxels_and_stands_beside_its_input(
    a_scene, a_mr_node, a_model, a_transform, study_of
):
    a_transform(a_mr_node, MOVED)
    made = logic.synthesize(a_scene, a_mr_node, model=a_model, device="cpu")

    expected = synthesize(volume_from_node(a_mr_node), model=a_model, device="cpu")
    result = volume_from_node(made)
    np.testing.assert_array_equal(result.array, expected.volume.array)
    assert result.grid == volume_from_node(a_mr_node).grid
    assert made.GetName() == "leg MR sCT (synthetic)"
    assert made.GetTransformNodeID() == a_mr_node.GetTransformNodeID()
    assert study_of(made) == "study"
    assert result.metadata["modality"] == "CT"
    assert made.GetDisplayNode().GetLevel() == 40
    assert record_of(made)["model"] == expected.record.model.to_dict()
    assert record_of(made)["input"]["source"] == "leg MR"


def test_a_synthetic_mr_has_its_own_unit_and_window(a_scene, a_ct_node, a_phantom):
    made = logic.show_synthesis(a_scene, a_ct_node, a_phantom.mr, RECORD, modality="MR")

    assert made.GetName() == "leg CT sMRI (synthetic)"
    assert made.GetVoxelValueUnits().GetCodeValue() == "[arb'U]"
    display = made.GetDisplayNode()
    assert (display.GetWindowLevelMin(), display.GetWindowLevelMax()) == (0, 1200)
    assert modality_of(made) == "MR"


def test_a_sampled_texture_says_so_in_its_name(a_scene, a_ct_node, a_phantom):
    record = replace(RECORD, parameters={"refine": "texture"})
    made = logic.show_synthesis(a_scene, a_ct_node, a_phantom.mr, record, modality="MR")

    assert made.GetName() == "leg CT sMRI (synthetic, sampled texture)"


def test_a_given_output_node_is_overwritten(a_scene, a_mr_node, a_model):
    output = node_from_volume(a_scene, Volume(np.ones((2, 2, 2), np.float32)), "mine")
    made = logic.synthesize(a_scene, a_mr_node, model=a_model, output_node=output, device="cpu")

    assert made is output
    assert made.GetName() == "mine"
    assert volume_from_node(made).grid == volume_from_node(a_mr_node).grid


def test_errors_and_cancelling_leave_the_scene_as_it_was(a_scene, a_mr_node, a_model):
    before = names_in(a_scene)
    cancelled = CancelToken()
    cancelled.cancel()

    with pytest.raises(Cancelled):
        logic.synthesize(a_scene, a_mr_node, model=a_model, cancel=cancelled)
    with pytest.raises(ResourceError, match="Unknown device"):
        logic.synthesize(a_scene, a_mr_node, model=a_model, device="gpu")
    with pytest.raises(InputError, match="cannot be the input"):
        logic.synthesize(a_scene, a_mr_node, model=a_model, output_node=a_mr_node)
    assert names_in(a_scene) == before


def test_an_image_of_another_grid_is_not_shown_as_the_inputs(a_scene, a_mr_node):
    with pytest.raises(InputError, match="not on the grid of 'leg MR'"):
        logic.show_synthesis(a_scene, a_mr_node, Volume(np.zeros((2, 2, 2), np.int16)), RECORD)


def test_a_comparison_is_a_difference_surfaces_and_tables(
    a_scene, a_sct_node, a_comparison, study_of
):
    found = nodes_from_comparison(a_scene, a_comparison, sct_node=a_sct_node)

    difference = slicer.util.arrayFromVolume(found.difference)
    assert np.median(difference[difference != 0]) == pytest.approx(60)
    assert found.difference.GetName() == "sct minus CT"
    assert found.ct is None
    assert set(found.surfaces) == {"sct", "ct"}
    assert found.surfaces["sct"].GetDisplayNode().GetVisibility()
    assert not found.surfaces["ct"].GetDisplayNode().GetVisibility()
    made = [found.difference, *found.surfaces.values(), *found.tables.values()]
    assert {study_of(node) for node in made} == {"study"}
    metrics = found.tables["image_metrics.csv"]
    keys = [metrics.GetCellText(row, 0) for row in range(metrics.GetNumberOfRows())]
    assert metrics.GetTable().GetColumnByName("value").GetValue(keys.index("mae")) > 0
    assert "PASSED" in found.answer
    assert record_of(found.difference)["provenance"]["model"]["id"] == "m"


def test_a_ct_on_another_grid_is_taken_where_it_is(a_scene, a_sct_node, a_ct_node, a_transform):
    attach_record(a_sct_node, {"model": {"id": "m"}})
    a_transform(a_ct_node, [[1, 0, 0, 3], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    found = logic.compare(a_scene, a_sct_node, a_ct_node, sensitivity=False)

    assert found.document.registration.kind == "identity"
    assert found.document.provenance.model.id == "m"
    assert volume_from_node(found.ct).grid == volume_from_node(a_sct_node).grid


def test_a_comparison_that_a_worker_wrote_is_that_from_memory(
    tmp_path, a_scene, a_sct_node, a_ct_node, a_mr_node, a_comparison
):
    files = {}
    for name, node in (("sct", a_sct_node), ("ct", a_ct_node), ("mr", a_mr_node)):
        files[name] = str(tmp_path / f"{name}.nrrd")
        write_volume(volume_from_node(node), files[name])
    quick = AccuracyOptions(sensitivity=False)
    job = CompareJob(
        sct=files["sct"],
        ct=files["ct"],
        output=str(tmp_path / "out"),
        scanned=SourceOptions(files["mr"]),
        options=quick,
    )
    worker = WorkerProcess(job)
    worker.start()
    ending = worker.wait(240)
    assert ending.outcome == "done", ending
    assert ending.files["report.html"] == tmp_path / "out" / "report.html"

    found = nodes_from_found(a_scene, read_comparison(tmp_path / "out"), a_sct_node)
    direct = nodes_from_comparison(a_scene, a_comparison, sct_node=a_sct_node)

    np.testing.assert_allclose(
        slicer.util.arrayFromVolume(found.difference),
        slicer.util.arrayFromVolume(direct.difference),
        atol=0.51,  # the file holds whole HU
    )
    np.testing.assert_allclose(
        slicer.util.arrayFromModelPoints(found.surfaces["sct"]),
        slicer.util.arrayFromModelPoints(direct.surfaces["sct"]),
        atol=1e-3,
    )
    assert found.answer == direct.answer
    mae, expected = (made.document.evaluation.figures["mae"] for made in (found, direct))
    assert mae.value == pytest.approx(expected.value, rel=1e-12)
    assert set(found.tables) == set(direct.tables)


def test_bone_is_a_model_with_its_settings(a_scene, a_ct_node):
    node = logic.extract_surface(a_scene, a_ct_node)

    assert node.GetName() == "leg CT bone"
    assert node.GetPolyData().GetNumberOfCells() > 100
    assert record_of(node)["settings"]["threshold_hu"] == 200


def test_tissues_are_a_segmentation(a_scene, a_ct_node):
    node = logic.segment_tissues(a_scene, a_ct_node)

    assert node.GetName() == "leg CT tissues"
    assert record_of(node)["method"] == "HU limits"
    assert node.GetSegmentation().GetNumberOfSegments() >= 3
