"""Run by the guest's own Python after installation: load all that a segmentation loads.

nnU-Net finds its trainer by importing the modules beside it, each with its networks and their
libraries, so what does not fit together shows only then.
"""

from pathlib import Path

import nnunetv2
import totalsegmentator.nnunet  # noqa: F401
from nnunetv2.utilities.find_class_by_name import recursive_find_python_class

TRAINERS = Path(nnunetv2.__path__[0]) / "training" / "nnUNetTrainer"

if (
    recursive_find_python_class(
        str(TRAINERS), "nnUNetTrainerNoMirroring", "nnunetv2.training.nnUNetTrainer"
    )
    is None
):
    raise SystemExit("nnU-Net has no trainer nnUNetTrainerNoMirroring")
