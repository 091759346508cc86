"""What is chosen, in one place: asking for what is not there is a sentence."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.display import mark_as_hounsfield
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel.parameters import (
    CurrentParameters,
    choose_what_is_plain,
    needed,
    needed_sct,
)


def test_while_no_scene_is_open_there_are_no_parameters():
    with pytest.raises(InputError, match="There is no scene to work on"):
        CurrentParameters().get()


def test_what_is_not_chosen_is_asked_for(a_bench):
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        needed_sct(a_bench.chosen)
    assert needed("something", "Choose something.") == "something"


def test_a_ct_that_comes_after_the_synthesis_is_what_is_measured_against(
    a_bench, a_mr_node, a_sct_node, a_phantom
):
    now = a_bench.chosen
    choose_what_is_plain(now, a_bench.scene)
    assert (now.inputVolume, now.referenceVolume) == (a_mr_node, None)
    now.sctVolume = a_sct_node
    choose_what_is_plain(now, a_bench.scene)
    assert now.referenceVolume is None  # there is no CT yet
    loaded = node_from_volume(a_bench.scene, a_phantom.ct, "CT")
    mark_as_hounsfield(loaded)
    choose_what_is_plain(now, a_bench.scene)
    assert now.referenceVolume is loaded


def test_of_two_real_cts_none_is_chosen(a_bench, a_mr_node, a_sct_node, a_phantom):
    now = a_bench.chosen
    now.inputVolume, now.sctVolume = a_mr_node, a_sct_node
    for name in ("CT", "another CT"):
        mark_as_hounsfield(node_from_volume(a_bench.scene, a_phantom.ct, name))
    choose_what_is_plain(now, a_bench.scene)
    assert now.referenceVolume is None
