"""Surface, without the rest of the panel."""

import json

import pytest

from SyntheticCTLib.errors import InputError
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
    assert a_bench.chosen.boneModel is None


def test_without_a_synthetic_ct_it_says_so(surface, a_bench, tmp_path):
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        surface.start()
    surface.export(tmp_path / "bone.stl")
    assert a_bench.runner.failure == "Make or choose a synthetic CT first."
    with pytest.raises(InputError, match="Measure against a CT first"):
        surface.show_heat_map()
