"""The analytic limb phantom: MR, CT and labels of one limb whose bone surface is known exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.files.image_sets import write_image_set
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.image.grid import Matrix, Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.memory import check_memory
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.simulation.mr.signal import named_contrast, rician, signal_table
from SyntheticCTLib.simulation.phantom.limb_anatomy import LimbAnatomy, draw_limb
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.simulation.phantom.tissues import PROPERTIES, Tissue, TissueProperties
from SyntheticCTLib.simulation.phantom.voxel_average import draw_on_grid, slab_points, slabs
from SyntheticCTLib.simulation.random_field import RandomField

#: Noise of the phantom at ``noise=1``: SD of the CT in HU (a low-dose CT), and of each MR channel
#: as a share of the brightest tissue's signal.
CT_NOISE_HU = 20.0
MR_NOISE_SHARE = 0.02

#: MR, CT and labels, beside the two more arrays that ``check_memory`` counts (here the noise).
BYTES_PER_VOXEL = 10


@dataclass(frozen=True, eq=False)
class LimbPhantom:
    """A phantom: images on one grid and the geometry behind them.

    Attributes:
        mr: arbitrary units, float32.
        ct: HU, float32.
        labels: ``tissues.Tissue`` at the voxel centres, uint8.
        anatomy: the limb in LPS mm, independent of the grid.
        seed: what it was drawn from.
    """

    mr: Volume
    ct: Volume
    labels: Volume
    anatomy: LimbAnatomy
    seed: int

    def __repr__(self) -> str:
        return f"<LimbPhantom of seed {self.seed}: MR, CT and labels of {self.ct.grid.describe()}>"

    def signed_distance_to_bone(self, points_lps_mm: np.ndarray) -> np.ndarray:
        """Exact signed distance (n,), mm, of points (n, 3), LPS mm, to bone; < 0 inside."""
        return self.anatomy.signed_distance_to_bone(points_lps_mm)

    @property
    def bone_volume_mm3(self) -> float:
        """Volume inside the outer bone surfaces in closed form, mm³, also outside the grid."""
        return sum(bone.solid.volume_mm3 for bone in self.anatomy.bones)

    def write(self, folder: str | Path, file_format: str = "nii.gz") -> dict[str, Path]:
        """Write MR (rounded to whole numbers), CT (whole HU) and labels into a folder.

        Args:
            folder: made if missing.
            file_format: a suffix of ``files.volumes`` without its dot.

        Returns:
            The files' paths by what they hold: "mr", "ct" and "labels".
        """
        images = {"mr": self.mr, "ct": self.ct, "labels": self.labels}
        return write_image_set(images, folder, file_format)


@takes_keywords
def make_limb_phantom(
    options: PhantomOptions = PhantomOptions(),
    *,
    watch: Watch = UNWATCHED,
) -> LimbPhantom:
    """Draw a limb from a seed and take its MR and CT on a grid.

    The limb lies near LPS (0, 0, 0) along the S axis and depends on ``limb`` and ``seed`` alone.

    Args:
        options: limb, grid and contrast; each may also be given by its name.

    Raises:
        InputError: an unknown limb or contrast, a bad grid, a negative noise, bias or seed.
        ResourceError: the images do not fit into memory.

    Example:
        >>> phantom = make_limb_phantom(size=(32, 32, 8), spacing=(5.0, 5.0, 8.0), noise=0)
        >>> phantom.ct.size
        (32, 32, 8)
    """
    check_memory(options.size, BYTES_PER_VOXEL, "The phantom")
    protocol = named_contrast(options.contrast)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(options.seed).spawn(5)]
    anatomy_rng, tissue_rng, coil_rng, mr_rng, ct_rng = streams
    anatomy = draw_limb(options.limb, anatomy_rng)
    properties = _varied(tissue_rng)
    grid = _empty_grid(options.size, options.spacing, options.origin, options.direction)
    hu = np.array([properties[t].hu for t in Tissue])
    signal = signal_table(properties, protocol)
    signal *= coil_rng.uniform(300.0, 1500.0) / signal.max()
    coil = RandomField.draw(coil_rng, (350.0, 350.0, 350.0), terms=6)
    labels, mr, ct = draw_on_grid(anatomy, grid, signal, hu, options.samples, watch)
    if options.bias:
        mr *= _shading(coil, grid, options.bias)
    mr = rician(mr, options.noise * MR_NOISE_SHARE * float(signal.max()), mr_rng)
    ct = ct + _ct_noise(ct.shape, options.noise * CT_NOISE_HU, ct_rng)
    ct = np.clip(ct, LOWEST_HU, HIGHEST_HU)
    return LimbPhantom(
        mr=grid.with_array(mr, modality="MR"),
        ct=grid.with_array(ct, modality="CT"),
        labels=grid.with_array(labels),
        anatomy=anatomy,
        seed=options.seed,
    )


def _empty_grid(
    size: tuple[int, int, int], spacing: Vector, origin: Vector | None, direction: Matrix
) -> Volume:
    """A volume of zeros on the grid; without an origin its middle is LPS (0, 0, 0)."""
    grid = Volume(np.zeros(size[::-1], np.uint8), spacing=spacing, direction=direction)
    if origin is None:
        middle = grid.affine[:3, :3] @ ((np.array(size) - 1) / 2)
        x, y, z = (float(-m) for m in middle)
        origin = (x, y, z)
    return replace(grid, origin=origin)


def _varied(rng: np.random.Generator) -> dict[Tissue, TissueProperties]:
    """The tissues of one person: HU and relaxation times within a few percent of the usual ones."""
    varied = {}
    for tissue, usual in PROPERTIES.items():
        hu_change, t1_change, t2_change = rng.uniform(-1.0, 1.0, 3)
        largest_hu_change = 0.0 if tissue is Tissue.AIR else 6.0 + 0.06 * abs(usual.hu)
        varied[tissue] = replace(
            usual,
            hu=usual.hu + largest_hu_change * hu_change,
            t1_ms=usual.t1_ms * (1.0 + 0.08 * t1_change),
            t2_ms=usual.t2_ms * (1.0 + 0.08 * t2_change),
        )
    # One marrow, whether trabeculae run through it or not.
    varied[Tissue.SPONGY_BONE] = varied[Tissue.MARROW]
    return varied


def _shading(coil: RandomField, grid: Volume, largest: float) -> Float32Array:
    """Smooth multiplicative shading (k, j, i), float32, about 1 - largest to 1 + largest."""
    shading = np.empty(grid.array.shape, np.float32)
    for slab in slabs(grid):
        shading[slab] = coil(slab_points(grid, slab)).reshape(shading[slab].shape)
    clipped: Float32Array = np.clip(shading, -2.0, 2.0)
    return np.asarray(np.exp(0.5 * largest * clipped), np.float32)


def _ct_noise(shape: tuple[int, ...], sd: float, rng: np.random.Generator) -> np.ndarray | float:
    """Noise that is correlated in the slice, as a reconstruction kernel leaves it; SD in HU."""
    if sd == 0:
        return 0.0
    noise = rng.standard_normal(shape, dtype=np.float32)
    for axis in (1, 2):
        noise = noise + 0.5 * (np.roll(noise, 1, axis) + np.roll(noise, -1, axis))
    # White noise of SD 1 through the kernel (1/2, 1, 1/2) twice has a variance of 1.5 squared.
    return noise * np.float32(sd / 1.5)
