"""The option that passes the gate, of every job that measures HU."""

from __future__ import annotations

from SyntheticCTLib.options import holds_options, option


@holds_options
class ForceOption:
    """Whether images are taken for what they do not look like, see ``guards.gate``."""

    force: bool = option(
        "take the images as CT in HU, and the order of synthetic and real as right, although "
        "header, record or values speak against it; the result says so",
        default=False,
    )
