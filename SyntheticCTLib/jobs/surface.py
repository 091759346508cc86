"""The job ``surface``: the bone surface of a CT or sCT, checked for print and against a CT."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import (
    REGISTRATION_HELP,
    ForceOption,
    LandmarkOptions,
    SourceOptions,
)
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.print.printers import DEFAULT_PRINTER, PRINTER_HELP, printer_named
from SyntheticCTLib.surface.print.sides import SIDES, check_side
from SyntheticCTLib.synthesis.record_files import find_record

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.bone_answer import BoneAnswer
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.surface.make.bone_surface import BoneSurface
    from SyntheticCTLib.surface.measure.vault import Vault
    from SyntheticCTLib.surface.print.checks import PrintChecks
    from SyntheticCTLib.surface.print.emboss import Embossed
    from SyntheticCTLib.surface.print.narrow import NarrowMarks
    from SyntheticCTLib.surface.print.repair import RepairReport
    from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
    from SyntheticCTLib.synthesis.record import SynthesisRecord

_REPAIR = "repair (what it changes is reported)"


@dataclass(frozen=True, eq=False)
class CheckedSurface:
    """A bone surface and what was found out about it.

    Attributes:
        surface: as it was written.
        checks: for print.
        repair: what was changed; None when it was not asked for.
        answer: how far it is from a real CT's; None without one.
        expected: what the sCT's model lets expect of it; None where nobody can tell.
        vault: how closed and thick the vault of a head is; None when it was not asked for.
        words: raised on the surface; None when that was not asked for.
    """

    surface: BoneSurface
    checks: PrintChecks
    repair: RepairReport | None
    answer: BoneAnswer | None
    expected: ExpectedAccuracy | None = None
    vault: Vault | None = None
    words: Embossed | None = None


@holds_options
class SurfaceJob(Job):
    """Write the bone surface of a CT or sCT; ``<output>.json`` has its settings and checks."""

    name: ClassVar[str] = "surface"

    input: str = option(
        "CT or sCT in HU: a file or a DICOM folder", metavar="VOLUME", positional=True
    )
    output: str = written("file to write: .stl, .obj, .ply, .vtp or .3mf")
    labels: str | None = option("label volume: one surface per label", default=None)
    bones: tuple[str, ...] = option(
        "of the labels only these, by name or number", default=(), metavar="NAME"
    )
    mask: str | None = option("volume that is 0 outside the field of view", default=None)
    record: str | None = option(
        "how an sCT was made (default: the .json beside VOLUME, if there is one)",
        default=None,
        metavar="JSON",
    )
    reference: str | None = option(
        "real CT of the same patient: also measure against its bone, as compare does",
        default=None,
        metavar="CT",
        group="accuracy",
    )
    registration: str = option(REGISTRATION_HELP, default="none", metavar="KIND", group="accuracy")
    landmarks: LandmarkOptions = field(default_factory=LandmarkOptions)
    scanned: SourceOptions = field(default_factory=SourceOptions)
    options: AccuracyOptions = field(default_factory=AccuracyOptions)
    repair: bool = option("fill holes and drop islands", default=False, group=_REPAIR)
    fill_holes_mm: float = option(
        "holes of up to this radius",
        "--fill-holes",
        default=10.0,
        metavar="MM",
        group=_REPAIR,
        limits=(0, 1000),
    )
    smallest_shell_mm3: float = option(
        "islands and cavities below this volume",
        "--islands",
        default=500.0,
        metavar="MM3",
        group=_REPAIR,
        limits=(0, 1e7),
    )
    solid: bool = option(
        "fill every closed cavity, however large; marrow is filled already, unless with "
        "--inner-walls, where it is closed only if the bone ends within the image",
        default=False,
        group=_REPAIR,
    )
    printer: str = option(PRINTER_HELP, default=DEFAULT_PRINTER)
    title: str = option(
        "what the file says it is the surface of (default: the name of VOLUME's file)", default=""
    )
    side: str = option(
        f"of the patient: {' or '.join(SIDES)}; in record, 3MF and words", default=""
    )
    emboss: bool = option(
        "raise the case's name (the title), its side and 'synthetic, not for clinical use' on "
        "a flat place of the bone; what is measured against a CT is the bone without them",
        default=False,
    )
    gate: ForceOption = field(default_factory=ForceOption)
    skull: bool = option(
        "of a head, also measure thickness and density along the skull (point arrays of .vtp, "
        "colours of .ply: pale 0 to dark 12 mm), and whether its vault is closed",
        default=False,
    )

    def check(self) -> None:
        """Refuse bones of no labels."""
        if self.bones and self.labels is None:
            raise InputError(f"{self.bones[0]!r} is to be one of the labels: give --labels, too.")
        self.landmarks.check()
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Extract, measure, repair, check, write."""
        from SyntheticCTLib.surface.files.export import check_export, export_surface
        from SyntheticCTLib.surface.files.record import SurfaceOrigin
        from SyntheticCTLib.surface.print.checks import checked_and_marked
        from SyntheticCTLib.surface.print.emboss import embossed
        from SyntheticCTLib.surface.print.repair import repaired

        check_export(self.output)
        printer = printer_named(self.printer)
        check_side(self.side)
        record = find_record(self.input, self.record)
        surface, answer, warnings = self._made(watch.part(0.02, 0.6))
        report = None
        if self.repair or self.solid:
            surface, report = repaired(
                surface,
                fill_holes_mm=self.fill_holes_mm if self.repair else None,
                smallest_shell_mm3=self.smallest_shell_mm3 if self.repair else None,
                solid=self.solid,
            )
        words, plain = None, None
        if self.emboss:
            plain = surface.mesh
            surface, words = embossed(surface, self._called, self.side, watch=watch)
        part = watch.part(0.6, 0.95)
        checks, marks = checked_and_marked(
            surface.mesh, printer, names=surface.bones, before_words=plain, watch=part
        )
        watch.check()
        surface = _with_marks(surface, marks)
        surface, vault = self._with_skull(surface, watch.part(0.95, 0.99))
        origin = SurfaceOrigin(
            source=self._called,
            side=self.side or None,
            model=None if record is None else record.model,
            print_checks=checks,
            repair=report,
            warnings=warnings,
            embossed=words,
            answer=None if answer is None else answer.verdict,
        )
        written, beside = export_surface(surface, self.output, origin)
        found = CheckedSurface(
            surface, checks, report, answer, self._expected(record), vault, words
        )
        return JobResult({"output": written, "provenance": beside}, found)

    @property
    def _called(self) -> str:
        return self.title or Path(self.input).name

    def _with_skull(self, surface: BoneSurface, watch: Watch) -> tuple[BoneSurface, Vault | None]:
        """The surface with thickness and density as point arrays, and its vault, if asked for."""
        if not self.skull:
            return surface, None
        from SyntheticCTLib.colours.thickness import thickness_colours
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.surface.files.export import COLOURS
        from SyntheticCTLib.surface.measure.skull import skull_map
        from SyntheticCTLib.surface.measure.vault import vault_of

        volume = read_volume(self.input)
        skull = skull_map(volume, surface, watch)
        vault = vault_of(volume, surface, skull)
        coloured = {COLOURS: thickness_colours(skull.thickness_mm)}
        return skull.on(surface).with_arrays(coloured), vault

    def _expected(self, record: SynthesisRecord | None) -> ExpectedAccuracy | None:
        """What the record says of a surface at this threshold."""
        expected = None if record is None else record.expected
        at_once = expected is not None and (
            expected.threshold_hu == self.options.settings.threshold_hu
        )
        return expected if at_once else None

    def _made(self, watch: Watch) -> tuple[BoneSurface, BoneAnswer | None, list[str]]:
        """The surface, how far it is from the reference's if there is one, and what is unsure."""
        from SyntheticCTLib.evaluation.grids import check_labels, check_mask
        from SyntheticCTLib.files.volumes import read_given, read_volume
        from SyntheticCTLib.guards.gate import check_ct
        from SyntheticCTLib.segmentation.label_tables import kept, label_names
        from SyntheticCTLib.surface.make.extraction import surface_of

        volume, mask = read_volume(self.input), read_given(self.mask)
        bones: dict[str, Any] = {"labels": read_given(self.labels)}
        bones["names"] = None if self.labels is None else label_names(self.labels)
        if self.bones and bones["labels"] is not None:
            bones["labels"] = kept(bones["labels"], bones["names"], self.bones)
        answer = None
        if self.reference is not None:
            reference = read_volume(self.reference)
            answer = self._answer(volume, reference, mask, bones, watch)
            if answer.surface is not None:
                warnings = [*volume.warnings, *reference.warnings, *answer.forced]
                return answer.surface.sct_surface, answer, warnings
        forced = check_ct(volume, force=self.gate.force)
        if mask is not None:
            check_mask(volume, mask, of="image")
        if bones["labels"] is not None:
            check_labels(volume, bones["labels"], of="image")
        seen = None if mask is None else mask.array != 0
        surface = surface_of(volume, self.options.settings, mask=seen, **bones, watch=watch)
        return surface, answer, [*volume.warnings, *forced]

    def _answer(
        self, sct: Volume, ct: Volume, mask: Volume | None, bones: dict[str, Any], watch: Watch
    ) -> BoneAnswer:
        from SyntheticCTLib.comparison.bone_answer import answer_about_bone

        return answer_about_bone(
            sct,
            ct,
            self.options,
            mask=mask,
            registration=self.landmarks.pairs() or self.registration,
            source=self.scanned.image(self.input, self.record),
            labels=bones["labels"],
            names=bones["names"],
            force=self.gate.force,
            watch=watch,
        )


def _with_marks(surface: BoneSurface, marks: NarrowMarks) -> BoneSurface:
    """The surface with what is too narrow for the printer as point arrays and colours."""
    if not marks.any:
        return surface
    from SyntheticCTLib.colours.print_marks import print_colours
    from SyntheticCTLib.surface.files.export import COLOURS

    return surface.with_arrays({**marks.arrays, COLOURS: print_colours(marks)})
