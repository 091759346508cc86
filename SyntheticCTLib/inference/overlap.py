"""How much neighbouring tiles overlap, and how they are joined: the one default.

A model's own goes before it: ``blending`` in ``Resources/models/<id>/configs/metadata.json``, as
every model that comes in the box has it. The option ``--overlap`` overrules both.
``benchmarks/tiles.py`` measures what an overlap costs and gives.
"""

from __future__ import annotations

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models.metadata import Tiling

#: For a network that nobody has measured, for validation while training, and for the models that an
#: export writes: share of a tile that its neighbour covers too, and the weights of a tile's voxels.
DEFAULT_TILING = Tiling(kind="gaussian", overlap=0.125)


def check_overlap(overlap: float) -> None:
    """Refuse an overlap with which tiles would not advance.

    Raises:
        InputError: it is negative, or 1 or more.
    """
    if not 0 <= overlap < 1:
        raise InputError(f"Overlap must be at least 0 and less than 1; got {overlap}.")
