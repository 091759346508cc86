"""Surface, without the rest of the panel."""

import json

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.surface.files.export import COLOURS
from SyntheticCTPanel.surface_part import SurfacePart


@pytest.fixture
def surface(a_bench):
    return SurfacePart(
        scene=a_bench.scene,
        parameters=a_bench.parameters,
        starter=a_bench.starter,
        results=a_bench.results,
        shown=a_bench.shown,
    )


def test_bone_is_a_model_and_takes_the_place_of_the_earlier_one(surface, a_bench, a_sct_node):
    a_bench.chosen.sctVolume = a_sct_node
    surface.start()
    assert a_bench.finish() == ""
    first = a_bench.chosen.boneModel
    assert first.GetName() == "sct bone"
    assert "triangles" in a_bench.runner.message
    assert a_bench.times_shown == 1

    surface.start()
    assert a_bench.finish() == ""
    assert not a_bench.scene.IsNodePresent(first)
    assert a_bench.chosen.boneModel.GetName() == "sct bone"
    assert a_bench.chosen.boneModel.GetDisplayNode().GetVisibility()


def test_bone_is_a_file_with_its_checks(surface, a_bench, a_sct_node, tmp_path):
    a_bench.chosen.sctVolume = a_sct_node
    path = tmp_path / "bone.stl"
    surface.export(path)
    assert a_bench.finish() == ""
    assert path.stat().st_size > 1000
    beside = json.loads((tmp_path / "bone.stl.json").read_text(encoding="utf-8"))
    assert beside["coordinate_system"] == "LPS"
    assert "bone.stl" in a_bench.runner.message
    assert "Repaired: there was nothing to mend." in a_bench.runner.message
    assert a_bench.chosen.boneModel is None


def test_a_bone_that_the_image_cuts_is_told(surface, a_bench):
    array = np.full((20, 30, 30), -1000.0, np.float32)
    array[:, 5:20, 5:20] = 1000
    cut = Volume(array, metadata={"modality": "CT"})
    a_bench.chosen.sctVolume = node_from_volume(a_bench.scene, cut, "cut")
    surface.start()
    assert a_bench.finish() == ""
    assert "of the surface are cut faces: the field of view" in a_bench.runner.message


def test_without_a_synthetic_ct_it_says_so(surface, a_bench, tmp_path):
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        surface.start()
    surface.export(tmp_path / "bone.stl")
    assert a_bench.runner.failure == "Make or choose a synthetic CT first."
    with pytest.raises(InputError, match="Measure against a CT first"):
        surface.show_heat_map()


def test_walls_too_thin_for_a_printer_are_coloured_and_told_by_place(surface, a_bench):
    array = np.full((20, 40, 60), -1000.0, np.float32)
    array[3:17, 5:20, 5:55] = 1000
    array[3:17, 20:36, 28:31] = 1000
    fin = Volume(array, spacing=(0.2, 1.0, 1.0), metadata={"modality": "CT"})
    a_bench.chosen.sctVolume = node_from_volume(a_bench.scene, fin, "fin")
    surface.start()
    assert a_bench.finish() == ""
    assert "Narrow wall: 0." in a_bench.runner.message
    display = a_bench.chosen.boneModel.GetDisplayNode()
    assert display.GetScalarVisibility()
    assert display.GetActiveScalarName() == COLOURS
