"""The job ``case``: from an MR to a synthetic CT, its bone to print, and the answer about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import exchanged_folder
from SyntheticCTLib.files.room import is_there
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.job import Job, JobResult, Modality
from SyntheticCTLib.jobs.shared_options import (
    INTERACTIVE_HELP,
    REGISTRATION_HELP,
    ForceOption,
    LandmarkOptions,
    MemoryOption,
    SourceOptions,
    check_landmarks,
)
from SyntheticCTLib.jobs.surface import CheckedSurface, SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.report.case_folder import COMPARISON, PAGE, PICTURE, RECORD, SCT
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.print.printers import DEFAULT_PRINTER, PRINTER_HELP, printer_named
from SyntheticCTLib.surface.print.sides import SIDES, check_side
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record import recorded_source

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import Comparison
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.report.pictures.overview import Column
    from SyntheticCTLib.synthesis.made import Synthesis


@dataclass(frozen=True, eq=False)
class Case:
    """What came of a case.

    Attributes:
        synthesis: the synthetic CT and how it was made.
        surface: its bone as it was written first, checked for print.
        comparison: with the real CT; None without one.
    """

    synthesis: Synthesis
    surface: CheckedSurface
    comparison: Comparison | None


@holds_options
class CaseOptions:
    """How a case is done, whoever the patient is. Each field says what it means."""

    model: str = option("model id or model folder", default=DEFAULT_MODEL)
    synthesis: SynthesisOptions = field(default_factory=SynthesisOptions)
    registration: str = option(REGISTRATION_HELP, default="rigid", metavar="KIND", group="accuracy")
    accuracy: AccuracyOptions = field(default_factory=AccuracyOptions)
    formats: tuple[str, ...] = option(
        "of the bone's files: stl, obj, ply, vtp, 3mf", default=("stl",), metavar="FORMAT"
    )
    repair: bool = option("fill holes of the surface and drop its islands", default=False)
    solid: bool = option("fill every closed cavity of the bone; see surface --solid", default=False)
    printer: str = option(PRINTER_HELP, default=DEFAULT_PRINTER)
    interactive: bool = option(INTERACTIVE_HELP, default=False)
    emboss: bool = option(
        "raise the case's name, its side and 'synthetic, not for clinical use' on the bone",
        default=False,
    )

    def check(self) -> None:
        """Refuse formats that nobody writes, and a registration that is neither kind nor file.

        Raises:
            InputError: one is unknown, or there is none.
        """
        from SyntheticCTLib.comparison.placement import IDENTITY, NONE, REGISTRATIONS
        from SyntheticCTLib.surface.files.export import SUFFIXES

        printer_named(self.printer)
        kinds = (NONE, IDENTITY, *REGISTRATIONS)
        if self.registration not in kinds and not is_there(Path(self.registration)):
            raise InputError(
                f"A registration is one of {', '.join(kinds)}, or a transform file; there is no "
                f"{self.registration!r}."
            )
        for one in self.formats:
            if f".{one.lower().lstrip('.')}" not in SUFFIXES:
                known = ", ".join(suffix[1:] for suffix in SUFFIXES)
                raise InputError(f"A surface's format is one of {known}; got {one!r}.")
        if not self.formats:
            raise InputError("Choose a format of the bone's file; --formats names none.")


@holds_options
class CaseJob(Job):
    """Make a synthetic CT, compare it with a real one, and write its bone: one folder, one page."""

    name: ClassVar[str] = "case"

    mr: str = option("MR or cone-beam CT: a file or a DICOM folder", positional=True)
    ct: str | None = option(
        "real CT of the same patient, to compare with", default=None, positional=True
    )
    output: str = written("where the results go", default="case", metavar="FOLDER")
    how: CaseOptions = field(default_factory=CaseOptions)
    modality: Modality | None = option(
        "what MR is, where its file does not say (default: look)", default=None
    )
    mr_landmarks: str | None = option(
        "points on the MR (.mrk.json or .fcsv): the CT is placed by them instead",
        default=None,
        group="accuracy",
    )
    ct_landmarks: str | None = option(
        "points of the same names on the CT", default=None, group="accuracy"
    )
    roi: str | None = option(
        "voxels of the MR that count, above 0, on its grid", default=None, group="accuracy"
    )
    title: str = option("name of the case (default: the MR's file)", default="")
    side: str = option(f"of the patient: {' or '.join(SIDES)}; in the bone's files", default="")
    limit: MemoryOption = field(default_factory=MemoryOption)

    def check(self) -> None:
        """Refuse a folder or format that could not be written."""
        from SyntheticCTLib.report.folder import check_folder

        check_folder(self.output)
        self.how.check()
        check_side(self.side)
        if self.ct is None and (self.mr_landmarks or self.ct_landmarks):
            raise InputError("Landmarks place a CT; give the CT, too.")
        if self.ct is None and self.roi:
            raise InputError("An ROI says where a CT is compared; give the CT, too.")
        names = ("--mr-landmarks", "--ct-landmarks")
        check_landmarks(self.mr_landmarks, self.ct_landmarks, names)
        super().check()

    def replaced(self) -> list[Path]:
        """The folder, where it holds an earlier case."""
        folder = Path(self.output)
        there = any(map(_is_ours, (*folder.glob("*"), *folder.glob(f"{COMPARISON}/*"))))
        return [folder] if there else []

    def run(self, watch: Watch) -> JobResult:
        """Synthesize, compare, contour; until everything is there nothing is."""
        from SyntheticCTLib.evaluation.grids import check_mask
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.guards.gate import check_source_and_ct
        from SyntheticCTLib.report.case_page import write_case_page
        from SyntheticCTLib.report.pictures.overview import write_overview

        if self.ct is not None:  # before the synthesis, not after it
            mr, ct = read_volume(self.mr), read_volume(self.ct)
            check_source_and_ct(mr, ct, force=self.how.synthesis.force)
            if self.roi is not None:
                check_mask(mr, read_volume(self.roi), "ROI", of="MR")
        with exchanged_folder(Path(self.output), _is_ours) as folder:
            ends = (0.5, 0.9) if self.ct else (0.85, 0.85)
            synthesis = self._synthesis(folder).run(watch.part(0.0, ends[0])).result
            comparison = None
            if self.ct is not None:
                part = watch.part(*ends)
                comparison = self._comparison(folder, self.ct).run(part).result
            surface = self._surfaces(folder, watch.part(ends[1], 0.98))
            found = Case(synthesis, surface, comparison)
            write_overview(shown_columns(read_volume(self.mr), found), folder / PICTURE)
            write_case_page(
                folder / PAGE,
                title=self._title,
                synthesis=synthesis.record,
                checks=surface.checks,
                surface=surface.surface,
                repaired="" if surface.repair is None else surface.repair.sentence,
                comparison=None if comparison is None else comparison.document,
                image=folder / PICTURE,
                files=sorted(path.name for path in folder.iterdir()),
            )
            watch.check()
            names = sorted(path.name for path in folder.iterdir())
        return JobResult({name: Path(self.output) / name for name in names}, found)

    @property
    def _title(self) -> str:
        return self.title or Path(self.mr).name.split(".")[0]

    def _synthesis(self, folder: Path) -> SynthesizeJob:
        return SynthesizeJob(
            input=self.mr,
            output=str(folder / SCT),
            model=self.how.model,
            options=self.how.synthesis,
            modality=self.modality,
        )

    def _comparison(self, folder: Path, ct: str) -> CompareJob:
        return CompareJob(
            sct=str(folder / SCT),
            ct=ct,
            output=str(folder / COMPARISON),
            registration=self.how.registration,
            landmarks=LandmarkOptions(self.mr_landmarks, self.ct_landmarks),
            scanned=SourceOptions(self.mr, self.modality),
            mask=self.roi,
            options=self.how.accuracy,
            title=self._title,
            interactive=self.how.interactive,
            gate=ForceOption(self.how.synthesis.force),
        )

    def _surfaces(self, folder: Path, watch: Watch) -> CheckedSurface:
        """The bone in every format; the first is checked, and all are of one surface."""
        from SyntheticCTLib.surface.files.export import export_surface
        from SyntheticCTLib.surface.files.record import origin_of

        first, *others = (f"bone.{one.lower().lstrip('.')}" for one in self.how.formats)
        job = SurfaceJob(
            input=str(folder / SCT),
            output=str(folder / first),
            options=self.how.accuracy,
            repair=self.how.repair,
            solid=self.how.solid,
            printer=self.how.printer,
            title=self._title,
            side=self.side,
            emboss=self.how.emboss,
            gate=ForceOption(self.how.synthesis.force),
        )
        done = job.run(watch)
        found: CheckedSurface = done.result
        for name in others:
            export_surface(found.surface, folder / name, origin_of(folder / first))
        return found


def shown_columns(image: Volume, found: Case) -> list[Column]:
    """The input, the synthetic CT, and with a CT that and the difference, side by side."""
    from SyntheticCTLib.colours.values import CT_WINDOW, grey, red_below_blue_above
    from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU
    from SyntheticCTLib.evaluation.source_image import source_image
    from SyntheticCTLib.report.pictures.overview import Column
    from SyntheticCTLib.report.pictures.slice_pictures import shown_source

    source = source_image(image, recorded=recorded_source(found.synthesis.record))
    shown, made = grey(*CT_WINDOW), found.synthesis.volume
    own = Column(*shown_source(source, shown), source.kind.name)
    columns = [own, Column(made, shown, "synthetic CT")]
    if found.comparison is not None:
        limit = f"difference, \u00b1{DIFFERENCE_LIMIT_HU:g} HU"
        colours = red_below_blue_above(DIFFERENCE_LIMIT_HU)
        columns += [
            Column(found.comparison.placement.ct, shown, "real CT"),
            Column(found.comparison.difference, colours, limit),
        ]
    return columns


def _is_ours(path: Path) -> bool:
    """Whether a case writes a file of this name."""
    from SyntheticCTLib.report.folder import is_of_comparison

    if COMPARISON in (path.parent.name, path.parent.parent.name):
        return is_of_comparison(path)
    return path.name in {SCT, RECORD, PAGE, PICTURE} or path.name.startswith("bone.")
