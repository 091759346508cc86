"""What can be chosen of a synthesis."""

from __future__ import annotations

from typing import Literal

from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, Refine
from SyntheticCTLib.models.metadata import Blending
from SyntheticCTLib.options import SEEDS, holds_options, option
from SyntheticCTLib.sentences import Sentence

#: Ways to a CT: shading and prior of a cone-beam CT, petra of an MR in which bone gives signal.
#: Every other direction has the network alone.
Method = Literal["auto", "network", "shading", "prior", "petra"]

NEEDS_PRIOR = Sentence("The method prior needs a planning CT: give one (--prior).")

_SECOND_STAGE = "second stage (models that refine by diffusion)"


@holds_options
class SynthesisOptions:
    """How a synthetic image is made. Each field says what it means."""

    device: str = option("auto, cuda, cuda:N, mps or cpu", default="auto")
    overlap: float | None = option(
        "share of a tile that its neighbour covers too, from 0 to 0.9 (default: the model's)",
        default=None,
        limits=(0, 0.9),
    )
    blending: Blending | None = option(
        "how overlapping tiles are joined (default: the model's)", default=None
    )
    method: Method = option(
        "of a cone-beam CT. network: the model alone; shading: shading and rim taken off by "
        "fat and soft tissue; prior: and by a planning CT (needs one as prior); auto: what "
        "passes its own checks first, and the planning CT where there is one. Of a PETRA or "
        "another MR of ultra-short echo time, head only: petra, the published linear relation, "
        "without any model",
        default="auto",
    )
    prior_registration: Literal["none", "rigid", "deformable"] = option(
        "how a planning CT that corrects is brought onto the cone-beam CT", default="rigid"
    )
    mirror: bool = option(
        "mean over the mirror images of each tile that the model's training had, up to eight: "
        "as many times the work (default: over those that the model asks for)",
        default=False,
    )
    spread: bool = option(
        "also write OUTPUT_spread, the standard deviation of what the members of an ensemble "
        "and the mirror images say (with --mirror, or of a model that has either)",
        default=False,
    )
    bias_correction: bool = option(
        "even out the shading of the MR's coil first (N4)", "--n4", default=False
    )
    strict: bool = option(
        "refuse an input that does not look like what the model was made for", default=False
    )
    force: bool = option(
        "take input and prior although they would be refused; the record says so", default=False
    )
    commissioned: str | None = option(
        "warn where input or model are not as your site commissioned them (synthetic-ct "
        "commission)",
        default=None,
        metavar="JSON",
    )
    refine: Refine | None = option(
        "none: the first stage alone; mean: deterministic, the truthful picture (default where "
        "there is a second stage); texture: a picture that is drawn",
        default=None,
        group=_SECOND_STAGE,
    )
    steps: int | None = option(
        "steps of each sample, 1 to 25 are plenty (default: the model's; a mean without "
        "samples takes one)",
        default=None,
        limits=(1, 1000),
        group=_SECOND_STAGE,
    )
    samples: int = option(
        "how many to draw; of several, OUTPUT_spread is their standard deviation, and the "
        "result of mean is their mean",
        default=1,
        limits=(1, 1000),
        group=_SECOND_STAGE,
    )
    seed: int = option("of the noise", default=0, limits=SEEDS, group=_SECOND_STAGE)
    scheduler: str = option("ddim is the only one", default=DEFAULT_SCHEDULER, group=_SECOND_STAGE)
