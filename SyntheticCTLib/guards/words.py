"""What the guards say: each sentence once, with its values, for people.

What the gate says of an image that is no CT in HU stands in ``gate_words``.
"""

from __future__ import annotations

from collections.abc import Sequence

from SyntheticCTLib.guards.distance_to_examples import Unlikeness
from SyntheticCTLib.guards.gate_words import value_range
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import Kind
from SyntheticCTLib.sentences import Sentence

NOT_CALIBRATED = Sentence(
    "No air is in the field of view to find the scale of the grey values by: the network alone "
    "takes it to be that of HU and may be off throughout; the method auto and the method shading "
    "find it by fat and muscle."
)

REGION_UNKNOWN = Sentence(
    "Nobody states which body regions this model learnt from: whether this is one of them is for "
    "you to judge."
)

SKULL_TAKEN_OUT = Sentence(
    "This is a brain whose skull was taken out: there is no bone to find; give the image as it was "
    "before the brain was extracted."
)

FACE_TAKEN_OUT = Sentence(
    "The face is missing, as in an image that was defaced: the vault can be used as in any other "
    "head, but do not believe the bone round nose, jaw and orbits."
)

FRAME = Sentence(
    "Long, thin pieces lie beside this head, as the rods of a stereotactic frame do: the model "
    "never saw a frame, which is not in the synthetic CT, and its pins bend the MR round them; do "
    "not believe the bone there."
)

ELECTRODE = Sentence(
    "A straight gap in the signal leads from the vault into the brain, as an electrode or a needle "
    "makes it: the model never saw one; what it makes of it is not bone, and metal is not in the "
    "synthetic CT."
)

NO_HEAD = Sentence(
    "This does not look like a head that is in the image up to its top, and the model learnt from "
    "heads alone: for arm, leg and hip take mr-to-ct-limb, and do not rely on the bone of a part "
    "of a head without a CT."
)

#: The bundled model that takes a kind of image.
_BUNDLED = {"MR": "mr-to-ct-limb", "CT": "ct-to-mr-limb", "CBCT": "cbct-to-ct"}


def a_head(regions: Sequence[str]) -> str:
    """A head, where the model learnt from other parts of the body."""
    return Sentence(
        "This looks like a head, and the model learnt from {learnt}: take a model of heads "
        "(mr-to-ct-head), or for a PETRA the method petra.",
        learnt=listed(regions),
    )


def other_kind(volume: Volume, found: Kind, wanted: Kind) -> str:
    """The image is of another kind than the model wants."""
    return Sentence(
        "The model was made for {wanted}, but this looks like {found} ({values}): take a model for "
        "such images ({model}), or say that it is {wanted} if you know better "
        "(--modality {wanted}; modality in Python).",
        wanted=wanted.name,
        model=_BUNDLED[found.name],
        found=Sentence(found.article),
        values=_values(volume),
    )


def cone_beam_for_ct(volume: Volume) -> str:
    """A CBCT where the model wants a CT."""
    return Sentence(
        "The model was made for CT, but this looks like a CBCT ({values}): its HU are not those of "
        "a CT; correct it first with a model from CBCT to CT ({model}).",
        model=_BUNDLED["CBCT"],
        values=_values(volume),
    )


def another_than_ct(volume: Volume, found: Kind) -> str:
    """Something else where the model wants a CT."""
    return Sentence(
        "The model was made for CT, but this {seen} ({values}, nothing below 0 as fat and air "
        "are). If it is a CT that is stored from 0 to 4095, subtract 1024 first.",
        seen=Sentence("looks like {found}", found=Sentence(found.article)),
        values=_values(volume),
    )


def already_a_ct(air: float, fat: float, soft: float) -> str:
    """Air, fat and soft tissue lie, in HU, where a calibrated CT has them."""
    return Sentence(
        "Air ({air} HU), fat ({fat} HU) and soft tissue ({soft} HU) lie where a calibrated CT has "
        "them, all over the image: if this is no cone-beam CT but a plain one, it needs no such "
        "model.",
        air=f"{air:.0f}",
        fat=f"{fat:.0f}",
        soft=f"{soft:.0f}",
    )


def metal(millilitres: float, threshold: float) -> str:
    """Some of a CT is brighter than a threshold in HU."""
    return Sentence(
        "{millilitres} ml are brighter than {threshold} HU, as only metal is: the synthetic image "
        "is wrong where its streaks lie.",
        millilitres=f"{millilitres:.2g}",
        threshold=f"{threshold:g}",
    )


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


def untested_scanner(kind: str) -> str:
    """A CBCT of a kind that the model never saw."""
    return Sentence("This looks like {kind}: the model has not been tested on those.", kind=kind)


def far_from_training(what: str, shown: str, least: str, most: str) -> str:
    """Spacing or field of view, in mm, lie far from those of the training set."""
    return Sentence(
        "{what} ({shown} mm) is far from the training set's ({least} to {most} mm).",
        what=Sentence(what),
        shown=shown,
        least=least,
        most=most,
    )


def other_size(litres: float, low: float, high: float) -> str:
    """The body in the image is much larger or smaller than those of the training set."""
    return Sentence(
        "The image shows far {much} of a body than those that the model learnt from: is it the "
        "same part of the body? (It measures {litres} litres, there {low} to {high}.)",
        much=Sentence("less") if litres < low else Sentence("more"),
        litres=f"{litres:.2f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
    )


def unlike(found: Unlikeness, regions: Sequence[str]) -> str:
    """Brightness in the body, or under its skin, is unlike the training set's.

    Args:
        found: the number that is the most unlike.
        regions: of the body that the model learnt from.
    """
    if is_layer(found):
        seen = Sentence(
            "This does not look like {learnt}: another part of the body, such as a head, or "
            "another contrast. What the model makes of it, bone above all, cannot be believed "
            "here.",
            learnt=listed(regions),
        )
    else:
        seen = Sentence(
            "This looks like another contrast than the model learnt from, another part of the body "
            "than {learnt}, or a piece cut out of one. Do not rely on its bone without a CT.",
            learnt=listed(regions),
        )
    return Sentence(
        "{seen} Its brightness is unlike the training set's (distance {distance}, there at most "
        "{limit}): {number} is {value}, there {low} to {high}.",
        seen=seen,
        distance=f"{found.distance:.2f}",
        limit=f"{found.limit:.2f}",
        number=_number(found.name),
        value=f"{found.value:.2f}",
        low=f"{found.low:.2f}",
        high=f"{found.high:.2f}",
    )


def no_bone(share: float, least: float, threshold_hu: float, regions: Sequence[str]) -> str:
    """A synthetic CT shows no bone, or hardly any.

    Args:
        share: of the body that is above the threshold, 0 to 1.
        least: the share with which a limb shows bone.
        threshold_hu: of bone.
        regions: of the body that the model learnt from.
    """
    return Sentence(
        "Hardly any bone was found, and where there is {learnt} there is bone: the model has "
        "missed it, so do not measure or print bone of this image. A part cut out tightly, such as "
        "a joint or a brain, is the usual reason: give the whole image, or more of it round that. "
        "(Above {threshold} HU lies {share} of the body; at least {least} is usual.)",
        learnt=listed(regions),
        threshold=f"{threshold_hu:g}",
        share=f"{share:.1%}",
        least=f"{least:.1%}",
    )


def bone_gives_signal() -> str:
    """The header names an MR of ultra-short echo time, and the model learnt from others."""
    return Sentence(
        "The header says PETRA, UTE or ZTE, where bone is grey: the model learnt from images in "
        "which it is black; for such images of heads there is the method petra."
    )


def bone_gives_no_signal(echo_ms: float) -> str:
    """The header names an echo time at which the method petra has nothing to read."""
    return Sentence(
        "The header says an echo time of {echo} ms: bone gives no signal so late, and the method "
        "petra reads its density from that; give a PETRA or UTE, or leave the method out.",
        echo=f"{echo_ms:.3g}",
    )


def other_flip_angle(degrees: float, known: float) -> str:
    """A PETRA whose flip angle is not that of the scans by which the relation was found."""
    return Sentence(
        "The flip angle is {degrees} degrees, and the relation was found at {known}: bone may be "
        "too dense or too thin throughout.",
        degrees=f"{degrees:g}",
        known=f"{known:g}",
    )


def no_even_tissue(share: float) -> str:
    """More of a head is darker than its soft tissue than a skull takes."""
    return Sentence(
        "{share} of this head would be bone, and a skull takes a fifth: in a PETRA or UTE all soft "
        "tissue is about as bright, so this is probably another sequence, of which the method "
        "petra makes nothing to rely on.",
        share=f"{share:.0%}",
    )


#: What differs from what was commissioned, to follow ``not_as_commissioned``.
NO_BODY = Sentence("no body stands out from air")


def not_as_commissioned(day: str, reason: str) -> str:
    """An input or a model differs from what a site commissioned."""
    return Sentence("Not as commissioned on {day}: {reason}.", day=day, reason=reason)


def other_weights(sha256: str, known: str) -> str:
    """The model is another one."""
    return Sentence(
        "the weights are {weights}, commissioned were {known}", weights=sha256[:12], known=known
    )


def other_grid(what: str, shown: str, low: str, high: str) -> str:
    """Spacing or field of view, in mm, lie elsewhere."""
    return Sentence(
        "{what} is {shown} mm, commissioned were {low} to {high} mm",
        what=Sentence(what),
        shown=shown,
        low=low,
        high=high,
    )


def other_body(litres: float, low: float, high: float) -> str:
    """More or less of a body is seen."""
    return Sentence(
        "the image shows {litres} litres of a body, commissioned were {low} to {high}",
        litres=f"{litres:.2f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
    )


def other_brightness(found: Unlikeness) -> str:
    """The body is brighter or darker in another way."""
    return Sentence(
        "the brightness in the body lies {distance} from that of the commissioned images, which "
        "lie within {limit} of each other",
        distance=f"{found.distance:.2f}",
        limit=f"{found.limit:.2f}",
    )


def listed(regions: Sequence[str]) -> str:
    """Parts of the body in a sentence."""
    if len(regions) < 2:
        return "".join(regions) or Sentence("what the model learnt from")
    return Sentence("{others} or {last}", others=", ".join(regions[:-1]), last=regions[-1])


def is_layer(found: Unlikeness) -> bool:
    """Whether the most unlike number is that of a layer under the skin."""
    return found.name.startswith("from_")


def _number(name: str) -> str:
    if name.startswith("from_"):
        return Sentence(
            "brightness (z-score) of the layer from {depth} mm under the skin",
            depth=name.split("_")[1],
        )
    if name.startswith("quantile_"):
        return Sentence(
            "the {share} quantile of brightness (z-score) in the body",
            share=f"{float(name.split('_')[1]):.0%}",
        )
    return {
        "variation": Sentence("the SD of brightness in the body as a share of its mean"),
        "skewness": Sentence("the skewness of brightness in the body"),
    }.get(name, name)


def _values(volume: Volume) -> str:
    return value_range(float(volume.array.min()), float(volume.array.max()))
