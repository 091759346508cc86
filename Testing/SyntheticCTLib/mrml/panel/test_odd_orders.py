"""Things done in an order that nobody thought of: nothing raises, and nothing old is shown."""

from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_spacing
from SyntheticCTLib.mrml.display import mark_as_hounsfield
from SyntheticCTLib.mrml.volumes import node_from_volume, same_image
from SyntheticCTPanel.parameters import unchoose

UI_FILE = Path(__file__).resolve().parents[4] / "SyntheticCT/Resources/UI/SyntheticCT.ui"

BUTTONS = ("compareButton", "previewButton")


def test_what_was_said_of_a_scene_goes_with_it(a_panel):
    a_panel.runner.say(
        "PASSED: 96.0\u00a0% of the bone surface is within 2 mm (at least 95.0\u00a0%)."
    )
    a_panel.presenter.scene_closes()
    assert a_panel.runner.message == ""


def test_segments_are_made_although_the_chosen_view_cannot_be_shown_any_more(a_panel, a_sct_node):
    difference = type(a_panel.parameters.shownView)("difference")
    a_panel.choose(sctVolume=a_sct_node, shownView=difference)  # nothing is measured any more
    assert a_panel.press("tissuesButton") == ""
    assert a_panel.parameters.segmentation is not None
    assert "segments" in a_panel.runner.message


def test_a_synthetic_ct_that_was_saved_and_loaded_again_is_no_real_ct(
    a_panel, a_scene, a_sct_node, a_bright_sct, a_ct_node, a_mr_node
):
    again = node_from_volume(a_scene, a_bright_sct, "loaded again", like=a_mr_node)
    a_panel.choose(sctVolume=a_sct_node, referenceVolume=again)
    for button in BUTTONS:
        with pytest.raises(InputError, match="loaded again has the values of sct"):
            a_panel.presenter.press(button)
    assert not same_image(a_sct_node, a_ct_node)


def test_nor_is_one_that_another_program_wrote_with_other_rounding(
    a_panel, a_scene, a_sct_node, a_bright_sct, a_mr_node
):
    rounded = a_bright_sct.with_array(np.floor(a_bright_sct.array + 0.7))
    a_panel.choose(
        sctVolume=a_sct_node,
        referenceVolume=node_from_volume(a_scene, rounded, "rounded", like=a_mr_node),
    )
    with pytest.raises(InputError, match="rounded has the values of sct"):
        a_panel.presenter.press("compareButton")


def test_nor_one_that_was_resampled(a_panel, a_scene, a_bright_sct):
    smooth = a_bright_sct.with_array(gaussian_filter(a_bright_sct.array, 1.5))  # as a network's is
    finer = to_spacing(smooth, (3.1, 3.1, 5.0), order=1, outside=-1000)
    again = node_from_volume(a_scene, finer, "resampled")
    a_panel.choose(
        sctVolume=node_from_volume(a_scene, smooth, "sct"),
        referenceVolume=again,
    )
    for button in BUTTONS:
        before = a_panel.node_names()
        assert "resampled has the values of sct" in a_panel.press(button)
        assert a_panel.node_names() == before


def test_nor_one_that_is_called_so(a_panel, a_scene, a_phantom, a_sct_node, a_ct_node):
    a_panel.choose(sctVolume=a_sct_node, referenceVolume=a_ct_node)
    for name in ("5: Synthetic CT - not for clinical use", "leg_sCT", "leg sCT (synthetisch)"):
        a_ct_node.SetName(name)
        for button in BUTTONS:
            control = a_panel.presenter.controls()[button]
            assert not control.enabled
            assert control.tooltip.startswith(f"{name} is synthetic by its name")
    for name in ("leg CT", "CT on leg sCT (synthetic)", "SCT", "sts_024 CT"):
        a_ct_node.SetName(name)
        assert a_panel.presenter.controls()["compareButton"].enabled, name


def test_what_ends_after_a_scene_was_loaded_into_this_one_is_not_taken_for_its_results(
    a_panel, a_scene, a_phantom, a_tiny_model, a_mr_node, a_sct_node, a_ct_node
):
    other = node_from_volume(a_scene, a_phantom.ct, "of another scene")
    a_panel.choose(inputVolume=a_mr_node, sctVolume=a_sct_node, referenceVolume=a_ct_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    for button, made in (
        ("compareButton", "sct minus CT"),
        ("synthesizeButton", "leg MR sCT (synthetic)"),
    ):
        a_panel.presenter.press(button)
        a_panel.choose(inputVolume=other, sctVolume=other)  # as it brings them with it
        a_panel.until(lambda: not a_panel.runner.state.busy)
        assert made in a_panel.node_names()
        assert a_panel.parameters.sctVolume is other
        assert "PASSED" not in a_panel.runner.message
        a_panel.choose(inputVolume=a_mr_node, sctVolume=a_sct_node)
        a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.parameters.differenceVolume is None


def test_what_a_registration_still_needs_closes_both_buttons(
    a_panel, a_scene, a_sct_node, a_ct_node
):
    mark_as_hounsfield(a_ct_node)
    kind = type(a_panel.parameters.registration)
    transform = a_scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "by hand")
    points = a_scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "on the CT")

    def reasons():
        found = a_panel.presenter.controls()
        return {found[name].tooltip for name in BUTTONS if not found[name].enabled}

    a_panel.choose(sctVolume=a_sct_node, referenceVolume=a_ct_node, registration=kind("transform"))
    assert reasons() == {"Choose the transform that brings the CT onto the synthetic CT."}
    a_panel.choose(startTransform=transform)
    assert reasons() == set()
    a_panel.choose(startTransform=None, registration=kind("rigid"), ctLandmarks=points)
    (reason,) = reasons()
    assert reason.startswith("Landmarks come in pairs")
    a_panel.choose(registration=kind("identity"))  # which starts from nothing
    assert reasons() == set()


def test_every_selector_of_one_node_lets_go_of_a_node_that_goes():
    tree = ElementTree.parse(UI_FILE)
    bound = {
        widget.findtext("property[@name='SlicerParameterName']/string")
        for widget in tree.getroot().iter("widget")
        if widget.get("class") == "qMRMLNodeComboBox"
    }
    now = SimpleNamespace(**dict.fromkeys(bound, "node that goes"), model="node that goes")
    unchoose(now, "node that goes")
    assert {name: value for name, value in vars(now).items() if value} == {"model": now.model}
