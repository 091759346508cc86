"""A job: what a person asks for, as data, and the one way by which every door carries it out."""

from __future__ import annotations

import glob
from abc import ABC, abstractmethod
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import TEMPORARY
from SyntheticCTLib.files.room import check_output, is_there
from SyntheticCTLib.memory import limited_memory
from SyntheticCTLib.options import checked_options, declared, values_of
from SyntheticCTLib.progress import UNWATCHED, Watch

#: What an image is, where a job says so.
Modality = Literal["MR", "CT", "CBCT"]


@dataclass(frozen=True, eq=False)
class JobResult:
    """What a job made.

    Attributes:
        files: what was written, by what it is.
        result: what the engine's call gave: a ``Synthesis``, a ``Comparison``, ...
    """

    files: dict[str, Path]
    result: Any


def written_if_asked(result: Any, output: str | None) -> JobResult:
    """What an engine's call gave, its figures written as JSON where a file was asked for."""
    from SyntheticCTLib.files.plain_json import write_json

    if output is None:
        return JobResult({}, result)
    write_json(result.to_dict(), Path(output))
    return JobResult({"output": Path(output)}, result)


class Job(ABC):
    """One kind of job; its fields are options, see ``options``.

    Attributes:
        name: the command's name, and "task" in a job's file.
    """

    name: ClassVar[str]

    @abstractmethod
    def run(self, watch: Watch) -> JobResult:
        """Files in, one call of the engine, files out: all of them, or none."""

    def outputs(self) -> list[Path]:
        """The files and folders that it will write."""
        values = values_of(self)
        names = [one.name for one in declared(type(self)) if one.option.writes]
        return [Path(values[name]) for name in names if values[name] is not None]

    def replaced(self) -> list[Path]:
        """What is there already and gives way to the new result: files, and folders of results."""
        return [path for path in self.outputs() if path.is_file()]

    def inputs(self) -> list[Path]:
        """The files and folders that it will read."""
        writes = {one.name for one in declared(type(self)) if one.option.writes}
        values = {name: value for name, value in values_of(self).items() if name not in writes}
        given = [Path(value) for value in values.values() if isinstance(value, str) and value]
        return [path for path in given if is_there(path)]

    def check(self) -> None:
        """Refuse what could not be written before hours of work, not after.

        Raises:
            InputError: an output cannot be written (``files.room``), or is an input or another one.
            ResourceError: the disk is too full.
        """
        values = values_of(self)
        for one in declared(type(self)):
            if one.option.ends and values[one.name] is not None:
                _check_ending(values[one.name], one.option.ends)
        read, written = self.inputs(), self.outputs()
        for number, output in enumerate(written):
            check_output(output, read)
            if output.absolute() in [other.absolute() for other in written[:number]]:
                raise InputError(f"Two results cannot both be {output}: choose another name.")

    def temporary_files(self) -> list[tuple[Path, str]]:
        """Folders, and patterns of the files in them that only a killed process leaves."""
        return [(path.absolute().parent, temporary(path)) for path in self.outputs()]


def _check_named(job: Job, *, written: bool) -> None:
    """An empty name would be the folder that the program was started in, or count as none."""
    values = values_of(job)
    for one in declared(type(job)):
        value = values[one.name]
        if one.option.writes != written or value == one.default:
            continue
        if not isinstance(value, str) or value.strip():
            continue
        if written:
            raise InputError(
                f"The name of the result ({one.name}) is empty: choose one, or . for this folder."
            )
        needed = one.default is MISSING
        raise InputError(f"{one.name} is empty: give it{'' if needed else ', or leave it out'}.")


def _check_ending(name: str, ends: tuple[str, ...]) -> None:
    file = Path(name).name.lower()
    if not any(file.endswith(end) and file != end for end in ends):
        raise InputError(
            f"{name or 'The empty name'} has an unknown format: use {', '.join(ends)}."
        )


def temporary(path: Path, part: str = "") -> str:
    """The pattern of what ``files.atomic`` calls a folder, or a file and what is beside it."""
    name, point, _ = path.name.partition(".")
    return f"{TEMPORARY}{glob.escape(name)}{part}{'.*' if point else ''}"


def run_job(job: Job, watch: Watch = UNWATCHED) -> JobResult:
    """Carry out a job of any kind, within the memory that it may take (see ``MemoryOption``).

    Either all of its files are written, or none.

    Raises:
        SyntheticCTError: see the engine's call for the job.
        OSError: a file cannot be read or written.
    """
    job = checked_options(job)
    _check_named(job, written=False)
    job.check()
    _check_named(job, written=True)
    limit = values_of(job).get("memory")
    with limited_memory(limit if isinstance(limit, str) else None):  # a plan's is another machine's
        return job.run(watch)
