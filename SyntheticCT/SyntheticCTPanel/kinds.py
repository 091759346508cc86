"""What kinds of image the chosen nodes are, by record, header and values, looked at once each."""

from __future__ import annotations

from SyntheticCTLib.image.modality import IN_HOUNSFIELD
from SyntheticCTLib.mrml.names import says_synthetic
from SyntheticCTLib.mrml.records import is_synthetic_image
from SyntheticCTLib.mrml.volumes import modality_by_values, modality_of
from SyntheticCTLib.preprocessing.kinds import KINDS
from SyntheticCTPanel.protocols import VolumeNode


class KindsOfNodes:
    """Remembers what the values of each node look like until they change."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, str | None]] = {}

    def no_ct(self, node: VolumeNode | None) -> str:
        """What a node is where it is surely no CT: "MR", "DIFFERENCE MAP", ...; "" otherwise.

        What only looks like a cone-beam CT is left to the gate: a CT with metal does, too.
        """
        if node is None:
            return ""
        known = modality_of(node)
        if known is not None:
            return "" if known in IN_HOUNSFIELD else known
        kind = KINDS.get(self._by_values(node) or "")
        return "" if kind is None or kind.in_hounsfield else kind.name

    def _by_values(self, node: VolumeNode) -> str | None:
        image = node.GetImageData()
        state = 0 if image is None else image.GetMTime()
        seen = self._seen.get(node.GetID())
        if seen is None or seen[0] != state:
            seen = (state, modality_by_values(node))
            self._seen[node.GetID()] = seen
        return seen[1]


def is_synthetic(node: VolumeNode | None) -> bool:
    """Whether a model made the image of a node, by its record."""
    return node is not None and is_synthetic_image(node)


def is_called_synthetic(node: VolumeNode | None) -> bool:
    """Whether the name of a node says that its image is synthetic.

    A node that Slicer loaded from DICOM is called as its series is described.
    """
    return node is not None and says_synthetic(node.GetName() or "")
