"""What a registration compares: two images and masks, at a working resolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.volume import Volume

#: Voxels of the moving working image as a share of the fixed one's: no simple ratio.
_OFF_GRID = 0.87

_UNMOVED = sitk.Transform(3, sitk.sitkIdentity)

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

    def at(self, spacing_mm: float) -> ImagePair:
        """The pair smoothed and brought to voxels of about ``spacing_mm``; coarser axes stay.

        Interpolation averages noise away between grid points, so that mutual information of two
        images on one grid has false optima where the grids meet (Pluim et al. 2000, CVIU 77:211).
        Hence the smoothing, and hence a moving grid that fits the fixed one nowhere.
        """
        off_grid = _off_grid(self.moving, spacing_mm)
        moving = sitk.Resample(_smooth(self.moving, spacing_mm), off_grid, _UNMOVED)
        moving_mask = self.moving_mask
        if moving_mask is not None:
            moving_mask = sitk.Resample(moving_mask, off_grid, _UNMOVED, sitk.sitkNearestNeighbor)
        return ImagePair(
            _shrink(_smooth(self.fixed, spacing_mm), spacing_mm),
            moving,
            _shrink_mask(self.fixed_mask, spacing_mm),
            moving_mask,
        )

    def warped(self, transform: sitk.Transform) -> ImagePair:
        """The pair with the moving image already moved, on the fixed grid and a margin round it.

        ITK cannot search for a transform inside a B-spline, so a known B-spline is applied first.
        For the search only: what is found joins the chain, and the image is resampled from that.
        """
        margin = [round(_MARGIN_MM / spacing) for spacing in self.fixed.GetSpacing()]
        grid = sitk.ConstantPad(self.fixed, margin, margin)
        lowest = float(sitk.GetArrayViewFromImage(self.moving).min())
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
        return int(np.count_nonzero(sitk.GetArrayViewFromImage(self.fixed_mask)))


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
    indices = np.argwhere(sitk.GetArrayViewFromImage(body))
    middle = (np.asarray(image.GetSize()[::-1]) - 1) / 2 if len(indices) == 0 else indices.mean(0)
    return np.asarray(image.TransformContinuousIndexToPhysicalPoint(middle[::-1].tolist()))


def looks_like_ct(array: np.ndarray) -> bool:
    """Whether the values ``[k, j, i]`` reach down to air in HU; only a CT's and an sCT's do."""
    return float(np.percentile(array, 1)) < AIR_HU / 2


def _mask_image(volume: Volume, mask: np.ndarray | None, name: str) -> sitk.Image | None:
    if mask is None:
        return None
    mask = np.asarray(mask) != 0
    if mask.shape != volume.array.shape:
        raise InputError(
            f"The {name} mask of shape {mask.shape} does not fit its image {volume.array.shape}; "
            "give a mask on the image's own grid."
        )
    if not mask.any():
        raise InputError(f"The {name} mask is empty; leave it out or mark what should count.")
    return Volume(mask, volume.origin, volume.spacing, volume.direction).to_sitk()


def _smooth(image: sitk.Image, spacing_mm: float) -> sitk.Image:
    sigma_mm = _SMOOTHING * spacing_mm
    return sitk.SmoothingRecursiveGaussian(image, [sigma_mm] * image.GetDimension())


def _off_grid(image: sitk.Image, spacing_mm: float) -> sitk.Image:
    """An empty image within the extent of ``image``, its voxels a little below ``spacing_mm``."""
    spacing = [_OFF_GRID * max(own, spacing_mm) for own in image.GetSpacing()]
    extents = [(n - 1) * own for n, own in zip(image.GetSize(), image.GetSpacing(), strict=True)]
    size = [int(extent // step) + 1 for extent, step in zip(extents, spacing, strict=True)]
    grid = sitk.Image(size, sitk.sitkFloat32)
    grid.SetSpacing(spacing)
    grid.SetDirection(image.GetDirection())
    # Centred, so that what does not fill a voxel is left out evenly.
    middle = [
        (extent - (n - 1) * step) / 2
        for extent, n, step in zip(extents, size, spacing, strict=True)
    ]
    start = [m / own for m, own in zip(middle, image.GetSpacing(), strict=True)]
    grid.SetOrigin(image.TransformContinuousIndexToPhysicalPoint(start))
    return grid


def _shrink(image: sitk.Image, spacing_mm: float) -> sitk.Image:
    factors = [
        min(max(1, round(spacing_mm / spacing)), size)
        for spacing, size in zip(image.GetSpacing(), image.GetSize(), strict=True)
    ]
    return sitk.BinShrink(image, factors)


def _shrink_mask(mask: sitk.Image | None, spacing_mm: float) -> sitk.Image | None:
    if mask is None:
        return None
    return _shrink(sitk.Cast(mask, sitk.sitkFloat32), spacing_mm) >= 0.5
