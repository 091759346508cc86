"""What was compared and how it was registered, where the sCT comes from, and the limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.registration.record import RegistrationRecord
from SyntheticCTLib.report.pages.html import (
    BREAK,
    Markup,
    element,
    facts,
    folded,
    joined,
    notes,
    paragraph,
    section,
    strong,
)
from SyntheticCTLib.report.pages.words import NOTHING, number, percent, vector
from SyntheticCTLib.synthesis.record import ImageDescription, SynthesisRecord


def compared(document: ComparisonDocument) -> Markup:
    """What was registered and how, and its warnings; folded, the grids and how well they fit."""
    inputs, registration = document.inputs, document.registration
    named = {
        "sCT": inputs.sct,
        "CT": inputs.ct,
        "input of the sCT": inputs.source,
        "mask": inputs.mask,
        "labels of bones": inputs.labels,
    }
    merit = [] if registration.record is None else _merit(registration.record)
    return section(
        "What was compared",
        paragraph(registration.description),
        notes(registration.warnings),
        folded(
            "The images and how well they fit",
            facts((name, _grid(found)) for name, found in named.items() if found is not None),
            facts(merit) if merit else "",
        ),
    )


def provenance(document: ComparisonDocument) -> Markup:
    """The model, parameters, versions and times behind sCT and report."""
    record = document.provenance
    made = (
        paragraph(
            "There is no record of how the sCT was made (the .json file that is written beside it)."
        )
        if record is None
        else facts(_synthesis(record))
    )
    return section(
        "Where it comes from",
        "" if record is None else notes(doubt.sentence for doubt in record.warnings),
        folded("How the synthetic CT was made", made),
        folded("How this comparison was made", facts(_comparison(document))),
    )


def limits(document: ComparisonDocument) -> Markup:
    """What the figures do not say."""
    sentences = [
        "It compares one synthetic CT with one CT of the same patient. It says nothing about other "
        "patients, and nothing at all if the model was trained on this patient.",
        "What the registration leaves between the images counts as error of the sCT; along a "
        "direction that the images leave open, distances cannot be judged.",
        "The CT is no perfect truth either: its noise, its slice thickness and the threshold "
        "decide where its bone surface lies. The floor above is the part that the grid "
        "contributes.",
        "The share within the tolerance is over all of the surface. A small place that matters "
        "can be off while the share is high: look at the pictures.",
        "Bone near the border of the field of view is left out.",
    ]
    if document.registration.kind == "deformable":
        sentences.insert(
            1,
            "The registration was deformable: it may have removed, or added, differences in shape "
            "that the sCT is to be judged by.",
        )
    if document.parameters.surfaces_aligned_first:
        sentences.insert(
            1, "The surfaces were aligned before measuring, so a shift of the whole is not counted."
        )
    return section(
        "What this report cannot say",
        element("ul", *(element("li", sentence) for sentence in sentences), kind="plain"),
        paragraph(strong(document.statement)),
    )


def _grid(found: ImageDescription) -> Markup:
    name = PurePath(found.source).name if found.source else "given in memory"
    spacing = vector([round(length, 3) for length in found.spacing_mm])
    size = element("span", f"{vector(found.size)} voxels of {spacing} mm", kind="soft")
    return joined(name, BREAK, size)


def _merit(record: RegistrationRecord) -> list[tuple[str, str]]:
    merit = record.merit
    where = "round bone" if record.compared == "bone" else "of the bodies"
    pairs = [
        (
            f"normalised mutual information {where}",
            f"{number(merit.nmi_before, 3)} before, {number(merit.nmi_after, 3)} after",
        ),
        (
            "Dice of the bodies",
            f"{number(merit.body_dice_before, 3)} before, {number(merit.body_dice_after, 3)} after",
        ),
        ("overlap", f"{percent(merit.overlap)} of the fixed image"),
    ]
    if merit.sharpness is not None:
        words = "of the mutual information is lost by 5 mm along the best-determined direction"
        pairs.append(("sharpness", f"{percent(merit.sharpness)} {words}"))
    return pairs


def _synthesis(record: SynthesisRecord) -> list[tuple[str, str]]:
    model, source = record.model, record.input.source
    return [
        ("model", f"{model.id}, version {model.version or NOTHING}"),
        ("SHA-256 of the weights", element("code", model.sha256 or NOTHING)),
        ("input", PurePath(source).name if source else NOTHING),
        *([] if record.expected is None else [("without the CT", record.expected.sentence)]),
        ("parameters", _settings(record.parameters | record.prediction)),
        ("versions", _settings(record.versions)),
        ("time", f"{number(sum(record.seconds.values()), 1)} s"),
    ]


def _comparison(document: ComparisonDocument) -> list[tuple[str, str]]:
    parameters, seconds = document.parameters.to_dict(), document.seconds
    times = ", ".join(f"{name} {number(value, 1)} s" for name, value in seconds.items())
    return [
        ("parameters", _settings(parameters)),
        ("settings of the surfaces", _settings(parameters["settings"])),
        ("versions", _settings(document.versions)),
        ("time", f"{number(sum(seconds.values()), 1)} s ({times})"),
        (
            "files beside this report",
            "comparison.json and .csv tables with every figure; "
            "difference.nii.gz; bone_sct.vtp and bone_ct.vtp with the distance at each point",
        ),
    ]


def _settings(values: Mapping[str, Any]) -> str:
    """Simple values as "name value, ..."; nested ones are in the JSON file."""
    return "; ".join(
        f"{name.replace('_', ' ')} {value}"
        for name, value in values.items()
        if value is not None and isinstance(value, (str, int, float, bool))
    )
