"""What of the scene becomes a DICOM object of one file, and to which series it belongs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from SyntheticCTLib.jobs.dicom_objects import Kind
from SyntheticCTLib.mrml.dicom_series import copy_series
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed, needed_sct
from SyntheticCTPanel.protocols import Parameters

#: What can be chosen that is an image, and a folder: a file for each slice, or all in one.
SERIES, ENHANCED = "series", "enhanced"

FileOf = Callable[[str], str]


def handed_over(kind: Kind, now: Parameters, handover: Handover, report: Path | None) -> str:
    """Take what a kind of object is made of from the scene.

    Args:
        kind: of object; no image.
        now: what is chosen.
        handover: where the files of the job go.
        report: folder of the comparison, None where there is none.

    Returns:
        The path of what the job reads.

    Raises:
        InputError: what it is made of is not there.
    """
    if kind in ("seg", "rtstruct"):
        chosen = needed(now.segmentation, _("Make or choose a segmentation first."))
        return handover.labels(chosen, needed_sct(now), "input")
    if kind in ("stl", "surface"):
        return handover.surface(needed(now.boneModel, _("Make the bone surface first.")), "input")
    if kind == "registration":
        found = needed(now.registrationTransform, _("Register the CT first."))
        return handover.transform(found, "input")
    return str(needed(report, _("Measure against a CT first.")))


def moving_series(now: Parameters, folder: Path, file_of: FileOf) -> str:
    """A copy of the series of the real CT, which a registration brings onto the synthetic CT.

    Raises:
        InputError: the CT was not loaded from DICOM.
    """
    found = copy_series(now.referenceVolume, folder, file_of, name="moving")
    words = _("A registration is between two series, and the real CT was not loaded from DICOM.")
    return str(needed(found, words))


def series_of(source: Any, saved: Path | None, folder: Path, file_of: FileOf) -> str:
    """The series that an object belongs to.

    Args:
        source: volume node that the synthetic image was made from, or None.
        saved: where the synthetic image itself was saved as a series; it counts where the source
            was not loaded from DICOM.
        folder: where a copy of the source's series goes.
        file_of: the file of a SOP instance UID, "" where it is not known.

    Raises:
        InputError: there is neither.
    """
    found = copy_series(source, folder, file_of)
    if found is None and saved is not None and saved.is_dir():
        found = saved
    words = _(
        "This belongs to a DICOM series, and the input was not loaded from one: save the synthetic "
        "image as a series first, then this goes into its study."
    )
    return str(needed(found, words))
