"""What can be chosen of a synthesis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, Refine
from SyntheticCTLib.models.metadata import Blending
from SyntheticCTLib.options import SEEDS, option
from SyntheticCTLib.sentences import Sentence

#: Ways to a CT: shading and prior of a cone-beam CT, petra of an MR in which bone gives signal.
#: Every other direction has the network alone.
Method = Literal["auto", "network", "shading", "prior", "petra"]

NEEDS_PRIOR = Sentence("The method prior needs a planning CT: give one (--prior).")

_SECOND_STAGE = "second stage (models that refine by diffusion)"


@dataclass(frozen=True)
class SynthesisOptions:
    """How a synthetic image is made. Each field says in its metadata what it means."""

    device: str = field(default="auto", metadata=option("auto, cuda, cuda:N, mps or cpu"))
    overlap: float | None = field(
        default=None,
        metadata=option(
            "share of a tile that its neighbour covers too, from 0 to 0.9 (default: the model's)",
            limits=(0, 0.9),
        ),
    )
    blending: Blending | None = field(
        default=None,
        metadata=option("how overlapping tiles are joined (default: the model's)"),
    )
    method: Method = field(
        default="auto",
        metadata=option(
            "of a cone-beam CT. network: the model alone; shading: shading and rim taken off by "
            "fat and soft tissue; prior: and by a planning CT (needs one as prior); auto: what "
            "passes its own checks first, and the planning CT where there is one. Of a PETRA or "
            "another MR of ultra-short echo time, head only: petra, the published linear relation, "
            "without any model"
        ),
    )
    prior_registration: Literal["none", "rigid", "deformable"] = field(
        default="rigid",
        metadata=option("how a planning CT that corrects is brought onto the cone-beam CT"),
    )
    mirror: bool = field(
        default=False,
        metadata=option(
            "mean over the mirror images of each tile that the model's training had, up to eight: "
            "as many times the work (default: over those that the model asks for)"
        ),
    )
    spread: bool = field(
        default=False,
        metadata=option(
            "also write OUTPUT_spread, the standard deviation of what the members of an ensemble "
            "and the mirror images say (with --mirror, or of a model that has either)"
        ),
    )
    bias_correction: bool = field(
        default=False,
        metadata=option("even out the shading of the MR's coil first (N4)", "--n4"),
    )
    strict: bool = field(
        default=False,
        metadata=option("refuse an input that does not look like what the model was made for"),
    )
    force: bool = field(
        default=False,
        metadata=option("take input and prior although they would be refused; the record says so"),
    )
    commissioned: str | None = field(
        default=None,
        metadata=option(
            "warn where input or model are not as your site commissioned them (synthetic-ct "
            "commission)",
            metavar="JSON",
        ),
    )
    refine: Refine | None = field(
        default=None,
        metadata=option(
            "none: the first stage alone; mean: deterministic, the truthful picture (default where "
            "there is a second stage); texture: a picture that is drawn",
            group=_SECOND_STAGE,
        ),
    )
    steps: int | None = field(
        default=None,
        metadata=option(
            "steps of each sample, 1 to 25 are plenty (default: the model's; a mean without "
            "samples takes one)",
            limits=(1, 1000),
            group=_SECOND_STAGE,
        ),
    )
    samples: int = field(
        default=1,
        metadata=option(
            "how many to draw; of several, OUTPUT_spread is their standard deviation, and the "
            "result of mean is their mean",
            limits=(1, 1000),
            group=_SECOND_STAGE,
        ),
    )
    seed: int = field(default=0, metadata=option("of the noise", limits=SEEDS, group=_SECOND_STAGE))
    scheduler: str = field(
        default=DEFAULT_SCHEDULER, metadata=option("ddim is the only one", group=_SECOND_STAGE)
    )
