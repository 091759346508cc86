"""Draw one head: an MR in a sequence and the CT of the same head, on one grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.image_sets import write_image_set
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.simulation.head.anatomy import HeadAnatomy
from SyntheticCTLib.simulation.head.ct import at_ct_resolution, draw_hu
from SyntheticCTLib.simulation.head.mr_signal import draw_signal
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.head.scan import scanned
from SyntheticCTLib.simulation.head.shape import defaced, drawn_shape, reshaped
from SyntheticCTLib.simulation.head.skull import draw_skull
from SyntheticCTLib.simulation.head.soft_tissue import draw_soft_tissue
from SyntheticCTLib.simulation.head.tissues import SKULL

#: The brightest tissue's signal, in the arbitrary units of the MR.
FULL_SIGNAL = 1000.0


@dataclass(frozen=True, eq=False)
class HeadPhantom:
    """One drawn head.

    Attributes:
        mr: signal from 0 to somewhat over ``FULL_SIGNAL``, float32.
        ct: HU, float32.
        bone: compact and spongy bone as one shape, bool [k, j, i].
        believed: where MR and CT are of one head, bool [k, j, i].
    """

    mr: Volume
    ct: Volume
    bone: np.ndarray
    believed: np.ndarray

    def write(self, folder: str | Path, file_format: str = "nii.gz") -> dict[str, Path]:
        """Write MR, CT (whole numbers) and bone into a folder.

        Args:
            folder: made if missing.
            file_format: a suffix of ``files.volumes`` without its dot.

        Returns:
            The files' paths by what they hold: "mr", "ct" and "bone".
        """
        bone = self.ct.with_array(self.bone.astype(np.uint8), modality="labels")
        return write_image_set({"mr": self.mr, "ct": self.ct, "bone": bone}, folder, file_format)


def draw_head(anatomy: HeadAnatomy, options: HeadOptions, watch: Watch = UNWATCHED) -> HeadPhantom:
    """Draw MR and CT of a head. One anatomy and one seed give one result.

    Args:
        anatomy: see ``anatomy.head_anatomy``.
        options: how.
    """
    rng = np.random.default_rng(options.seed)
    watch.check()
    watch.report("drawing the head", 0.0)
    drawn = {**draw_soft_tissue(anatomy, rng), **draw_skull(anatomy, rng)}
    signal = draw_signal(anatomy, drawn, options.sequence, options.shading, rng)
    watch.check()
    watch.report("drawing the head", 0.4)
    layers = {
        "signal": signal,
        # Above air, so that what lies beyond the image is air.
        "hu": draw_hu(anatomy, drawn, rng) - np.float32(AIR_HU),
        "bone": anatomy.share(*SKULL),
        "believed": anatomy.believed.astype(np.float32),
    }
    if options.reshaped:
        layers = reshaped(layers, anatomy.grid, drawn_shape(anatomy.grid, rng))
    watch.check()
    watch.report("scanning the head", 0.7)
    believed = layers["believed"] > 0.5
    layers["hu"] += np.float32(AIR_HU)
    if options.defaced:
        gone = defaced(layers["hu"], anatomy.grid, rng)
        layers["signal"][gone] = 0.0
        believed &= ~gone
    mr = scanned(layers["signal"], anatomy.grid, options, rng) * np.float32(FULL_SIGNAL)
    hu = at_ct_resolution(layers["hu"], anatomy.grid, options.ct_noise_hu, rng)
    return HeadPhantom(
        Volume.on(anatomy.grid, mr, {"modality": "MR"}),
        Volume.on(anatomy.grid, hu, {"modality": "CT"}),
        layers["bone"] > 0.5,
        believed,
    )
