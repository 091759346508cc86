"""Synthesize, without the rest of the panel: a model that is handed in, a real worker."""

from types import SimpleNamespace

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import find_model_folder, read_info
from SyntheticCTLib.mrml.display import mark_as_hounsfield
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTPanel.synthesis_part import SynthesisPart, kind_of_input


def part_of(bench, info):
    bench.settings.device = "cpu"
    return SynthesisPart(
        scene=bench.scene,
        parameters=bench.parameters,
        models=SimpleNamespace(chosen=lambda: info),
        settings=bench.settings,
        starter=bench.starter,
        results=bench.results,
        choose_view=bench.views.append,
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


def test_a_second_synthesis_takes_the_place_of_the_first(a_bench, a_mr_node, a_model_folder):
    a_bench.chosen.inputVolume = a_mr_node
    part = part_of(a_bench, read_info(a_model_folder))
    for _ in range(2):
        part.start()
        assert a_bench.finish() == ""
    assert a_bench.chosen.sctVolume.GetName() == "leg MR sCT (synthetic)"
    assert a_bench.views == ["input", "input"]
    assert part.expected() is None  # the model of the test says nothing


def test_the_only_real_ct_is_what_is_measured_against(
    a_bench, a_mr_node, a_ct_node, a_model_folder
):
    mark_as_hounsfield(a_ct_node)
    a_bench.chosen.inputVolume = a_mr_node
    part_of(a_bench, read_info(a_model_folder)).start()
    assert a_bench.finish() == ""
    assert a_bench.chosen.referenceVolume is a_ct_node


def test_what_the_user_says_of_the_input_goes_before_its_header(a_bench, a_ct_node):
    now = a_bench.chosen
    now.inputVolume = a_ct_node
    mark_as_hounsfield(a_ct_node)
    assert kind_of_input(now) == "CT"
    now.inputKind = type(now.inputKind)("CBCT")
    assert kind_of_input(now) == "CBCT"


@pytest.mark.parametrize(("model", "asked"), [("cbct-to-ct", "prior"), ("mr-to-ct-limb", "auto")])
def test_only_a_model_of_cone_beam_cts_is_given_method_and_planning_ct(
    a_bench, a_mr_node, a_ct_node, tmp_path, model, asked
):
    now = a_bench.chosen
    now.inputVolume, now.priorVolume = a_mr_node, a_ct_node
    now.method = type(now.method)("prior")
    made = []
    starter = SimpleNamespace(start=lambda _button, _title, make, _done, **_: made.append(make))
    a_bench.starter = starter
    part_of(a_bench, read_info(find_model_folder(model))).start()
    job = made[0](Handover(tmp_path))
    assert job.options.method == asked
    assert (job.prior is not None) == (asked == "prior")
