"""A synthetic CT of a PETRA without any network: the published relation as a method of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.guards.mr import ultra_short_doubts
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CT, MR
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.described import described
from SyntheticCTLib.synthesis.let_pass import doubts_of, let_pass, told
from SyntheticCTLib.synthesis.made import Synthesis
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.petra_relation import related_hu
from SyntheticCTLib.synthesis.record import (
    NOT_BY_A_NETWORK,
    ModelUsed,
    SynthesisRecord,
    describe_image,
)
from SyntheticCTLib.versions import versions

#: The method's name, and what stands in the record for a model.
PETRA = "petra"
FORMULA = ModelUsed("petra-relation", "1", input_modality=MR.name)

#: A skull takes 0.15 to 0.25 of a head. Of ordinary MRs, where fluid and cortex are dark too, 0.37
#: to 0.52 would be bone (T1 and FLAIR of five heads).
_LARGEST_SHARE = 0.33


def synthesize_petra(
    image: Volume | str | Path, options: SynthesisOptions, *, prior: Any = None, watch: Watch
) -> Synthesis:
    """Make a synthetic CT of a PETRA or another MR of ultra-short echo time, see ``synthesize``.

    Whoever chooses the method says that the image is one; its header may say otherwise.

    Raises:
        InputError: the image cannot be used, is none by its header, or shows no skull.
    """
    _check_choices(options, prior)
    with watch.stage("reading", 0.0, 0.05):
        volume = image if isinstance(image, Volume) else read_volume(image)
    with watch.stage("checking", 0.05, 0.08):
        check_volume(volume)
        warnings = let_pass(ultra_short_doubts(volume), options)
    with watch.stage("finding the body", 0.08, 0.14):
        head = MR.body(volume)
    with watch.stage("making the CT", 0.14, 1.0) as part:
        made = related_hu(volume, head, part)
    if made.bone_share > _LARGEST_SHARE:
        warnings += told([GuardWarning("contrast", words.no_even_tissue(made.bone_share))])
    record = SynthesisRecord(
        model=FORMULA,
        input=describe_image(volume),
        parameters={"method": PETRA, "strict": options.strict, "force": options.force},
        versions=versions(),
        seconds=watch.seconds,
        warnings=doubts_of(volume, warnings),
        scale={"modality": CT.name, "unit": "HU"},
        method=made.used.to_dict(),
        statement=NOT_BY_A_NETWORK,
    )
    hu = np.asarray(np.rint(made.hu), np.int16)
    image = described(volume.with_array(hu), CT.name, FORMULA.id)
    return Synthesis(image, record, volume.with_array(head))


def _check_choices(options: SynthesisOptions, prior: Any) -> None:
    """Refuse what a formula has no use for: it would be left out without a word."""
    if prior is not None:
        raise InputError("The method petra takes no planning CT: leave the prior out.")
    if options.spread:
        raise InputError("The method petra gives one answer, which has no spread: leave it out.")
    useless = {
        "bias_correction": "it evens out the signal of soft tissue itself",
        "commissioned": "a commissioning is of a model, and it has none",
        "mirror": "it has no network",
        "refine": "it has no second stage",
        "samples": "it draws nothing",
    }
    for name, reason in useless.items():
        if getattr(options, name) != getattr(SynthesisOptions, name):
            given = getattr(options, name)
            raise InputError(
                f"The method petra has no use for {name.replace('_', ' ')} ({given}): {reason}. "
                "Leave it out."
            )
