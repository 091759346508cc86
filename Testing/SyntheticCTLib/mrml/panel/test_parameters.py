"""What is chosen, in one place: asking for what is not there is a sentence."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTPanel.parameters import CurrentParameters, needed, needed_sct


def test_while_no_scene_is_open_there_are_no_parameters():
    with pytest.raises(InputError, match="There is no scene to work on"):
        CurrentParameters().get()


def test_what_is_not_chosen_is_asked_for(a_bench):
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        needed_sct(a_bench.chosen)
    assert needed("something", "Choose something.") == "something"
