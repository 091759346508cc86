"""Options that several jobs share, and what they check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.memory import memory_size
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.synthesis.record import recorded_source
from SyntheticCTLib.synthesis.record_files import find_record

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.source_image import SourceImage
    from SyntheticCTLib.registration.landmarks import LandmarkPairs

#: Kinds of registration beside a transform file, see ``comparison.placement``.
REGISTRATION_HELP = (
    "how CT comes onto SCT's grid: none (it is there), identity (trust the places in the files), "
    "rigid, affine, deformable, or a transform file"
)

#: What is written besides where somebody wants to turn the surfaces.
INTERACTIVE_HELP = (
    "also write bone-3d.html beside the report: both surfaces, to be turned, without a network"
)


def check_landmarks(fixed: str | None, moving: str | None, names: tuple[str, str]) -> None:
    """Refuse points of one image only.

    Args:
        fixed, moving: the files of the points; None where there is none.
        names: of the two options.

    Raises:
        InputError: one of the files is missing.
    """
    if bool(fixed) != bool(moving):
        missing = names[1] if fixed else names[0]
        raise InputError(f"Landmarks are points of both images: give {missing}, too.")


@holds_options
class LandmarkOptions:
    """Points of both images that say where the CT belongs."""

    sct_landmarks: str | None = option(
        "points on SCT or the image that it was made from (.mrk.json or .fcsv): CT is placed "
        "by them, not by --registration",
        default=None,
        metavar="POINTS",
    )
    ct_landmarks: str | None = option(
        "the points of the same names on CT", default=None, metavar="POINTS"
    )

    def check(self) -> None:
        """Refuse points of one image only.

        Raises:
            InputError: those of the other are missing.
        """
        names = ("--sct-landmarks", "--ct-landmarks")
        check_landmarks(self.sct_landmarks, self.ct_landmarks, names)

    def pairs(self) -> LandmarkPairs | None:
        """The points; None where none are given.

        Raises:
            InputError: a file is missing or no markup file.
        """
        if self.sct_landmarks is None or self.ct_landmarks is None:
            return None
        from SyntheticCTLib.registration.landmark_files import read_landmarks
        from SyntheticCTLib.registration.landmarks import LandmarkPairs

        return LandmarkPairs(read_landmarks(self.sct_landmarks), read_landmarks(self.ct_landmarks))


@holds_options
class SourceOptions:
    """The image that the synthetic CT was made from."""

    source: str | None = option(
        "the image that SCT was made from: only its field of view counts, CT is registered to "
        "it, and a report shows it (default: the field of view is guessed)",
        default=None,
        metavar="IMAGE",
    )
    source_modality: Modality | None = option(
        "what the source image is (default: what the record beside SCT says, else its header "
        "and values)",
        default=None,
    )

    def image(self, sct: str, record: str | None = None) -> SourceImage | None:
        """The image with its kind; None where none is given.

        Args:
            sct: file of the synthetic CT.
            record: the file that says how it was made; None for the one beside it.

        Raises:
            InputError: see ``source_image``.
        """
        from SyntheticCTLib.evaluation.source_image import source_image
        from SyntheticCTLib.files.volumes import read_volume

        if self.source is None:
            return None
        recorded = recorded_source(find_record(sct, record))
        return source_image(read_volume(self.source), self.source_modality, recorded)


@holds_options
class ForceOption:
    """Whether images are taken for what they do not look like, see ``guards.gate``."""

    force: bool = option(
        "take the images as CT in HU, and the order of synthetic and real as right, although "
        "header, record or values speak against it; the result says so",
        default=False,
    )


@holds_options
class MemoryOption:
    """How much memory a job may take, see ``memory.limited_memory``.

    Raises:
        InputError: that is no amount of memory.
    """

    memory: str | None = option(
        "most memory to take, as 4GB or 512MiB: tiles become smaller to fit, and what cannot "
        "fit is refused before the work (default: what is free)",
        default=None,
        metavar="SIZE",
    )

    def __post_init__(self) -> None:
        if self.memory is not None:
            memory_size(self.memory)


@holds_options
class ScanOptions:
    """What kind of scan, and with what it is projected and reconstructed."""

    truncated: bool = option(
        "scan as if of a body that outgrows the field of view: full and half fans, what "
        "vendors do at the panel's edge, their grey values and paddings",
        default=False,
    )
    engine: str | None = option(
        "torch (default), or rtk (the Reconstruction Toolkit: pip install itk-rtk); a scan "
        "that is repeated from its record takes the record's",
        default=None,
    )
    device: str = option("for the engine torch: cpu, cuda or cuda:N", default="cpu")
