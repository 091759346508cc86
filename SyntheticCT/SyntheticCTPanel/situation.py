"""All that decides which buttons can be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTPanel.states import State


@dataclass(frozen=True)
class Situation:
    """All that decides about the controls.

    Attributes:
        state: of the job that runs, if one does.
        running: name of the button that started it.
        title: of that job.
        input, sct, reference, segmentation, bone: names of the chosen nodes, "" for none.
        looking: nobody knows yet what kind of image the input is.
        unusable: why nothing can be made of the input; "" if something can.
        objection: why the model should not be used on it; "" if nothing speaks against it, or the
            user knows better.
        sct_is: what the image to measure is where it is no CT: "MR", "DIFFERENCE MAP", ...
        reference_is: the same of the CT to measure against.
        reference_is_synthetic: that CT was made by a model.
        reference_is_called_synthetic: its name says so.
        output_is_input: the output is the input itself.
        several_into_one: there are further images, and one output.
        reference_is_sct: the CT is the sCT itself.
        registration_lacks: what the chosen registration still needs, "" for nothing.
        model: id of the chosen model, "" for none.
        model_added: it comes from a folder that the user added, or was converted for him.
        model_source: where a further model is to come from, "" for nowhere.
        compared: there is a comparison of the chosen sCT with the chosen CT.
        has_distances: its bone surfaces were measured.
        has_report: the files of the comparison are still there.
        last_result: name of what can be taken back, "" for nothing.
        view_problem: why the chosen view cannot be shown, "" if it can.
        view_has_amount: the slider moves something in the chosen view.
        reveals: the chosen view has a line.
        takes_cbct: the chosen model takes a cone-beam CT.
        says_petra: the user says that the input is a PETRA or UTE.
        method_petra: the method for these is chosen, which has no model.
        lacks_prior: the chosen model and method need a planning CT, and none is chosen.
        prior_is_input: the planning CT is the input itself.
        transform: name of the chosen transform.
        registration: name of the transform that a registration found.
        dicom_kind: what is to be saved as DICOM.
        total_segmentator: TotalSegmentator can be used.
        line_profile: Slicer has the module Line Profile.
    """

    state: State = State.IDLE
    running: str = ""
    title: str = ""
    input: str = ""
    looking: bool = False
    sct: str = ""
    reference: str = ""
    segmentation: str = ""
    bone: str = ""
    unusable: str = ""
    objection: str = ""
    sct_is: str = ""
    reference_is: str = ""
    reference_is_synthetic: bool = False
    reference_is_called_synthetic: bool = False
    output_is_input: bool = False
    several_into_one: bool = False
    reference_is_sct: bool = False
    registration_lacks: str = ""
    model: str = ""
    model_added: bool = False
    model_source: str = ""
    compared: bool = False
    has_distances: bool = False
    has_report: bool = False
    last_result: str = ""
    view_problem: str = ""
    view_has_amount: bool = False
    reveals: bool = False
    takes_cbct: bool = False
    says_petra: bool = False
    method_petra: bool = False
    lacks_prior: bool = False
    prior_is_input: bool = False
    transform: str = ""
    registration: str = ""
    dicom_kind: str = "series"
    total_segmentator: bool = False
    line_profile: bool = False
