"""Which buttons can be pressed, and why the others cannot. A reason is the button's tooltip."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.mrml.volumes import DIFFERENCE, EXPECTED_ERROR
from SyntheticCTLib.synthesis.options import NEEDS_PRIOR
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.situation import Situation
from SyntheticCTPanel.states import State
from SyntheticCTPanel.words import several_into_one


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
        "synthesizeButton": (
            _("&Synthesize"),
            _("Make the synthetic image of the input volume, on exactly its grid."),
            _against_synthesis(now),
        ),
        "devicesButton": (
            _("Look for GPUs"),
            _("Ask PyTorch which devices this computer has and how much memory is free on each."),
            "",
        ),
        "previewButton": (
            _("Pre&view registration"),
            _("Bring the CT onto the synthetic CT's grid and show it over it; measure nothing."),
            _against_comparison(now),
        ),
        "compareButton": (
            _("&Measure against the CT"),
            _("Measure the synthetic CT against the CT: the verdict, figures, difference map."),
            _against_comparison(now),
        ),
        "tissuesButton": (
            _("&Tissues by HU"),
            _("Label air, fat, soft tissue, bone and marrow of the synthetic CT by its HU."),
            _without_hu(now),
        ),
        "bonesButton": (
            _("Bones by shape"),
            _("Label the separate bones of the synthetic CT, to be named in the Segment Editor."),
            _without_hu(now),
        ),
        "totalSegmentatorButton": (
            _("T&otalSegmentator"),
            _("Segment organs and single bones with the extension TotalSegmentator."),
            _without_sct(now) or _without_total_segmentator(now),
        ),
        "surfaceButton": (
            _("Make &bone surface"),
            _("Contour the bone of the synthetic CT at the threshold and show it in 3D."),
            _without_hu(now),
        ),
        "addModelButton": (
            _("Add..."),
            _("Look at the model there, show its licence and origin, ask, convert it and try it."),
            "" if now.model_source else _("Say first where the model comes from."),
        ),
        "studyButton": (
            _("A folder of patients..."),
            _("Do what is chosen here with each patient of a folder, as one study."),
            "" if now.model else _("Choose a model first."),
        ),
        "dicomButton": (
            _("Save as &DICOM..."),
            _("Write what is chosen above as DICOM, in the study of an input from DICOM."),
            _without_sct(now) or _without_part(now),
        ),
        "exportButton": (
            _("E&xport surface..."),
            _("Write the bone surface in LPS millimetres, with its settings and checks beside it."),
            _without_hu(now),
        ),
    }


def _others(now: Situation) -> dict[str, tuple[str, str]]:
    """Tooltip and reason against it of each control that acts at once."""
    return {
        "sampleDataButton": (_("Draw a simulated thigh on this computer and load MR and CT."), ""),
        "undoButton": (
            _("Take back what the last button made: {name}.").format(name=now.last_result),
            "" if now.last_result else _("There is no result to take back."),
        ),
        "showAgainButton": (
            _("Turn the views to what is chosen here, whatever they show now."),
            _without_sct(now) or now.view_problem,
        ),
        "viewComboBox": (_("What the views show. Every choice leads to every other."), ""),
        "amountSlider": (
            _("How far the upper image covers the synthetic CT, or where the line is."),
            _without_sct(now)
            or now.view_problem
            or ("" if now.view_has_amount else _("This view has nothing to move.")),
        ),
        "revealAxisComboBox": (
            _("The direction in which the line moves."),
            "" if now.reveals else _("Only a view that reveals has a line."),
        ),
        "methodComboBox": (
            _("How a cone-beam CT is corrected; for a PETRA the relation that needs no model."),
            _without_method(now),
        ),
        "priorSelector": (
            _("The patient's planning CT: it corrects, and fills what the field cut off."),
            _without_cone_beam(now),
        ),
        "transformsButton": (
            _("Open Slicer's module Transforms to correct the chosen transform by hand."),
            "" if now.transform else _("Choose a transform first."),
        ),
        "tableButton": (_("Show the table of the metrics beside the views."), _uncompared(now)),
        "lineProfileButton": (
            _("Open Slicer's module Line Profile with the synthetic CT."),
            _without_sct(now) or _without_line_profile(now),
        ),
        "segmentOpacitySlider": (
            _("How far the segments cover the image."),
            "" if now.segmentation else _("Make or choose a segmentation first."),
        ),
        "show3DButton": (
            _("Show the segments in the 3D view."),
            "" if now.segmentation else _("Make or choose a segmentation first."),
        ),
        "segmentEditorButton": (
            _("Open the segmentation in Slicer's Segment Editor, over the synthetic CT."),
            "" if now.segmentation else _("Make or choose a segmentation first."),
        ),
        "heatMapButton": (
            _("Show the bone surface coloured by its distance from the CT's, with a legend in mm."),
            _uncompared(now) or _without_distances(now),
        ),
        "reportButton": (
            _("Open the report of the comparison in the browser."),
            _uncompared(now) or _without_report(now),
        ),
        "saveReportButton": (
            _("Copy the comparison's folder, with report and every figure, to a place of yours."),
            _uncompared(now) or _without_report(now),
        ),
        "addScoreButton": (
            _("Keep this score beside the comparison; the report shows how far readers agree."),
            _uncompared(now) or _without_report(now),
        ),
        "verifyButton": (
            _("Check the model's weights against the hash that its card names."),
            _without_model(now),
        ),
        "openModelButton": (_("Open the model's folder."), _without_model(now)),
        "sourceFolderButton": (_("Choose the folder of a model."), ""),
        "sourceFileButton": (_("Choose an archive, or the file of a network."), ""),
        "removeModelButton": (
            _("Take the added folder off the list. Its files stay; those of a converted model go."),
            _without_model(now) or _bundled(now),
        ),
    }


def _against_synthesis(now: Situation) -> str:
    if not now.input:
        return _("Choose an image first.")
    if now.method_petra and not now.says_petra:
        return _(
            "The chosen method is for PETRA and UTE: say under The image is that it is one, or "
            "choose another method."
        )
    if not now.model and not now.method_petra:
        return _("There is no model for this body region; choose another one.")
    if now.unusable:
        return said(now.unusable)
    if now.lacks_prior:
        return said(NEEDS_PRIOR)
    if now.prior_is_input:
        return _("The planning CT is the input itself: choose another one, or none.")
    if now.several_into_one:
        return several_into_one()
    if now.output_is_input:
        return _("The output cannot be the input: choose another volume, or a new one.")
    if now.looking:
        return _("The image is being looked at, so that the model fits it; this takes seconds.")
    if now.objection:
        return _("{reason} If you know better, tick Use it all the same.").format(
            reason=said(now.objection)
        )
    return ""


def _against_comparison(now: Situation) -> str:
    if reason := _without_hu(now):
        return reason
    if not now.reference:
        return _("Choose the real CT of the same patient first.")
    if now.reference_is_sct:
        return _("The CT is the synthetic CT itself: choose the real one.")
    if now.reference_is_synthetic:
        return _("The chosen CT is synthetic by its record: choose the real one.")
    if now.reference_is_called_synthetic:
        words = _("{name} is synthetic by its name: choose the real CT, or rename it if it is one.")
        return words.format(name=now.reference)
    if now.reference_is:
        return _("A CT is needed to measure against, and the chosen image is {kind}.").format(
            kind=article(now.reference_is)
        )
    return now.registration_lacks


def _without_sct(now: Situation) -> str:
    return "" if now.sct else _("Make or choose a synthetic CT first.")


def _without_hu(now: Situation) -> str:
    if reason := _without_sct(now):
        return reason
    if not now.sct_is:
        return ""
    return _("This needs a CT in HU, and the chosen image is {kind}.").format(
        kind=article(now.sct_is)
    )


def article(kind: str) -> str:
    """A kind of image in a sentence."""
    named = {
        "MR": _("an MR"),
        DIFFERENCE: _("a difference map"),
        EXPECTED_ERROR: _("a map of expected errors"),
    }
    return named.get(kind, kind)


def _without_report(now: Situation) -> str:
    if now.has_report:
        return ""
    return _("The report's files went with the Slicer that made them: compare again.")


def _uncompared(now: Situation) -> str:
    return "" if now.compared else _("Measure against a CT first.")


def _without_part(now: Situation) -> str:
    """Why what is to be saved as DICOM is not there; an image is, where there is a synthetic CT."""
    kind = now.dicom_kind
    if kind in ("seg", "rtstruct"):
        return "" if now.segmentation else _("Make or choose a segmentation first.")
    if kind in ("stl", "surface"):
        return "" if now.bone else _("Make the bone surface first.")
    if kind == "registration":
        return "" if now.registration else _("Register the CT first.")
    return _uncompared(now) or _without_report(now) if kind in ("verdict", "pdf") else ""


def _without_method(now: Situation) -> str:
    # A method that does not fit can always be unchosen.
    if now.takes_cbct or now.says_petra or now.method_petra:
        return ""
    return _("Only cone-beam CTs, and MRs that are said to be PETRA or UTE, have methods.")


def _without_cone_beam(now: Situation) -> str:
    if now.takes_cbct:
        return ""
    return _("Only models that take a cone-beam CT know this.")


def _without_distances(now: Situation) -> str:
    return "" if now.has_distances else _("The comparison found no bone surface to measure.")


def _without_total_segmentator(now: Situation) -> str:
    if now.total_segmentator:
        return ""
    return _("Install the extension TotalSegmentator with the Extensions Manager first.")


def _without_line_profile(now: Situation) -> str:
    return "" if now.line_profile else _("This Slicer has no module Line Profile.")


def _without_model(now: Situation) -> str:
    return "" if now.model else _("Choose a model first.")


def _bundled(now: Situation) -> str:
    if now.model_added:
        return ""
    return _("This model came with the extension and goes with it; nothing was downloaded.")
