"""How the CT comes onto the synthetic CT's place, as it is chosen: what that needs, and gives."""

from __future__ import annotations

from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.transforms import write_start_from_landmarks
from SyntheticCTLib.mrml.volumes import on_one_grid
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed
from SyntheticCTPanel.protocols import Parameters, VolumeNode

#: The kind of registration that takes a transform node as it lies.
BY_TRANSFORM = "transform"

#: Kinds that look for something, and may start from somewhere.
REGISTRATIONS = ("rigid", "affine", "deformable")


def registration_lacks(now: Parameters) -> str:
    """What the chosen registration needs beside the two images and has not got; "" if all."""
    if now.registration.value == BY_TRANSFORM:
        return "" if now.startTransform is not None else _no_transform()
    if now.registration.value not in REGISTRATIONS or now.startTransform is not None:
        return ""
    return _no_pairs() if (now.sctLandmarks is None) != (now.ctLandmarks is None) else ""


def start_file(now: Parameters, handover: Handover) -> str | None:
    """The file of what the registration starts from; None to start from the places in the scene.

    Raises:
        InputError: landmarks on one of the images only, or too few.
    """
    if now.registration.value not in REGISTRATIONS:
        return None
    if now.startTransform is not None:
        return handover.transform(now.startTransform, "start")
    if now.sctLandmarks is None and now.ctLandmarks is None:
        return None
    on_sct, on_ct = needed(now.sctLandmarks, _no_pairs()), needed(now.ctLandmarks, _no_pairs())
    return write_start_from_landmarks(on_sct, on_ct, handover.folder / "start.tfm")


def registration_of(now: Parameters, sct: VolumeNode, ct: VolumeNode, handover: Handover) -> str:
    """The registration as the engine's option: one of its kinds, or a transform's file.

    Raises:
        InputError: no transform is chosen, or it is not linear.
    """
    kind = now.registration.value
    if kind == BY_TRANSFORM:
        return handover.transform(needed(now.startTransform, _no_transform()), "given")
    if kind == "identity" and on_one_grid(sct, ct):
        return "none"  # nothing to resample
    return kind


def uses_torch(now: Parameters) -> bool:
    """Whether the registration needs PyTorch."""
    return now.registration.value == "deformable"  # its descent is torch's


def _no_transform() -> str:
    """Why nothing can be measured by a transform as it lies."""
    return _("Choose the transform that brings the CT onto the synthetic CT.")


def _no_pairs() -> str:
    """Why no registration can start from points."""
    return _("Landmarks come in pairs: choose a list on the synthetic CT and one on the CT.")
