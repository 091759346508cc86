"""Options that the jobs which simulate cone beams share."""

from __future__ import annotations

from SyntheticCTLib.options import holds_options, option


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
