"""Which buttons can be pressed, and why the others cannot. A reason is the button's tooltip."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.reasons import (
    against_comparison,
    against_synthesis,
    bundled,
    uncompared,
    without_cone_beam,
    without_distances,
    without_hu,
    without_line_profile,
    without_method,
    without_model,
    without_part,
    without_report,
    without_sct,
    without_segmentation,
    without_total_segmentator,
)
from SyntheticCTPanel.situation import Situation
from SyntheticCTPanel.states import State


@dataclass(frozen=True)
class Control:
    """How a button or slider stands.

    Attributes:
        enabled: whether it can be used.
        tooltip: what it does, or why it cannot be used.
        text: on it; None leaves what the .ui file says.
    """

    enabled: bool
    tooltip: str
    text: str | None = None


def controls(now: Situation) -> dict[str, Control]:
    """Every control's state by the name of its widget."""
    made = {}
    for name, (text, tooltip, reason) in _jobs(now).items():
        made[name] = _job_control(now, name, text, tooltip, reason)
    for name, (tooltip, reason) in _others(now).items():
        made[name] = Control(not reason, reason or tooltip)
    return made


def _job_control(now: Situation, name: str, text: str, tooltip: str, reason: str) -> Control:
    """A button that starts a job, and turns into Cancel while that one runs."""
    if now.state.busy and now.running == name:
        if now.state is State.CANCELLING:
            return Control(False, _("The work is being stopped; this takes a second."), _("Cancel"))
        if now.state is State.INSTALLING:
            return Control(False, _("Packages are being installed."), text)
        return Control(True, _("Stop the work. The scene stays as it is."), _("Cancel"))
    if now.state.busy:
        waiting = _("Wait until “{title}” is done, or cancel it.").format(title=now.title)
        return Control(False, waiting, text)
    return Control(not reason, reason or tooltip, text)


def _jobs(now: Situation) -> dict[str, tuple[str, str, str]]:
    """Text, tooltip and reason against it ("" for none) of each button that starts a job."""
    return {
        **_jobs_that_make(now),
        **_jobs_that_measure(now),
        **_jobs_that_segment(now),
        **_jobs_that_write(now),
    }


def _jobs_that_make(now: Situation) -> dict[str, tuple[str, str, str]]:
    return {
        "synthesizeButton": (
            _("&Synthesize"),
            _("Make the synthetic image of the input volume, on exactly its grid."),
            against_synthesis(now),
        ),
        "devicesButton": (
            _("Look for GPUs"),
            _("Ask PyTorch which devices this computer has and how much memory is free on each."),
            "",
        ),
        "addModelButton": (
            _("Add..."),
            _("Look at the model there, show its licence and origin, ask, convert it and try it."),
            "" if now.model_source else _("Say first where the model comes from."),
        ),
        "studyButton": (
            _("A folder of patients..."),
            _("Do what is chosen here with each patient of a folder, as one study."),
            without_model(now),
        ),
    }


def _jobs_that_measure(now: Situation) -> dict[str, tuple[str, str, str]]:
    return {
        "previewButton": (
            _("Pre&view registration"),
            _("Bring the CT onto the synthetic CT's grid and show it over it; measure nothing."),
            against_comparison(now),
        ),
        "compareButton": (
            _("&Measure against the CT"),
            _("Measure the synthetic CT against the CT: the verdict, figures, difference map."),
            against_comparison(now),
        ),
    }


def _jobs_that_segment(now: Situation) -> dict[str, tuple[str, str, str]]:
    return {
        "tissuesButton": (
            _("&Tissues by HU"),
            _("Label air, fat, soft tissue, bone and marrow of the synthetic CT by its HU."),
            without_hu(now),
        ),
        "bonesButton": (
            _("Bones by shape"),
            _("Label the separate bones of the synthetic CT, to be named in the Segment Editor."),
            without_hu(now),
        ),
        "totalSegmentatorButton": (
            _("T&otalSegmentator"),
            _("Segment organs and single bones with the extension TotalSegmentator."),
            without_sct(now) or without_total_segmentator(now),
        ),
        "surfaceButton": (
            _("Make &bone surface"),
            _("Contour the bone of the synthetic CT at the threshold and show it in 3D."),
            without_hu(now),
        ),
    }


def _jobs_that_write(now: Situation) -> dict[str, tuple[str, str, str]]:
    return {
        "dicomButton": (
            _("Save as &DICOM..."),
            _("Write what is chosen above as DICOM, in the study of an input from DICOM."),
            without_sct(now) or without_part(now),
        ),
        "exportButton": (
            _("E&xport surface..."),
            _("Write the bone surface in LPS millimetres, with its settings and checks beside it."),
            without_hu(now),
        ),
    }


def _others(now: Situation) -> dict[str, tuple[str, str]]:
    """Tooltip and reason against it of each control that acts at once."""
    return {
        **_of_synthesis(now),
        **_of_views(now),
        **_of_segments(now),
        **_of_comparison(now),
        **_of_models(now),
    }


def _of_synthesis(now: Situation) -> dict[str, tuple[str, str]]:
    """What is made, of what and how."""
    return {
        "sampleDataButton": (_("Draw a simulated thigh on this computer and load MR and CT."), ""),
        "methodComboBox": (
            _("How a cone-beam CT is corrected; for a PETRA the relation that needs no model."),
            without_method(now),
        ),
        "priorSelector": (
            _("The patient's planning CT: it corrects, and fills what the field cut off."),
            without_cone_beam(now),
        ),
        "undoButton": (
            _("Take back what the last button made: {name}.").format(name=now.last_result),
            "" if now.last_result else _("There is no result to take back."),
        ),
    }


def _of_views(now: Situation) -> dict[str, tuple[str, str]]:
    """What the views show."""
    return {
        "viewComboBox": (_("What the views show. Every choice leads to every other."), ""),
        "amountSlider": (
            _("How far the upper image covers the synthetic CT, or where the line is."),
            without_sct(now)
            or now.view_problem
            or ("" if now.view_has_amount else _("This view has nothing to move.")),
        ),
        "revealAxisComboBox": (
            _("The direction in which the line moves."),
            "" if now.reveals else _("Only a view that reveals has a line."),
        ),
        "showAgainButton": (
            _("Turn the views to what is chosen here, whatever they show now."),
            without_sct(now) or now.view_problem,
        ),
        "lineProfileButton": (
            _("Open Slicer's module Line Profile with the synthetic CT."),
            without_sct(now) or without_line_profile(now),
        ),
    }


def _of_segments(now: Situation) -> dict[str, tuple[str, str]]:
    """Segments and their display."""
    lacking = without_segmentation(now)
    return {
        "segmentOpacitySlider": (
            _("How far the segments cover the image."),
            lacking,
        ),
        "show3DButton": (
            _("Show the segments in the 3D view."),
            lacking,
        ),
        "segmentEditorButton": (
            _("Open the segmentation in Slicer's Segment Editor, over the synthetic CT."),
            lacking,
        ),
    }


def _of_comparison(now: Situation) -> dict[str, tuple[str, str]]:
    """The comparison, its figures and its report."""
    return {
        "transformsButton": (
            _("Open Slicer's module Transforms to correct the chosen transform by hand."),
            "" if now.transform else _("Choose a transform first."),
        ),
        "tableButton": (_("Show the table of the metrics beside the views."), uncompared(now)),
        "heatMapButton": (
            _("Show the bone surface coloured by its distance from the CT's, with a legend in mm."),
            uncompared(now) or without_distances(now),
        ),
        "reportButton": (
            _("Open the report of the comparison in the browser."),
            uncompared(now) or without_report(now),
        ),
        "saveReportButton": (
            _("Copy the comparison's folder, with report and every figure, to a place of yours."),
            uncompared(now) or without_report(now),
        ),
        "addScoreButton": (
            _("Keep this score beside the comparison; the report shows how far readers agree."),
            uncompared(now) or without_report(now),
        ),
    }


def _of_models(now: Situation) -> dict[str, tuple[str, str]]:
    """The models and where one comes from."""
    return {
        "verifyButton": (
            _("Check the model's weights against the hash that its card names."),
            without_model(now),
        ),
        "openModelButton": (_("Open the model's folder."), without_model(now)),
        "sourceFolderButton": (_("Choose the folder of a model."), ""),
        "sourceFileButton": (_("Choose an archive, or the file of a network."), ""),
        "removeModelButton": (
            _("Take the added folder off the list. Its files stay; those of a converted model go."),
            without_model(now) or bundled(now),
        ),
    }
