"""Inputs in object storage: fetched to where a case is carried out, by fsspec."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.case_inputs import is_address
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.jobs.case import CaseJob


def with_fetched_files(job: CaseJob, folder: Path) -> CaseJob:
    """The job with files of this machine in place of addresses (``s3://...``).

    Raises:
        InputError: an address cannot be read.
        ResourceError: fsspec, or its part for that kind of storage, is not installed.
    """
    files = {
        "mr": job.mr,
        "ct": job.ct,
        "roi": job.roi,
        "mr_landmarks": job.mr_landmarks,
        "ct_landmarks": job.ct_landmarks,
    }
    got: dict[str, Any] = {
        name: _fetched(path, folder / f"fetched_{name}")
        for name, path in files.items()
        if path is not None and is_address(path)
    }
    if is_address(job.how.registration):
        placed = _fetched(job.how.registration, folder / "fetched_transform")
        got["how"] = replace(job.how, registration=placed)
    return replace(job, **got)


def _fetched(address: str, folder: Path) -> str:
    """A file, or a folder of a series, from an address."""
    try:
        import fsspec
    except ImportError as error:
        raise ResourceError(
            f"{address} needs fsspec: pip install 'synthetic-ct[cohort]'."
        ) from error
    folder.mkdir()
    try:
        storage, path = fsspec.core.url_to_fs(address)
        local = folder / Path(path.rstrip("/")).name
        storage.get(path, str(local), recursive=storage.isdir(path))
    except ImportError as error:
        raise ResourceError(f"{address} needs a further package: {error}.") from error
    except Exception as error:  # every storage raises its own
        raise InputError(f"{address} cannot be fetched: {error}.") from error
    return str(local)
