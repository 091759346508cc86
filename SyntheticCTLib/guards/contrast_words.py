"""What is said of contrast medium in an image, for people."""

from __future__ import annotations

from SyntheticCTLib.sentences import Sentence


def contrast_medium_named(agent: str) -> str:
    """The header names a contrast medium."""
    return Sentence(
        "The header names a contrast medium ({agent}): the model was made for CTs without, and "
        "takes it for another tissue.",
        agent=agent,
    )


def contrast_medium_seen(millilitres: float, threshold: float) -> str:
    """A large piece of a CT is brighter than a threshold in HU and no bone."""
    return Sentence(
        "{millilitres} ml in one piece are brighter than {threshold} HU and no bone, as contrast "
        "medium makes vessels, bladder and bowel: the model was made for CTs without, and takes it "
        "for another tissue.",
        millilitres=f"{millilitres:.0f}",
        threshold=f"{threshold:g}",
    )


def contrast_medium_in_cbct(agent: str) -> str:
    """The header of a CBCT names a contrast medium."""
    return Sentence(
        "The header names a contrast medium ({agent}): the model learnt hardly any, and without a "
        "planning CT (--prior) what it brightens, and muscle with it, comes out too dark, by 50 to "
        "100 HU where it fills the liver.",
        agent=agent,
    )


def contrast_medium_in_prior(millilitres: float, threshold: float) -> str:
    """A large piece of a planning CT is brighter than a threshold in HU and no bone."""
    return Sentence(
        "The planning CT shows contrast medium ({millilitres} ml in one piece brighter than "
        "{threshold} HU and no bone): large organs and vessels of the result have its HU, whether "
        "contrast medium was in the patient on the day of the scan or not.",
        millilitres=f"{millilitres:.0f}",
        threshold=f"{threshold:g}",
    )
