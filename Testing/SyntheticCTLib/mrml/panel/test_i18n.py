"""The panel in another language: its own words, and those of the worker's engine."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel import words
from SyntheticCTPanel.i18n import said, tr, use_language


@pytest.fixture
def german():
    use_language("de")
    yield
    use_language(None)


def test_without_a_language_it_is_english():
    assert tr("Ready") == "Ready"
    assert said("Something of the engine.") == "Something of the engine."


def test_words_are_german_and_what_has_no_translation_stays(german):
    assert tr("Ready") == "Bereit"
    assert tr("no translation of this") == "no translation of this"
    assert words.inspection(None) == "Das Bild wird angesehen …"


def test_a_window_offers_nothing_that_only_a_command_line_has(a_phantom):
    with pytest.raises(InputError) as raised:
        check_ct(a_phantom.mr)
    assert "--force" in str(raised.value)
    assert "--force" not in said(raised.value.args[0])


def test_a_refusal_of_the_engine_is_german(german, a_phantom):
    with pytest.raises(InputError) as raised:
        check_ct(a_phantom.mr, "sCT")
    assert said(raised.value.args[0]).startswith("sCT: kein CT (der Dateikopf sagt MR; Werte")


def test_what_a_worker_says_is_german_too(german, a_panel, a_scene):
    node = node_from_volume(a_scene, Volume(np.arange(64.0).reshape(1, 8, 8)), "slice")
    a_panel.choose(inputVolume=node)
    a_panel.until(lambda: not a_panel.presenter.active)
    control = a_panel.presenter.controls()["synthesizeButton"]
    assert control.tooltip == (
        "Das Bild ist eine einzelne Schicht (8 x 8 x 1 Voxel): entlang jeder Achse werden "
        "mindestens 2 Voxel gebraucht."
    )
