"""The option that keeps a job to an amount of memory, of every job that runs a network."""

from __future__ import annotations

from SyntheticCTLib.memory import memory_size
from SyntheticCTLib.options import holds_options, option


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
