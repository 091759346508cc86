"""What the guards say: each sentence once, with its values, for people."""

from __future__ import annotations

from collections.abc import Sequence

from SyntheticCTLib.guards.distance_to_examples import Unlikeness
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import Kind

NOT_CALIBRATED = (
    "No air is in the field of view to find the scale of the grey values by: the network alone "
    "takes it to be that of HU and may be off throughout; the methods auto and shading find it by "
    "fat and muscle."
)

REGION_UNKNOWN = (
    "Nobody states which body regions this model learnt from: whether this is one of them is for "
    "you to judge."
)

ALREADY_A_CT = (
    "Air and tissue lie where a calibrated CT has them and no field of view is cut out: a CT needs "
    "no such model."
)


def other_kind(volume: Volume, found: Kind, wanted: Kind) -> str:
    """The image is of another kind than the model wants."""
    return (
        f"The model was made for {wanted.name}, but this looks like {found.article} "
        f"({_values(volume)})."
    )


def cone_beam_for_ct(volume: Volume) -> str:
    """A CBCT where the model wants a CT."""
    return (
        f"The model was made for CT, but this looks like a CBCT ({_values(volume)}): its HU are "
        "not those of a CT; correct it first with a model from CBCT to CT."
    )


def not_in_hounsfield(volume: Volume, found: Kind) -> str:
    """Something else, or a CT whose values are not HU, where the model wants a CT."""
    seen = "is not in HU" if found.in_hounsfield else f"looks like {found.article}"
    return (
        f"The model was made for CT, but this {seen} ({_values(volume)}, nothing below 0 as fat "
        "and air are). If it is a CT that is stored from 0 to 4095, subtract 1024 first."
    )


def metal(millilitres: float, threshold: float) -> str:
    """Some of a CT is brighter than a threshold in HU."""
    return (
        f"{millilitres:.2g} ml are brighter than {threshold:g} HU, as only metal is: the synthetic "
        "image is wrong where its streaks lie."
    )


def contrast_medium_named(agent: str) -> str:
    """The header names a contrast medium."""
    return _contrast_medium(f"The header names a contrast medium ({agent})")


def contrast_medium_seen(millilitres: float, threshold: float) -> str:
    """A large piece of a CT is brighter than a threshold in HU and no bone."""
    return _contrast_medium(
        f"{millilitres:.0f} ml in one piece are brighter than {threshold:g} HU and no bone, as "
        "contrast medium makes vessels, bladder and bowel"
    )


def _contrast_medium(reason: str) -> str:
    return f"{reason}: the model was made for CTs without, and takes it for another tissue."


def untested_scanner(kind: str) -> str:
    """A CBCT of a kind that the model never saw."""
    return f"This looks like {kind}: the model has not been tested on those."


def far_from_training(what: str, shown: str, least: str, most: str) -> str:
    """Spacing or field of view, in mm, lie far from those of the training set."""
    return f"{what} ({shown} mm) is far from the training set's ({least} to {most} mm)."


def other_size(litres: float, low: float, high: float) -> str:
    """The body in the image is much larger or smaller than those of the training set."""
    much = "less" if litres < low else "more"
    return (
        f"The image shows far {much} of a body than those that the model learnt from: is it the "
        f"same part of the body? (It measures {litres:.2f} litres, there {low:.2f} to {high:.2f}.)"
    )


def unlike(found: Unlikeness, regions: Sequence[str]) -> str:
    """Brightness in the body, or under its skin, is unlike the training set's.

    Args:
        found: the number that is the most unlike.
        regions: of the body that the model learnt from.
    """
    learnt = listed(regions)
    if is_layer(found):
        seen = (
            f"This does not look like {learnt}: another part of the body, such as a head, or "
            "another contrast. What the model makes of it, bone above all, cannot be believed here."
        )
    else:
        seen = (
            "This looks like another contrast than the model learnt from, another part of the body "
            f"than {learnt}, or a piece cut out of one. Do not rely on its bone without a CT."
        )
    return (
        f"{seen} Its brightness is unlike the training set's (distance {found.distance:.2f}, there "
        f"at most {found.limit:.2f}): {_number(found.name)} is {found.value:.2f}, there "
        f"{found.low:.2f} to {found.high:.2f}."
    )


def no_bone(share: float, least: float, threshold_hu: float, regions: Sequence[str]) -> str:
    """A synthetic CT shows no bone, or hardly any.

    Args:
        share: of the body that is above the threshold, 0 to 1.
        least: the share with which a limb shows bone.
        threshold_hu: of bone.
        regions: of the body that the model learnt from.
    """
    return (
        f"Hardly any bone was found, and where there is {listed(regions)} there is bone: the model "
        "has missed it, so do not measure or print bone of this image. A joint cut out tightly is "
        "the usual reason: give the whole image, or more of it round the joint. (Above "
        f"{threshold_hu:g} HU lies {share:.1%} of the body; at least {least:.1%} is usual.)"
    )


def listed(regions: Sequence[str]) -> str:
    """Parts of the body in a sentence."""
    if len(regions) < 2:
        return "".join(regions) or "what the model learnt from"
    return f"{', '.join(regions[:-1])} or {regions[-1]}"


def is_layer(found: Unlikeness) -> bool:
    """Whether the most unlike number is that of a layer under the skin."""
    return found.name.startswith("from_")


def _number(name: str) -> str:
    if name.startswith("from_"):
        return f"brightness (z-score) of the layer from {name.split('_')[1]} mm under the skin"
    if name.startswith("quantile_"):
        return f"the {float(name.split('_')[1]):.0%} quantile of brightness (z-score) in the body"
    return {
        "variation": "the SD of brightness in the body as a share of its mean",
        "skewness": "the skewness of brightness in the body",
    }.get(name, name)


def _values(volume: Volume) -> str:
    return f"values from {float(volume.array.min()):g} to {float(volume.array.max()):g}"
