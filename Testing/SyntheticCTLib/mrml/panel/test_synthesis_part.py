"""Synthesize, without the rest of the panel: a model that is handed in, a real worker."""

from types import SimpleNamespace

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import read_info
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import slice_composites
from SyntheticCTPanel.synthesis_part import SynthesisPart


def part_of(bench, info):
    bench.settings.device = "cpu"
    return SynthesisPart(
        scene=bench.scene,
        parameters=bench.parameters,
        models=SimpleNamespace(chosen=lambda: info),
        settings=bench.settings,
        starter=bench.starter,
    )


def test_it_writes_into_the_chosen_output(a_bench, a_mr_node, a_ct_node, a_model_folder):
    a_bench.chosen.inputVolume, a_bench.chosen.outputVolume = a_mr_node, a_ct_node
    part_of(a_bench, read_info(a_model_folder)).start()
    assert a_bench.finish() == ""
    assert a_bench.chosen.sctVolume is a_ct_node
    assert record_of(a_ct_node)["model"]["id"] == "tiny"
    assert not list(a_bench.folder.iterdir())


def test_without_an_input_or_a_model_it_says_so(a_bench, a_mr_node):
    with pytest.raises(InputError, match="Choose an input volume first"):
        part_of(a_bench, None).start()
    a_bench.chosen.inputVolume = a_mr_node
    with pytest.raises(InputError, match="Choose a model first"):
        part_of(a_bench, None).start()


def test_the_views_show_the_synthetic_image_over_its_input(a_bench, a_mr_node, a_sct_node):
    composite = a_bench.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    a_bench.chosen.inputVolume, a_bench.chosen.sctVolume = a_mr_node, a_sct_node
    part = part_of(a_bench, None)
    part.show()
    assert composite.GetBackgroundVolumeID() == a_mr_node.GetID()
    assert composite.GetForegroundVolumeID() == a_sct_node.GetID()
    assert composite.GetForegroundOpacity() == 0.5
    part.fade(80.0)
    assert [view.GetForegroundOpacity() for view in slice_composites(a_bench.scene)] == [0.8]
