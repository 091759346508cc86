"""How many cases this machine can work on at a time."""

from __future__ import annotations

import os
from pathlib import Path

from SyntheticCTLib.cohort.options import RunnerOptions
from SyntheticCTLib.memory import available_memory

#: What a case takes of memory beyond its images: libraries, the network, surfaces, bytes.
BASE_BYTES = 1_200_000_000

#: And for each voxel of its largest image: reading, registration, prediction, distances, bytes.
BYTES_PER_VOXEL = 400


def worker_count(options: RunnerOptions, need_bytes: int, threads: int, device: str) -> int:
    """How many cases at a time: what was asked for, or what cores, memory and GPUs allow.

    Args:
        options: what was asked for.
        need_bytes: of memory for the largest case.
        threads: of a case.
        device: that was asked for; GPUs count where it may be one.
    """
    if options.workers is not None:
        return options.workers
    each = need_bytes if options.memory_gib is None else int(options.memory_gib * 2**30)
    free = available_memory()
    counts = [len(cores()) // threads]
    if free is not None:
        counts.append(free // each)
    if device in ("auto", "cuda") and (cards := gpus()):
        counts.append(len(cards))
    return max(1, *[min(counts)])


def needed_memory(voxels: int) -> int:
    """Bytes that a case of so many voxels takes, see ``benchmarks/cohort.py``."""
    return BASE_BYTES + BYTES_PER_VOXEL * voxels


def cores() -> list[int]:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def gpus() -> list[str]:
    """Names by which CUDA knows this machine's cards, without loading anything."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return [name for name in visible.split(",") if name.strip()]
    return [str(n) for n, _ in enumerate(sorted(Path("/dev").glob("nvidia[0-9]*")))]


def largest_image(paths: list[str]) -> int:
    """Voxels of the largest of some images, as their headers say; 0 where none can be read."""
    return max((_voxels(Path(path)) for path in paths), default=0)


def _voxels(path: Path) -> int:
    if path.is_dir():
        # A slice of 512 x 512 voxels is the usual one.
        return 512 * 512 * sum(1 for _ in path.iterdir())
    import SimpleITK

    reader = SimpleITK.ImageFileReader()
    try:
        reader.SetFileName(str(path))
        reader.ReadImageInformation()
    except RuntimeError:
        return 0  # whoever reads it says what is wrong with it
    count = 1
    for side in reader.GetSize():
        count *= int(side)
    return count
