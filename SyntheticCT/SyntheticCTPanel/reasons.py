"""Why a control of the panel cannot be used, in a sentence; "" where it can."""

from __future__ import annotations

from SyntheticCTLib.mrml.volumes import DIFFERENCE, EXPECTED_ERROR
from SyntheticCTLib.synthesis.options import NEEDS_PRIOR
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.situation import Situation
from SyntheticCTPanel.words import several_into_one


def against_synthesis(now: Situation) -> str:
    """Why nothing can be made of the input."""
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


def against_comparison(now: Situation) -> str:
    """Why nothing can be measured against the CT."""
    if reason := without_hu(now):
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
            kind=_article(now.reference_is)
        )
    return now.registration_lacks


def without_sct(now: Situation) -> str:
    """Why nothing can be done with a synthetic CT."""
    return "" if now.sct else _("Make or choose a synthetic CT first.")


def without_hu(now: Situation) -> str:
    """Why nothing can be done that needs HU."""
    if reason := without_sct(now):
        return reason
    if not now.sct_is:
        return ""
    return _("This needs a CT in HU, and the chosen image is {kind}.").format(
        kind=_article(now.sct_is)
    )


def _article(kind: str) -> str:
    """A kind of image in a sentence."""
    named = {
        "MR": _("an MR"),
        DIFFERENCE: _("a difference map"),
        EXPECTED_ERROR: _("a map of expected errors"),
    }
    return named.get(kind, kind)


def without_report(now: Situation) -> str:
    """Why no report can be shown."""
    if now.has_report:
        return ""
    return _("The report's files went with the Slicer that made them: compare again.")


def uncompared(now: Situation) -> str:
    """Why nothing of a comparison can be shown."""
    return "" if now.compared else _("Measure against a CT first.")


def without_segmentation(now: Situation) -> str:
    """Why nothing can be done with segments."""
    return "" if now.segmentation else _("Make or choose a segmentation first.")


def without_part(now: Situation) -> str:
    """Why what is to be saved as DICOM is not there; an image is, where there is a synthetic CT."""
    kind = now.dicom_kind
    if kind in ("seg", "rtstruct"):
        return without_segmentation(now)
    if kind in ("stl", "surface"):
        return "" if now.bone else _("Make the bone surface first.")
    if kind == "registration":
        return "" if now.registration else _("Register the CT first.")
    return uncompared(now) or without_report(now) if kind in ("verdict", "pdf") else ""


def without_method(now: Situation) -> str:
    """Why no method can be chosen."""
    # A method that does not fit can always be unchosen.
    if now.takes_cbct or now.says_petra or now.method_petra:
        return ""
    return _("Only cone-beam CTs, and MRs that are said to be PETRA or UTE, have methods.")


def without_cone_beam(now: Situation) -> str:
    """Why no planning CT can be chosen."""
    if now.takes_cbct:
        return ""
    return _("Only models that take a cone-beam CT know this.")


def without_distances(now: Situation) -> str:
    """Why no distances can be shown."""
    return "" if now.has_distances else _("The comparison found no bone surface to measure.")


def without_total_segmentator(now: Situation) -> str:
    """Why TotalSegmentator cannot be asked."""
    if now.total_segmentator:
        return ""
    return _("Install the extension TotalSegmentator with the Extensions Manager first.")


def without_line_profile(now: Situation) -> str:
    """Why no line profile can be shown."""
    return "" if now.line_profile else _("This Slicer has no module Line Profile.")


def without_model(now: Situation) -> str:
    """Why nothing can be done with a model."""
    return "" if now.model else _("Choose a model first.")


def bundled(now: Situation) -> str:
    """Why the model cannot be removed."""
    if now.model_added:
        return ""
    return _("This model came with the extension and goes with it; nothing was downloaded.")
