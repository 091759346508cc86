"""Synthesize, without the rest of the panel: a model that is handed in, a real worker."""

from types import SimpleNamespace

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import DEFAULT_MODEL, find_model_folder, read_info
from SyntheticCTLib.mrml.display import mark_as_hounsfield
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.synthesis.record import ModelUsed, RecordedWarning, SynthesisRecord
from SyntheticCTPanel.synthesis_part import SynthesisPart, kind_of_input, refuse_doubtful


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
    with pytest.raises(InputError, match="Choose an image first"):
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
    assert part.record().expected is None  # the model of the test says nothing


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
    starter = SimpleNamespace(start_all=lambda _button, pieces, **_: made.extend(pieces))
    a_bench.starter = starter
    part_of(a_bench, read_info(find_model_folder(model))).start()
    job = made[0].make_job(Handover(tmp_path))
    assert job.options.method == asked
    assert (job.prior is not None) == (asked == "prior")


def test_a_petra_that_the_user_says_is_one_goes_without_a_model(a_bench, a_mr_node, tmp_path):
    now = a_bench.chosen
    now.inputVolume, now.inputKind = a_mr_node, type(now.inputKind)("UTE")
    now.method = type(now.method)("petra")
    made = []
    a_bench.starter = SimpleNamespace(start_all=lambda _button, pieces, **_: made.extend(pieces))
    part_of(a_bench, None).start()
    job = made[0].make_job(Handover(tmp_path))
    assert (job.options.method, job.modality, job.model) == ("petra", "MR", DEFAULT_MODEL)
    assert (job.bounds, job.prior) == (False, None)
    assert made[0].title == "Synthetic CT of leg MR"


def test_the_method_for_petra_is_closed_until_the_user_says_that_the_image_is_one(
    a_panel, a_mr_node
):
    methods = a_panel.presenter.controls
    assert not methods()["methodComboBox"].enabled
    a_panel.choose(inputVolume=a_mr_node, method=type(a_panel.parameters.method)("petra"))
    a_panel.until(lambda: not a_panel.presenter.active)
    assert "say under The image is that it is one" in methods()["synthesizeButton"].tooltip
    a_panel.choose(inputKind=type(a_panel.parameters.inputKind)("UTE"))
    a_panel.until(lambda: not a_panel.presenter.active)
    # The guards of a model for limbs have no say: the phantom's few voxels are no reason.
    assert methods()["synthesizeButton"].enabled
    assert methods()["methodComboBox"].enabled


def test_a_ct_is_no_petra_whatever_the_user_chooses(a_panel, a_ct_node):
    mark_as_hounsfield(a_ct_node)
    a_panel.choose(
        inputVolume=a_ct_node,
        inputKind=type(a_panel.parameters.inputKind)("UTE"),
        method=type(a_panel.parameters.method)("petra"),
    )
    a_panel.until(lambda: not a_panel.presenter.active)
    control = a_panel.presenter.controls()["synthesizeButton"]
    assert not control.enabled
    assert "CT" in control.tooltip


def test_a_further_image_of_another_part_of_the_body_is_refused_and_a_small_doubt_is_not():
    refuse_doubtful(None)
    small = RecordedWarning("spacing", "The voxels are larger than those of the training data.")
    refuse_doubtful(SynthesisRecord(ModelUsed("m"), warnings=[small]))
    head = RecordedWarning("anatomy", "This looks like a head; the model learnt from limbs.")
    with pytest.raises(InputError, match=r"looks like a head.* tick Use it all the same"):
        refuse_doubtful(SynthesisRecord(ModelUsed("m"), warnings=[small, head]))


def test_a_planning_ct_is_asked_for_where_the_method_needs_one_and_the_model_takes_one(
    a_panel, a_mr_node, a_ct_node
):
    prior = type(a_panel.parameters.method)("prior")
    a_panel.choose(inputVolume=a_mr_node, method=prior, model="cbct-to-ct")
    assert a_panel.presenter.situation().lacks_prior
    a_panel.choose(priorVolume=a_ct_node)
    assert not a_panel.presenter.situation().lacks_prior
    a_panel.choose(priorVolume=a_mr_node)
    assert a_panel.presenter.situation().prior_is_input
    a_panel.choose(priorVolume=None, model="mr-to-ct-limb")  # which knows no method
    assert not a_panel.presenter.situation().lacks_prior
