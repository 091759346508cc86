"""Options of the jobs that look at a synthetic CT beside the real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.options import option

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


@dataclass(frozen=True)
class LandmarkOptions:
    """Points of both images that say where the CT belongs."""

    sct_landmarks: str | None = field(
        default=None,
        metadata=option(
            "points on SCT or the image that it was made from (.mrk.json or .fcsv): CT is placed "
            "by them, not by --registration",
            metavar="POINTS",
        ),
    )
    ct_landmarks: str | None = field(
        default=None, metadata=option("the points of the same names on CT", metavar="POINTS")
    )

    def check(self) -> None:
        """Refuse points of one image only.

        Raises:
            InputError: those of the other are missing.
        """
        if bool(self.sct_landmarks) != bool(self.ct_landmarks):
            missing = "--ct-landmarks" if self.sct_landmarks else "--sct-landmarks"
            raise InputError(f"Landmarks are points of both images: give {missing}, too.")

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


@dataclass(frozen=True)
class SourceOptions:
    """The image that the synthetic CT was made from."""

    source: str | None = field(
        default=None,
        metadata=option(
            "the image that SCT was made from: only its field of view counts, CT is registered to "
            "it, and a report shows it (default: the field of view is guessed)",
            metavar="IMAGE",
        ),
    )
    source_modality: Modality | None = field(
        default=None,
        metadata=option(
            "what the source image is (default: what the record beside SCT says, else its header "
            "and values)"
        ),
    )
