"""What a label means, in the codes that DICOM SEG objects and Slicer's segments carry."""

from __future__ import annotations

from dataclasses import dataclass

from SyntheticCTLib.files.plain_json import Record

#: The anatomic region's list, which Slicer wants named even when no region is given.
_REGION_CONTEXT = "Anatomic codes - DICOM master list"

#: List, category, type and its modifier, the region's list, region and its modifier.
_TAG_PARTS = 7


@dataclass(frozen=True)
class Code(Record):
    """One coded concept, for example ("SCT", "272673000", "Bone").

    Attributes:
        scheme: coding scheme: SCT is SNOMED CT; 99... are private ones (DICOM PS3.16).
        value: the code.
        meaning: its name for people.
    """

    scheme: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Terminology(Record):
    """The codes of one segment.

    Attributes:
        category: for example Tissue.
        type: for example Bone.
        modifier: of the type, for example Left, or None.
        region: where it lies, or None.
        region_modifier: of the region, or None.
    """

    category: Code
    type: Code
    modifier: Code | None = None
    region: Code | None = None
    region_modifier: Code | None = None

    def slicer_tag(self, context: str) -> str:
        """The text that Slicer keeps in a segment's terminology tag.

        Args:
            context: name of the list that the category and type come from.
        """
        parts = [context, *map(_triple, (self.category, self.type, self.modifier))]
        parts += [_REGION_CONTEXT, _triple(self.region), _triple(self.region_modifier)]
        return "~".join(parts)

    @classmethod
    def from_slicer_tag(cls, tag: str) -> Terminology | None:
        """What such a text says; None where it names no category and type."""
        parts = [*tag.split("~"), *[""] * _TAG_PARTS][:_TAG_PARTS]
        category, kind, modifier, region, region_modifier = (
            _code(parts[number]) for number in (1, 2, 3, 5, 6)
        )
        if category is None or kind is None:
            return None
        return cls(category, kind, modifier, region, region_modifier)


def _triple(code: Code | None) -> str:
    return "^^" if code is None else f"{code.scheme}^{code.value}^{code.meaning}"


def _code(triple: str) -> Code | None:
    scheme, _, rest = triple.partition("^")
    value, _, meaning = rest.partition("^")
    return Code(scheme, value, meaning) if scheme and value and meaning else None
