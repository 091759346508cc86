"""Both images of a surface check, and their bone surfaces by one settings after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.region import GreyBox, grey_boxes
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.alignment import SurfaceAlignment, align_rigidly


@dataclass(frozen=True, eq=False)
class SurfacePairs:
    """The images of one check, and their surfaces by any settings.

    Attributes:
        sct, ct: HU, on one grid.
        mask: the field of view that both share, bool ``[k, j, i]``; None for everywhere.
        labels, names: of the bones, see ``check_surface``.
        align: move the sCT's surface onto the CT's.
        asked: the settings whose open marrow is told.
        watch: asked whether to stop.
    """

    sct: Volume
    ct: Volume
    mask: np.ndarray | None
    labels: Volume | None
    names: Mapping[int, str] | None
    align: bool
    asked: SurfaceSettings
    watch: Watch
    _found: dict[tuple[bool, SurfaceSettings], list[GreyBox]] = field(default_factory=dict)

    def boxes(self, of: Volume, settings: SurfaceSettings) -> Iterator[GreyBox]:
        """Each bone's neighbourhood; found once for settings that differ in smoothing alone."""
        alike = of is self.sct, settings.with_changes(smoothing_iterations=0)
        if alike in self._found:
            yield from self._found[alike]
            return
        kept = []
        found = grey_boxes(
            of,
            settings,
            mask=self.mask,
            labels=self.labels,
            names=dict(self.names or {}),
            tell_open=settings == self.asked,
        )
        for box in found:
            kept.append(box)
            yield box
        self._found[alike] = kept

    def _surface(self, of: Volume, settings: SurfaceSettings) -> BoneSurface:
        other = self.ct if of is self.sct else self.sct
        cut = None
        if self.mask is not None:
            cut = (other.array >= settings.threshold_hu) & ~self.mask
        return surface_of(
            of,
            settings,
            labels=self.labels,
            names=self.names,
            mask=self.mask,
            cut=cut,
            boxes=self.boxes(of, settings),
            watch=self.watch,
        )

    def plain(self, settings: SurfaceSettings) -> tuple[BoneSurface, BoneSurface]:
        """Both surfaces."""
        sct, ct, _ = self.aligned(settings)
        return sct, ct

    def aligned(
        self, settings: SurfaceSettings
    ) -> tuple[BoneSurface, BoneSurface, SurfaceAlignment | None]:
        """Both surfaces, and how the sCT's was moved; None where that was not asked for.

        Raises:
            NoBoneError: one of the images has no bone.
            Cancelled: a stop was asked for.
        """
        sct, ct = self._surface(self.sct, settings), self._surface(self.ct, settings)
        if not self.align:
            return sct, ct, None
        points, alignment = align_rigidly(sct.points, sct.cut_face == 0, ct.mesh)
        return _moved_to(sct, points), ct, alignment


def _moved_to(surface: BoneSurface, points: np.ndarray) -> BoneSurface:
    """The same surface with its points (n, 3) elsewhere, LPS mm."""
    made = meshes.make_mesh(points, surface.triangles)
    made.GetPointData().ShallowCopy(surface.mesh.GetPointData())
    made.GetFieldData().ShallowCopy(surface.mesh.GetFieldData())
    return replace(surface, mesh=made)
