"""The page of a case: the answer first, a picture, and what lies in the folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import REPORT, SURFACE_PAGE
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.report.case_folder import COMPARISON, PICTURE, RECORD, SCT
from SyntheticCTLib.report.pages.answer import KINDS, expected_beside_measured
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    facts,
    folded,
    joined,
    notes,
    page_header,
    paragraph,
    picture,
    section,
    strong,
)
from SyntheticCTLib.report.pages.page import page
from SyntheticCTLib.report.pages.words import DIFFERENCE_COLOURS
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.open_marrow import open_marrow
from SyntheticCTLib.surface.print.checks import PrintChecks, mendable
from SyntheticCTLib.surface.print.printers import FINEST
from SyntheticCTLib.surface.print.verdict import PrintVerdict
from SyntheticCTLib.synthesis.record import SynthesisRecord

#: What the files of a case are; others are not on the page.
_MEANINGS = {
    SCT: "the synthetic CT, HU, on the input's grid",
    RECORD: "how it was made: model, hash, settings, warnings",
    COMPARISON: "against the real CT: report, figures, surfaces with their distances",
    PICTURE: "the picture above",
}


def write_case_page(
    path: Path,
    *,
    title: str,
    synthesis: SynthesisRecord,
    checks: PrintChecks,
    surface: BoneSurface,
    repaired: str,
    comparison: ComparisonDocument | None,
    image: Path,
    files: Sequence[str],
) -> None:
    """Write the page; it needs no network.

    Args:
        path: the file.
        title: name of the case.
        synthesis: how the synthetic CT was made.
        checks: of its bone for print.
        surface: the bone.
        repaired: what was changed of it, a sentence; "" where nobody asked for that.
        comparison: with the real CT; None without one.
        image: the overview.
        files: names of what lies in the folder.

    Raises:
        OSError: the file cannot be written.
    """
    model = synthesis.model
    parts = joined(
        page_header(title, paragraph(f"Synthetic CT by {model.id} {model.version}.", kind="soft")),
        _answer(comparison, synthesis, turned=(path.parent / COMPARISON / SURFACE_PAGE).is_file()),
        notes(doubt.sentence for doubt in synthesis.warnings),
        picture(
            image,
            "Axial, coronal and sagittal slices through the middle",
            "" if comparison is None else DIFFERENCE_COLOURS,
        ),
        section("Bone to print", *_print(checks, surface, repaired, files)),
        section("What is here", facts(_files(files))),
    )
    write_whole(path, page(title, element("main", parts, kind="body")))


def _answer(
    comparison: ComparisonDocument | None, synthesis: SynthesisRecord, *, turned: bool
) -> Markup:
    """What was measured and why it is so; without a CT what is to be expected."""
    expected = synthesis.expected
    if comparison is None:
        title = element("h2", "Nobody has measured it")
        words = "There is no real CT to compare with, so how far the bone is off is not known."
        told = [] if expected is None else expected.lines
        return element(
            "section", title, paragraph(words), notes(told), paragraph(*_next()), kind="answer"
        )
    verdict, registration = comparison.verdict, comparison.registration
    warned = [one for one in registration.warnings if not verdict.reason.startswith(one)]
    return element(
        "section",
        element("h2", verdict.answer.capitalize()),
        paragraph(strong(verdict.reason)),
        *(paragraph(note) for note in verdict.notes),
        paragraph(registration.description),
        notes(warned),
        expected_beside_measured(comparison),
        paragraph(
            element("a", "The whole report", href=f"{COMPARISON}/{REPORT}"),
            " shows the places, both surfaces coloured by their distance, and every figure.",
            *_to_turn(turned),
        ),
        kind=f"answer {KINDS[verdict.answer]}",
    )


def _next() -> Iterator[str]:
    """What tells how far the bone is off."""
    yield "A CT of the same patient tells it: "
    yield element("code", "synthetic-ct case MR CT -o FOLDER")
    yield f". Without one, look at {SCT} over the MR, above all where it is doubtful."


def _to_turn(turned: bool) -> Iterator[Markup | str]:
    if turned:
        yield " "
        yield element("a", "Turn both surfaces", href=f"{COMPARISON}/{SURFACE_PAGE}")
        yield "."


def _print(
    checks: PrintChecks, surface: BoneSurface, repaired: str, files: Sequence[str]
) -> Iterator[Markup]:
    meshes = [name for name in files if name.startswith("bone.") and not name.endswith(".json")]
    if checks.verdict is not None:
        yield paragraph(strong(checks.verdict.sentence))
        yield paragraph(*_ways_out(checks, checks.verdict, meshes[0]))
        if checks.verdict.shown:
            yield folded("Where walls and gaps are too narrow", notes(checks.verdict.shown))
    told = [*surface.cut_faces, *open_marrow(surface, "synthetic CT")]
    yield paragraph(" ".join([surface.deviation, *([repaired] if repaired else []), *told]))
    yield paragraph("In patient LPS millimetres: ", *_links(meshes))


def _ways_out(checks: PrintChecks, verdict: PrintVerdict, name: str) -> Iterator[str]:
    """What can be done about a bone that is not ready."""
    if mendable(checks, verdict.printer):
        yield "What can be mended is by "
        file = f"mended{Path(name).suffix}"
        yield element("code", f"synthetic-ct surface {SCT} -o {file} --repair")
        yield ", in this folder, with the other options that this bone was made with. "
    if verdict.narrow_walls:
        yield "Walls that are too thin no command thickens: that is for the printing software, "
        yield "and they are a sign that the synthetic CT has a hole there. "
        if verdict.printer.wall_mm > FINEST.wall_mm <= min(w.mm for w in verdict.narrow_walls):
            option = f"--printer {FINEST.name.lower()}"
            yield f"{FINEST.name} prints walls of {FINEST.wall_mm:g} mm ({option}). "
    if verdict.notes:
        yield "Parts that are to be printed apart: "
        yield element("code", f"synthetic-ct segment {SCT} -o bones.nii.gz --bones")
        yield ", then "
        yield element(
            "code", f"synthetic-ct surface {SCT} -o bones.3mf --labels bones.nii.gz --repair"
        )
        yield ", which has each bone as an object of its own."


def _links(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        yield ", " if number else ""
        yield element("a", name, href=name)


def _files(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name in _MEANINGS:
            yield element("a", name, href=name), _MEANINGS[name]
        elif name.startswith("bone."):
            words = "the bone of the synthetic CT"
            if name.endswith(".json"):
                words = "how that was made, its unit, and the checks for print"
            yield element("a", name, href=name), words
