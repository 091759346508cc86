"""The panel in another language: its own words, and those of the worker's engine."""

from types import SimpleNamespace

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError, SyntheticCTError
from SyntheticCTLib.files.atomic import check_new_folder
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.guards.words import NOT_CALIBRATED
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.importing.archives import unpack
from SyntheticCTLib.models.catalogue import find_model_folder
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.registration.transforms import read_transform
from SyntheticCTLib.registration.verdict import way_round
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTLib.surface.print.printers import Printer
from SyntheticCTLib.surface.print.verdict import judge_print
from SyntheticCTLib.surface.print.wall_thickness import NarrowPlace
from SyntheticCTLib.synthesis.options import NEEDS_PRIOR
from SyntheticCTPanel import words
from SyntheticCTPanel.card_words import card_in_window
from SyntheticCTPanel.failures import failure_of
from SyntheticCTPanel.i18n import said, tr
from SyntheticCTPanel.widget_texts import translate_texts


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


def test_a_method_has_the_name_that_the_list_of_methods_has():
    assert "the method “What passes its own checks first”" in said(NOT_CALIBRATED)
    assert "the method “Shading taken off by fat and muscle”" in said(NOT_CALIBRATED)
    assert "(method “By the planning CT”)" in said("(method prior)")
    assert said("another method of work") == "another method of work"


def test_an_option_is_called_as_its_control():
    assert said(NEEDS_PRIOR).endswith("give one (“Planning CT”).")
    assert said("say it (--modality CT; modality in Python).") == "say it (“The image is” CT)."
    assert said("leave --samples out.") == "leave --samples (on the command line) out."


def test_controls_and_methods_are_called_so_in_german_too(german):
    assert said(NEEDS_PRIOR) == (
        "Das Verfahren “Nach dem Planungs-CT” braucht ein Planungs-CT: geben Sie eines an "
        "(“Planungs-CT”)."
    )


def test_a_sentence_of_a_record_is_german_although_its_parts_are_lost(german):
    (turned,) = way_round("90 degrees about the z axis", mirrored=False)
    assert said(str(turned)) == said(turned)
    assert said(str(turned)).startswith("Das bewegte Bild passt nur gedreht")
    both = f"{turned} 96.0\u00a0% of the bone surface is within 2 mm (at least 95.0\u00a0%)."
    measured = (
        "96.0\u00a0% der Knochenoberfläche liegen innerhalb von 2 mm (mindestens 95.0\u00a0%)."
    )
    assert said(both) == f"{said(turned)} {measured}"


def test_a_tooltip_that_slicer_has_made_a_paragraph_of_is_translated(german):
    box = SimpleNamespace(text="", toolTip="<p>Even out the coil&quot;s shading.</p>")
    found = "<p>Where the network runs. This choice belongs to the computer and is not saved with "
    device = SimpleNamespace(toolTip=f"{found}the scene.</p>", accessibleName="Device")
    translate_texts(SimpleNamespace(box=box, device=device))
    assert device.toolTip.startswith("Worauf das Netz läuft. ")
    assert device.accessibleName == "Gerät"
    assert box.toolTip.startswith("<p>")  # nobody knows this one
    quoted = "<p>Raise name, side and &quot;synthetic, not for clinical use&quot; on a flat place"
    emboss = SimpleNamespace(toolTip=f"{quoted} of it.</p>")
    translate_texts(SimpleNamespace(emboss=emboss))
    assert "Raise" not in emboss.toolTip


def test_steps_of_a_method_are_called_by_name():
    doubt = "The result is doubtful: bone lies low (method shading+network+prior)."
    assert said(doubt).endswith(
        "(method “shading taken off, then the model, then the planning CT”)."
    )
    assert "“the level set by fat and muscle”" in said("(method line)")


def test_what_prints_and_what_is_segmented_is_german(german):
    printer = Printer("FDM", wall_mm=0.8, gap_mm=0.5, shell_mm3=1.0, source="")
    places = [NarrowPlace((0.0, 0.0, 0.0), 0.31, 0.01)]
    found = judge_print(
        printer,
        lasting=["Parts of it touch in edges or points only."],
        mendable=["It is open along 3 edges."],
        walls=places,
        gaps=[],
    )
    assert found.sentence.startswith("NOT READY TO PRINT (FDM: walls of 0.8 mm, gaps of 0.5 mm).")
    german_one = said(found.to_dict()["sentence"])
    assert german_one.startswith("NICHT DRUCKFERTIG (FDM: Wände von 0.8 mm, Spalten von 0.5 mm).")
    assert "Wände sind dünner als 0.8 mm: 1 Stelle (1.0 % der Oberfläche)" in german_one
    assert "entlang von 3 Kanten offen" in german_one
    assert "of the" not in german_one
    assert said("HU limits") == "nach HU-Grenzen"


def test_a_verdict_in_the_status_line_is_german(german):
    passed = Verdict("passed", "96.0\u00a0% of it.", 2.0, 0.95, share=0.96)
    assert words.answer(passed) == (
        "BESTANDEN: 96.0\u00a0% der Knochenoberfläche liegen innerhalb von 2 mm "
        "(mindestens 95.0\u00a0%)."
    )


def test_a_template_does_not_swallow_the_sentence_behind_it(german):
    cause = (
        "Not within 2 mm on the CT's bone surface: the sCT's bone is too small or missing at "
        "0.0\u00a0% of it, too large at 5.0\u00a0%. The largest places: 1.6\u00a0% too large by up "
        "to 6.7 mm, at LPS 0.5, -7.5, -65.2; and then 0.9\u00a0% too small by up to "
        "3.1 mm, at LPS 9.0, 7.5, 65.2."
    )
    told = said(cause)
    assert "Die größten Stellen: 1.6\u00a0% zu groß um bis zu 6.7 mm" in told
    assert told.endswith("; dann 0.9\u00a0% zu klein um bis zu 3.1 mm, bei R -9, A -8, S 65.")
    assert "The largest" not in told


def _written(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        (lambda f: read_volume(f / "none.nii"), "{}/none.nii gibt es nicht: prüfen Sie den Namen."),
        (lambda f: read_volume(_written(f / "a.xyz", b"x")), "{}/a.xyz hat ein unbekanntes Format"),
        (lambda f: read_transform(f / "none.tfm"), "Eine Datei {}/none.tfm gibt es nicht."),
        (
            lambda f: unpack(_written(f / "m.zip", b"PK"), f),
            "{}/m.zip kann nicht ausgepackt",
        ),
        (lambda f: (f / "no" / "one").mkdir(), "{}/no/one gibt es nicht: prüfen Sie den Namen."),
        (lambda f: check_new_folder(_written(f / "b", b"")), "{}/b gibt es schon: wählen Sie den"),
    ],
)
def test_an_error_about_a_file_is_german(german, tmp_path, fails, words):
    with pytest.raises((SyntheticCTError, OSError)) as raised:
        fails(tmp_path)
    assert failure_of(raised.value).startswith(words.format(tmp_path))


def card_of(model):
    return (find_model_folder(model) / "docs" / "README.md").read_text(encoding="utf-8")


def test_a_card_says_in_german_what_its_model_must_not_be_used_for(german):
    card = card_of("mr-to-ct-limb")
    shown = card_in_window(card)
    assert "## Wofür es nicht benutzt werden darf" in shown
    assert "* Für keine Entscheidung über einen Patienten.\n* Köpfe, Hälse, " in shown
    assert "Was hier keine Übersetzung hat, ist englisch." in shown
    assert shown.count("\n## ") == card.count("\n## ")
    assert "Residual U-Net, 7.36 million weights" in shown


def test_a_card_is_as_it_was_written_in_english():
    card = card_of("cbct-to-ct")
    assert card_in_window(card) == card
