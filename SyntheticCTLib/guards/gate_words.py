"""What the gate says: why an image is no CT in HU, and what to do. It follows the image's name."""

from __future__ import annotations

from SyntheticCTLib.guards.scale import Scaling
from SyntheticCTLib.sentences import Sentence

FORCED = "force it (--force; force=True in Python) if you know better"


def _range(low: float, high: float) -> dict[str, str]:
    """The lowest and the highest value, for a sentence."""
    return {"low": f"{low:g}", "high": f"{high:g}"}


def refused(called: str, reason: str) -> str:
    """An image that does not pass; the reason is one of those below."""
    return Sentence(
        "The {image} {reason}, or {force}.", image=called, reason=reason, force=Sentence(FORCED)
    )


def forced(called: str, reason: str) -> str:
    """An image that passes all the same."""
    return Sentence("Forced: the {image} {reason}.", image=called, reason=reason)


def doubted(called: str, doubt: str) -> str:
    """An image that passes, and may be no CT in HU all the same."""
    return Sentence("The {image} {doubt}.", image=called, doubt=doubt)


def swapped(ct: str, sct: str) -> str:
    """A pair whose real CT is synthetic, and the other not."""
    return Sentence(
        "The {ct} is synthetic by its record, and the {sct} has no such record: they look "
        "swapped; give the synthetic CT first, or {force}.",
        ct=ct,
        sct=sct,
        force=Sentence(FORCED),
    )


def swapped_with_mr(mr: str, ct: str) -> str:
    """An MR and a CT of which the first looks like a CT, and the second does not."""
    return Sentence(
        "The {mr} looks like a CT, and the {ct} does not: they look swapped; give the MR first "
        "and the CT second, or {force}.",
        mr=mr,
        ct=ct,
        force=Sentence(FORCED),
    )


def without_sign(low: float, high: float, limit: float) -> str:
    """Negative HU became values above a limit."""
    return Sentence(
        "is not in HU (values from {low} to {high}: negative HU that were read without their "
        "sign); subtract 65536 from the values above {limit}",
        **_range(low, high),
        limit=f"{limit:g}",
    )


def with_offset(low: float, high: float, offset: int) -> str:
    """All values are an offset away from HU."""
    return Sentence(
        "is not in HU (values from {low} to {high}: HU that were stored with {offset} added); "
        "subtract {offset}",
        **_range(low, high),
        offset=f"{offset}",
    )


def filled(low: float, high: float, share: float) -> str:
    """A share of the voxels has the highest value, and is no metal."""
    return Sentence(
        "is not in HU everywhere (values from {low} to {high}; {share} are exactly {high}, "
        "which fills what was not scanned); set these to -1024",
        **_range(low, high),
        share=f"{share:.0%}",
    )


def one_value(value: float) -> str:
    """All values are the same."""
    return Sentence("is {value} everywhere and holds no image; give the CT", value=f"{value:g}")


def scaled(low: float, high: float) -> str:
    """All values are small."""
    return Sentence(
        "is not in HU (values from {low} to {high}: scaled, or no image); bring it back to HU",
        **_range(low, high),
    )


def without_air(low: float, high: float) -> str:
    """Nothing is below 0."""
    return Sentence(
        "is not in HU (values from {low} to {high}, nothing below 0 as fat and air are); "
        "subtract 1024 from a CT that is stored from 0 to 4095, and give the CT if this is "
        "another image",
        **_range(low, high),
    )


def twice(low: float, high: float, below: float) -> str:
    """A share of the voxels is below any air."""
    return Sentence(
        "is not in HU (values from {low} to {high}, {below} of them below any air, and no "
        "tissue near 0); if its intercept was applied twice, add 1024",
        **_range(low, high),
        below=f"{below:.0%}",
    )


def not_as_hu(low: float, high: float, scaling: Scaling) -> str:
    """Fat, muscle, bone and air lie where changed HU have them."""
    if scaling.added:
        return Sentence(
            "is not in HU (values from {low} to {high}: fat, muscle and air lie where HU with "
            "{added} added have them); subtract {added}",
            **_range(low, high),
            added=f"{scaling.added:g}",
        )
    return Sentence(
        "is not in HU (values from {low} to {high}: fat, muscle and air lie where HU times "
        "{factor} have them); divide by {factor}",
        **_range(low, high),
        factor=f"{scaling.factor:.2g}",
    )


def perhaps_not_as_hu(low: float, high: float, scaling: Scaling) -> str:
    """As above, where it is less sure."""
    if scaling.added:
        return Sentence(
            "may not be in HU (values from {low} to {high}; they are more like a body's as HU with "
            "{added} added); look at it, and if so, subtract {added}",
            **_range(low, high),
            added=f"{scaling.added:g}",
        )
    return Sentence(
        "may not be in HU (values from {low} to {high}; they are more like a body's as HU times "
        "{factor}); look at it, and if so, divide by {factor}",
        **_range(low, high),
        factor=f"{scaling.factor:.2g}",
    )


def hardly_tissue(low: float, high: float) -> str:
    """Nearly all is as dark as air, and the rest is no tissue."""
    return Sentence(
        "shows hardly any tissue (values from {low} to {high}, nearly all as low as air has them); "
        "if its intercept was applied twice, add 1024",
        **_range(low, high),
    )


def synthetic(model: str) -> str:
    """A model made it."""
    return Sentence("is synthetic by its record (model {model}); give the real CT", model=model)


def named_otherwise(by: str, kind: str, low: float, high: float) -> str:
    """Header or record name another kind of image."""
    return Sentence(
        "is no CT ({by} says {kind}; {values}); give the CT",
        by=by,
        kind=kind,
        values=value_range(low, high),
    )


def like_an_mr(low: float, high: float) -> str:
    """Nothing names it, and its values are those of an MR."""
    return Sentence(
        "is no CT in HU (it looks like an MR; {values}, no air and no fat); give the CT",
        values=value_range(low, high),
    )


def value_range(low: float, high: float) -> str:
    """The lowest and the highest value of an image, to stand within a sentence."""
    return Sentence("values from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
