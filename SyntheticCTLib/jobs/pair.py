"""Options of the jobs that look at a synthetic CT beside the real one."""

from __future__ import annotations

from dataclasses import dataclass, field

from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.options import option

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
