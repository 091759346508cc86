"""The job ``register``: where one image of a patient belongs on another."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.registration.options import RegistrationOptions
from SyntheticCTLib.registration.transforms import SUFFIXES as TRANSFORMS

if TYPE_CHECKING:
    import numpy as np

    from SyntheticCTLib.image.volume import Volume


@holds_options
class RegisterJob(Job):
    """Find where an image belongs on another, and write what was asked for."""

    name: ClassVar[str] = "register"

    fixed: str = option("image that stays: a file or DICOM folder", positional=True)
    moving: str = option("image that moves", positional=True)
    output: str | None = written(
        "write the moved image, on FIXED's grid", default=None, ends=SUFFIXES
    )
    transform: str | None = option(
        "write the transform: .tfm, .txt or .h5", default=None, writes=True, ends=TRANSFORMS
    )
    options: RegistrationOptions = field(default_factory=RegistrationOptions)
    initial: str | None = option("a transform to start from", default=None)
    fixed_mask: str | None = option("voxels of FIXED that count, on its grid", default=None)
    moving_mask: str | None = option("voxels of MOVING that count, on its grid", default=None)
    fixed_landmarks: str | None = option("points on FIXED: .mrk.json or .fcsv", default=None)
    moving_landmarks: str | None = option("points of the same names on MOVING", default=None)

    def run(self, watch: Watch) -> JobResult:
        """Read, register, write what was asked for."""
        from SyntheticCTLib.files.together import files_together
        from SyntheticCTLib.files.volumes import read_volume, write_volume
        from SyntheticCTLib.registration.landmark_files import read_landmarks
        from SyntheticCTLib.registration.pipeline import register
        from SyntheticCTLib.registration.transforms import move, read_transform, write_transform

        fixed, moving = read_volume(self.fixed), read_volume(self.moving)
        on_fixed, on_moving = (
            None if path is None else read_landmarks(path)
            for path in (self.fixed_landmarks, self.moving_landmarks)
        )
        found = register(
            fixed,
            moving,
            self.options,
            fixed_mask=_mask(self.fixed_mask, fixed, "fixed"),
            moving_mask=_mask(self.moving_mask, moving, "moving"),
            initial=None if self.initial is None else read_transform(self.initial),
            fixed_landmarks=on_fixed,
            moving_landmarks=on_moving,
            watch=watch,
        )
        named = {"transform": self.transform, "output": self.output}
        files = {what: Path(path) for what, path in named.items() if path is not None}
        if files:
            with files_together(*files.values()) as place:
                if "transform" in files:
                    write_transform(found.transform, place(files["transform"]))
                if "output" in files:
                    moved = move(moving, fixed, found.transform)
                    write_volume(moved, place(files["output"]))
        return JobResult(files, found)


def _mask(path: str | None, image: Volume, which: str) -> np.ndarray | None:
    """Raises InputError where the mask does not lie on its image's grid."""
    from SyntheticCTLib.evaluation.grids import check_mask
    from SyntheticCTLib.files.volumes import read_volume

    if path is None:
        return None
    mask = read_volume(path)
    check_mask(image, mask, f"{which} mask", of=f"{which} image")
    return mask.array
