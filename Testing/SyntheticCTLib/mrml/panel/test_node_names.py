"""Results, segments and legends are called in the window's language."""

import pytest

from SyntheticCTPanel.node_names import window_name


def test_in_an_english_window_names_are_the_engines():
    assert window_name("leg MR sCT (synthetic)") == "leg MR sCT (synthetic)"


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("leg sCT (synthetic)", "leg sCT (synthetisch)"),
        ("leg sCT (synthetic)_2", "leg sCT (synthetisch)_2"),
        ("leg sMRI (synthetic, sampled texture)", "leg sMRT (synthetisch, Textur gezogen)"),
        ("CT on leg (preview)", "CT auf leg (Vorschau)"),
        ("leg bone, distance", "leg Knochen, Abstand"),
        ("a name of somebody's", "a name of somebody's"),
    ],
)
def test_the_name_of_an_image_stays_and_what_was_made_of_it_is_german(german, name, named):
    assert window_name(name) == named


@pytest.mark.slow
def test_all_that_the_buttons_make_is_german(
    german, a_panel, a_tiny_model, a_mr_node, a_ct_node, a_sct_node
):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    for _again in range(2):  # the second takes the place of the first, whatever it is called
        assert a_panel.press("synthesizeButton") == ""
    assert [name for name in a_panel.node_names() if "sCT" in name] == ["leg MR sCT (synthetisch)"]
    assert a_panel.parameters.sctVolume.GetName() == "leg MR sCT (synthetisch)"
    a_panel.choose(sctVolume=a_sct_node, referenceVolume=a_ct_node)
    for button in ("compareButton", "tissuesButton", "surfaceButton"):
        assert a_panel.press(button) == ""
    made = {name for name in a_panel.node_names() if name.startswith(("sct", "CT ", "Knochen"))}
    made = {name for name in made if "legend" not in name}  # helpers, which nobody sees
    assert made == {
        "sct Bildmaße",
        "sct Fehler je Gewebe",
        "sct Gewebe",
        "sct Knochen",
        "sct Knochen, Abstand",
        "sct Oberflächenabstand",
        "sct minus CT",
        "Knochen im CT, Abstand zu sct",
        "sct",
    }
    legends = a_panel.scene.GetNodesByClass("vtkMRMLColorLegendDisplayNode")
    titles = [legends.GetItemAsObject(n).GetTitleText() for n in range(legends.GetNumberOfItems())]
    assert "sCT minus CT\nHU\nrot: sCT dunkler\nblau: sCT heller" in titles
    assert not [title for title in titles if "red" in title]
    segments = a_panel.parameters.segmentation.GetSegmentation()
    names = {segments.GetNthSegment(n).GetName() for n in range(segments.GetNumberOfSegments())}
    assert {"Luft", "Weichteil"} <= names <= {"Luft", "Fett", "Weichteil", "spongiöser Knochen",
        "kortikaler Knochen", "Knochenmark"}  # fmt: skip
