"""What a registration compares: two images and masks, at a working resolution."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.checks import checked_mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.image.voxels import voxels_of

#: Room round the fixed grid for what a search may still bring in, mm.
_MARGIN_MM = 30.0

#: Standard deviation of the smoothing as a share of the working voxel. On noisy CT less leaves the
#: metric and its gradient in disagreement; more blurs the cortex.
_SMOOTHING = 0.75


@dataclass(frozen=True)
class ImagePair:
    """A fixed and a moving image with optional masks, as SimpleITK images.

    Attributes:
        fixed: float32 image.
        moving: float32 image.
        fixed_mask: uint8 image on the fixed grid, non-zero where voxels count, or None.
        moving_mask: the same on the moving grid.
    """

    fixed: sitk.Image
    moving: sitk.Image
    fixed_mask: sitk.Image | None
    moving_mask: sitk.Image | None
    _levels: dict[float, tuple[sitk.Image, sitk.Image]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def at(self, spacing_mm: float) -> ImagePair:
        """The pair smoothed and brought to voxels of about ``spacing_mm``; coarser axes stay.

        Without the smoothing, mutual information has a false optimum wherever interpolation
        averages noise away (Pluim et al. 2000, CVIU 77:211), which its gradient does not see.
        """
        if spacing_mm not in self._levels:
            fixed, moving = (
                _shrink(_smooth(image, spacing_mm), spacing_mm)
                for image in (self.fixed, self.moving)
            )
            self._levels[spacing_mm] = (fixed, moving)
        return ImagePair(
            *self._levels[spacing_mm],
            _shrink_mask(self.fixed_mask, spacing_mm),
            _shrink_mask(self.moving_mask, spacing_mm),
        )

    def with_fixed_mask(self, fixed_mask: sitk.Image) -> ImagePair:
        """The same images, whose smoothed forms are shared, with another fixed mask."""
        return replace(self, fixed_mask=fixed_mask)

    def placed(self, body: sitk.Image, transform: sitk.Transform) -> tuple[ImagePair, sitk.Image]:
        """The pair, and the moving image's body mask, with the moving image already moved.

        A rigid transform moves the grid and leaves the voxels alone; another one resamples, see
        ``warped``.
        """
        if _is_rigid(transform):
            mask = self.moving_mask
            moved = ImagePair(
                self.fixed,
                _carried(self.moving, transform),
                self.fixed_mask,
                None if mask is None else _carried(mask, transform),
            )
            return moved, _carried(body, transform)
        moved = self.warped(transform)
        return moved, sitk.Resample(body, moved.moving, transform, sitk.sitkNearestNeighbor, 0)

    def warped(self, transform: sitk.Transform) -> ImagePair:
        """The pair with the moving image already moved, on the fixed grid and a margin round it.

        ITK cannot search for a transform inside a B-spline, so a known B-spline is applied first.
        For the search only: what is found joins the chain, and the image is resampled from that.
        """
        margin = [round(_MARGIN_MM / spacing) for spacing in self.fixed.GetSpacing()]
        grid = sitk.ConstantPad(self.fixed, margin, margin)
        lowest = float(voxels_of(self.moving).min())
        seen = self.moving_mask
        if seen is None:
            seen = sitk.Image(self.moving.GetSize(), sitk.sitkUInt8) + 1
            seen.CopyInformation(self.moving)
        return ImagePair(
            self.fixed,
            sitk.Resample(self.moving, grid, transform, sitk.sitkLinear, lowest),
            self.fixed_mask,
            sitk.Resample(seen, grid, transform, sitk.sitkNearestNeighbor, 0),
        )

    def counted_voxels(self) -> int:
        """Number of fixed voxels that count."""
        if self.fixed_mask is None:
            return int(np.prod(self.fixed.GetSize()))
        return int(np.count_nonzero(voxels_of(self.fixed_mask)))


def image_pair(
    fixed: Volume,
    moving: Volume,
    fixed_mask: np.ndarray | None = None,
    moving_mask: np.ndarray | None = None,
) -> ImagePair:
    """Convert two volumes and their masks (arrays ``[k, j, i]`` on the volume's own grid).

    Raises:
        InputError: a mask has another shape than its volume, or is empty.
    """
    return ImagePair(
        sitk.Cast(fixed.to_sitk(), sitk.sitkFloat32),
        sitk.Cast(moving.to_sitk(), sitk.sitkFloat32),
        _mask_image(fixed, fixed_mask, "fixed"),
        _mask_image(moving, moving_mask, "moving"),
    )


def centre_of_body(image: sitk.Image, mask: sitk.Image | None) -> np.ndarray:
    """Centre of the mask or, without one, of what is brighter than Otsu's threshold; LPS mm."""
    body = mask if mask is not None else sitk.OtsuThreshold(image, 0, 1)
    indices = np.argwhere(voxels_of(body))
    middle = (np.asarray(image.GetSize()[::-1]) - 1) / 2 if len(indices) == 0 else indices.mean(0)
    return np.asarray(image.TransformContinuousIndexToPhysicalPoint(middle[::-1].tolist()))


def looks_like_ct(array: np.ndarray) -> bool:
    """Whether the values ``[k, j, i]`` reach down to air in HU; only a CT's and an sCT's do."""
    return array.dtype != bool and float(np.percentile(array, 1)) < AIR_HU / 2


def _matrix(transform: sitk.Transform) -> np.ndarray:
    """Matrix of a linear transform."""
    here = np.asarray(transform.TransformPoint((0.0, 0.0, 0.0)))
    return np.stack([transform.TransformPoint(e) - here for e in np.eye(3).tolist()], axis=1)


def _is_rigid(transform: sitk.Transform) -> bool:
    if not transform.IsLinear():
        return False
    matrix = _matrix(transform)
    return bool(np.allclose(matrix.T @ matrix, np.eye(3), atol=1e-6) and np.linalg.det(matrix) > 0)


def _carried(image: sitk.Image, transform: sitk.Transform) -> sitk.Image:
    """The image, whose points ``transform`` leads to, where the points lie that it starts from."""
    turn = _matrix(transform)
    shift = np.asarray(transform.TransformPoint((0.0, 0.0, 0.0)))
    carried = sitk.Image(image)
    carried.SetOrigin((turn.T @ (np.asarray(image.GetOrigin()) - shift)).tolist())
    carried.SetDirection((turn.T @ np.asarray(image.GetDirection()).reshape(3, 3)).ravel().tolist())
    return carried


def _mask_image(volume: Volume, mask: np.ndarray | None, name: str) -> sitk.Image | None:
    if mask is None:
        return None
    mask = checked_mask(mask, volume.array.shape, f"{name} mask")
    if not mask.any():
        raise InputError(f"The {name} mask is empty; leave it out or mark what should count.")
    return Volume(mask, volume.origin, volume.spacing, volume.direction).to_sitk()


def _smooth(image: sitk.Image, spacing_mm: float) -> sitk.Image:
    sigma_mm = _SMOOTHING * spacing_mm
    smooth: sitk.Image = sitk.SmoothingRecursiveGaussian(image, [sigma_mm] * image.GetDimension())
    return smooth


def _shrink(image: sitk.Image, spacing_mm: float) -> sitk.Image:
    factors = [
        min(max(1, round(spacing_mm / spacing)), size)
        for spacing, size in zip(image.GetSpacing(), image.GetSize(), strict=True)
    ]
    shrunk: sitk.Image = sitk.BinShrink(image, factors)
    return shrunk


def _shrink_mask(mask: sitk.Image | None, spacing_mm: float) -> sitk.Image | None:
    if mask is None:
        return None
    shrunk: sitk.Image = _shrink(sitk.Cast(mask, sitk.sitkFloat32), spacing_mm) >= 0.5
    return shrunk
