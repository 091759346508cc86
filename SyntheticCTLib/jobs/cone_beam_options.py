"""Options that the jobs which simulate cone beams share."""

from __future__ import annotations

from dataclasses import dataclass, field

from SyntheticCTLib.options import option


@dataclass(frozen=True)
class ScanOptions:
    """What kind of scan, and with what it is projected and reconstructed."""

    truncated: bool = field(
        default=False,
        metadata=option(
            "scan as if of a body that outgrows the field of view: full and half fans, what "
            "vendors do at the panel's edge, their grey values and paddings"
        ),
    )
    engine: str | None = field(
        default=None,
        metadata=option(
            "torch (default), or rtk (the Reconstruction Toolkit: pip install itk-rtk); a scan "
            "that is repeated from its record takes the record's"
        ),
    )
    device: str = field(default="cpu", metadata=option("for the engine torch: cpu, cuda or cuda:N"))
