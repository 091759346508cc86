"""The job ``simulate-cbct``: a cone-beam CT of a patient whose CT is at hand."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption, ScanOptions
from SyntheticCTLib.options import SEEDS, holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters


@holds_options
class SimulateCbctJob(Job):
    """Scan the patient of a CT with a cone beam; every parameter stands in ``<output>.json``."""

    name: ClassVar[str] = "simulate-cbct"

    ct: str = option("a file, or a DICOM folder, in HU", positional=True)
    output: str = written("the CBCT to write", ends=SUFFIXES)
    seed: int | None = option(
        "draws scanner and scan (default: 0, without --parameters)", default=None, limits=SEEDS
    )
    parameters: str | None = option(
        "parameters to use, or the record of an earlier scan to repeat it; what the file does "
        "not name is drawn with --seed, or else free of artefacts",
        default=None,
        metavar="JSON",
    )
    field_of_view: str | None = option(
        "also write what the scan saw, as 0 or 1",
        default=None,
        metavar="FILE",
        writes=True,
        ends=SUFFIXES,
    )
    how: ScanOptions = field(default_factory=ScanOptions)
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Scan, write the CBCT and its record. The result is the scan."""
        from SyntheticCTLib.files.origin import record_path
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.files.together import files_together
        from SyntheticCTLib.files.volumes import read_volume, write_volume
        from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam

        parameters, engine = self._parameters(), self._engine()
        files = {"output": Path(self.output), "record": record_path(Path(self.output))}
        scan = simulate_cone_beam(
            read_volume(self.ct),
            parameters,
            engine=engine,
            device=self.how.device,
            force=self.gate.force,
            watch=watch,
        )
        if self.field_of_view is not None:
            files["field_of_view"] = Path(self.field_of_view)
        with files_together(*files.values()) as place:
            write_volume(scan.cbct, place(files["output"]))
            write_json({"source": Path(self.ct).name, **scan.record()}, place(files["record"]))
            if "field_of_view" in files:
                mask = scan.field_of_view
                seen = mask.with_array(mask.array.astype("uint8"))
                write_volume(seen, place(files["field_of_view"]))
        return JobResult(files, scan)

    def _parameters(self) -> ConeBeamParameters:
        """Those that the seed draws, with those of the file in their place."""
        from SyntheticCTLib.simulation.cone_beam.drawing import draw_parameters
        from SyntheticCTLib.simulation.cone_beam.parameters import (
            ConeBeamParameters,
            parameters_from,
            read_parameters,
        )

        given = {} if self.parameters is None else read_parameters(Path(self.parameters))
        drawn = ConeBeamParameters()
        if self.seed is not None or self.parameters is None or self.how.truncated:
            drawn = draw_parameters(self.seed or 0, truncated=self.how.truncated)
        return parameters_from({**drawn.to_dict(), **given})

    def _engine(self) -> str:
        """That which is named, or of the scan to repeat, or the usual one."""
        from SyntheticCTLib.simulation.cone_beam.parameters import read_engine
        from SyntheticCTLib.simulation.cone_beam.scan import DEFAULT_ENGINE

        recorded = None if self.parameters is None else read_engine(Path(self.parameters))
        return self.how.engine or recorded or DEFAULT_ENGINE
