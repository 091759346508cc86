"""Options of the jobs that look at a synthetic CT beside the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.options import holds_options, option

if TYPE_CHECKING:
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
