"""Every model that fits, on one pair of the person's own, beside the real CT: which is nearest?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.errors import InputError, SyntheticCTError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import ModelInfo, list_models
from SyntheticCTLib.preprocessing.kinds import kind_named, kind_of
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize

if TYPE_CHECKING:
    import SimpleITK as sitk  # noqa: N813

#: What models are ranked by: the mean absolute error in the region that both scans saw.
RANKED_BY = "mae"


@dataclass(frozen=True)
class RankedModel(Record):
    """A model beside the real CT.

    Attributes:
        id, version: of the model.
        figures: mean absolute and mean error, bone Dice and the like, by key; None where undefined.
        answer: of the bone surface, one sentence; "" where it failed.
        share: of the bone surface within the tolerance, the lower of both directions.
        seconds: of the synthesis.
        warnings: what the guards said of the image.
        failure: why there is nothing of this model, "" where there is.
    """

    id: str
    version: str
    figures: dict[str, float | None] = field(default_factory=dict)
    answer: str = ""
    share: float | None = None
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class Ranking(Record):
    """Models by their mean absolute error on one pair, the nearest first.

    Attributes:
        models: those that failed stand last.
        registration: how the CT came onto the image's grid.
        note: what one pair can tell.
    """

    models: tuple[RankedModel, ...]
    registration: str
    note: str = (
        "One pair of one patient: models that differ by less than patients do are not told apart. "
        "A model may have learnt from this very patient."
    )


def fitting_models(image: Volume) -> list[ModelInfo]:
    """The models that make a CT of such an image.

    Raises:
        InputError: neither header nor values tell what the image is.
    """
    kind = kind_of(image)
    if kind is None:
        raise InputError("Neither header nor values tell what the image is: say it (--modality).")
    return [
        info
        for info in list_models()
        if info.input_modality == kind.name and kind_named(info.output_modality).in_hounsfield
    ]


def rank_models(
    image: Volume,
    ct: Volume,
    models: Sequence[str | Path] = (),
    options: SynthesisOptions = SynthesisOptions(),
    *,
    registration: str | Path | sitk.Transform | None = "rigid",
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Ranking:
    """Make a CT of an image with each model, and hold it against the real one.

    Args:
        image: MR or cone-beam CT.
        ct: the patient's CT, HU.
        models: ids or folders; none for all that fit.
        options: how each synthesis is made.
        registration: how the CT comes onto the image's grid, see ``placement.place``; done once.
        force: take the images for what they do not look like, see ``guards.gate``.

    Raises:
        InputError: the CT is none, no model fits, or the images cannot be compared.
    """
    check_ct(ct, real=True, force=force)
    chosen: list[str | Path] = list(models) or [info.id for info in fitting_models(image)]
    if not chosen:
        raise InputError("No model makes a CT of such an image: add one (models add).")
    ranked, placed = list[RankedModel](), None
    for number, model in enumerate(chosen):
        part = watch.part(number / len(chosen), (number + 1) / len(chosen))
        try:
            made = synthesize(image, model, options, watch=part.part(0.0, 0.6))
            found = compare(
                made.volume,
                ct,
                AccuracyOptions(sensitivity=False),
                # To the image, which is the same for every model: all are scored alike.
                registration=placed or registration,
                source=image,
                provenance=made.record,
                force=force,
                watch=part.part(0.6, 1.0),
            )
        except SyntheticCTError as error:
            part.check()
            ranked.append(RankedModel(str(model), "", failure=str(error)))
            continue
        placed = found.placement
        verdict = found.document.verdict
        ranked.append(
            RankedModel(
                made.record.model.id,
                made.record.model.version,
                {key: figure.value for key, figure in found.evaluation.figures.items()},
                verdict.sentence,
                verdict.share,
                sum(made.record.seconds.values()),
                tuple(doubt.sentence for doubt in made.record.warnings),
            )
        )
    told = "" if placed is None else placed.description
    return Ranking(tuple(sorted(ranked, key=_place)), told)


def _place(model: RankedModel) -> tuple[bool, float]:
    error = model.figures.get(RANKED_BY)
    return error is None, 0.0 if error is None else error
