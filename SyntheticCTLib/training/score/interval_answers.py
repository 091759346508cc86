"""What a model with an interval says of patients whom it never saw, for its calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.outputs import EVEN_BOUNDS
from SyntheticCTLib.preprocessing.kinds import CT
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks.registry import image_task_of
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.score.interval_calibration import HeldOut, HeldOutImages


def held_out_answers(
    model: Model,
    folder: Path,
    names: Sequence[str],
    *,
    device: str = "auto",
    watch: Watch = UNWATCHED,
) -> list[HeldOut]:
    """Synthesize patients and keep value, bounds as learnt and CT, in the body of both scans.

    Args:
        model: did not learn from these patients. Whether its interval is calibrated does not
            matter; without one it gets bounds equally far from every value.
        folder: aligned pairs.
        names: their ids.
        device: as for ``synthesize``.

    Raises:
        InputError: the model makes no CT, it learnt from one of the patients, or a pair cannot be
            used.
        Cancelled: ``watch`` asked for a stop.
    """
    interval = model.info.interval or EVEN_BOUNDS
    if model.info.output_modality != CT.name:
        raise InputError(
            f"The model {model.info.id} makes a {model.info.output_modality}: bounds are "
            "calibrated of models that make a CT."
        )
    _check_unseen(model, names)
    # The factor is looked for from the bounds as learnt, whatever was fitted before.
    bare = replace(model, info=replace(model.info, interval=replace(interval, calibration=None)))
    frame, task = model.info.frame, image_task_of(model.info)
    found = []
    for number, name in enumerate(names):
        watch.report(f"synthesizing {name}", number / len(names))
        pair = read_pair(folder, name, frame)
        options = SynthesisOptions(device=device)
        result = synthesize(task.input_of(pair), bare, options, watch=watch.quiet)
        assert result.lower is not None
        assert result.upper is not None
        mask = task.scored_mask(pair)
        volumes = (result.volume, result.lower, result.upper, pair.ct)
        seen = pair.mask & result.field_of_view.array
        value, lower, upper, truth = (volume.array[mask] for volume in volumes)
        images = HeldOutImages(*volumes, seen)
        found.append(HeldOut(name, value, lower, upper, truth, images))
    watch.report("synthesized", 1.0)
    return found


def _check_unseen(model: Model, names: Sequence[str]) -> None:
    if seen := sorted({*names} & {*model.info.patients}):
        raise InputError(
            f"The model {model.info.id} learnt from {', '.join(seen)}: an interval that fits them "
            "says nothing of other patients. Give the fold that it held out, or other pairs."
        )
