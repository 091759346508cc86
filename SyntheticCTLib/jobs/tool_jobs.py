"""Jobs around a synthesis: look at an image, register, segment, extract bone, draw a phantom.

What a window asks a worker for beside the two jobs of ``jobs``, where their JSON form is described.
"""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.models import DEFAULT_MODEL


@dataclass(frozen=True)
class InspectJob:
    """Say what kind of image this is and what speaks against using a model on it.

    Attributes:
        input: volume file, or folder with one DICOM series.
        output: JSON file to write, with "modality" and "warnings" (each with "code", "sentence").
        model: id or folder of the model that it would be used with.
        modality: what the image is ("MR", "CT", "CBCT") where that is known; None to look.
    """

    input: str
    output: str
    model: str = DEFAULT_MODEL
    modality: str | None = None


@dataclass(frozen=True)
class DevicesJob:
    """Ask PyTorch which devices there are.

    Attributes:
        output: JSON file to write: a list of ``inference.device.describe_device``.
    """

    output: str


@dataclass(frozen=True)
class RegisterJob:
    """Bring a CT onto the grid of an sCT, to look at before anything is measured.

    Attributes:
        sct, ct: volume files.
        output: volume file to write, the CT on the sCT's grid; ``<name>.json`` beside it has
            "description" and "warnings".
        registration: see ``comparison.placement.place``.
        source: what the sCT was made from, on its grid.
    """

    sct: str
    ct: str
    output: str
    registration: str = "rigid"
    source: str | None = None


@dataclass(frozen=True)
class SegmentJob:
    """Label tissues by HU, or organs and bones by TotalSegmentator.

    Attributes:
        input: volume file.
        output: label volume to write; ``<name>.labels.json`` beside it says what each label is.
        guest_task: a TotalSegmentator task; None for tissues by HU.
        speed, device, interpreter: see ``totalsegmentator.segment_with_totalsegmentator``.
    """

    input: str
    output: str
    guest_task: str | None = None
    speed: str = "normal"
    device: str = "gpu"
    interpreter: str | None = None


@dataclass(frozen=True)
class SurfaceJob:
    """Write the bone surface of a CT or sCT, checked for print.

    Attributes:
        input: volume file.
        output: .stl, .obj, .ply, .vtp or .3mf; ``<output>.json`` beside it has recipe and checks.
        threshold_hu: bone begins here, HU.
        smoothing_iterations: of a windowed-sinc filter; 0 for none.
        repair: fill holes and drop islands, as ``surface.repair.repair_mesh`` does by default.
        record: how an sCT was made, a JSON file; None takes the one beside ``input``.
    """

    input: str
    output: str
    threshold_hu: float = BONE_HU
    smoothing_iterations: int = 0
    repair: bool = False
    record: str | None = None


@dataclass(frozen=True)
class PhantomJob:
    """Draw the analytic limb phantom.

    Attributes:
        output: folder to write MR, CT and labels into, as MHD files.
        limb, seed: see ``simulation.limb_phantom.make_limb_phantom``.
    """

    output: str
    limb: str = "thigh"
    seed: int = 0


ToolJob = InspectJob | DevicesJob | RegisterJob | SegmentJob | SurfaceJob | PhantomJob

TOOLS: dict[str, type[ToolJob]] = {
    "inspect": InspectJob,
    "devices": DevicesJob,
    "register": RegisterJob,
    "segment": SegmentJob,
    "surface": SurfaceJob,
    "phantom": PhantomJob,
}
