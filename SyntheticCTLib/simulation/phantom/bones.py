"""The bones of the limb phantom: exact outer surface, cortex, spongy head, marrow and cartilage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import FloatArray
from SyntheticCTLib.simulation.phantom.revolved_solid import RevolvedSolid, long_bone_profile
from SyntheticCTLib.simulation.phantom.tissues import Tissue

#: Above this share of trabeculae the marrow space is labelled spongy bone.
SPONGY_FROM_SHARE = 0.06

#: How far from a bone its trabeculae are asked for, mm: voxels with their centre outside hold some.
REACH_MM = 8.0


@dataclass(frozen=True, eq=False)
class Bone:
    """One long bone.

    Attributes:
        solid: the outer surface, exact.
        flare: heights along the axis where the shaft ends and where the head is reached, mm.
        shaft_cortex, head_cortex: thickness of the cortex in both, mm.
        head_spongy: share of the head's marrow space that trabeculae fill.
        cartilage: thickness over the free end of the head, mm.
    """

    solid: RevolvedSolid
    flare: tuple[float, float]
    shaft_cortex: float
    head_cortex: float
    head_spongy: float
    cartilage: float

    @property
    def head_radius(self) -> float:
        """Radius of the head, mm."""
        return self.solid.pieces[-1].largest_radius

    def near(self, points: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Points (n, 3) within ``reach`` mm: indices, distances from the axis, heights on it."""
        offset = points - self.solid.base
        height = offset @ self.solid.axis
        from_axis = np.einsum("ij,ij->i", offset, offset) - height * height
        low, high = self.solid.pieces[0].heights[0], self.solid.pieces[-1].heights[1]
        widest = max(piece.largest_radius for piece in self.solid.pieces) + reach
        close = (from_axis < widest**2) & (height > low - reach) & (height < high + reach)
        chosen = np.flatnonzero(close)
        return chosen, *self.solid.cylindrical(points[chosen])

    def paint(
        self, points: np.ndarray, labels: np.ndarray, margin: np.ndarray, voxel_reach: float
    ) -> None:
        """Put this bone's tissues over what ``labels`` has, and lower ``margin`` near its surfaces.

        Args:
            points: (n, 3), LPS mm.
            labels: (n,), tissue labels, changed in place.
            margin: (n,), distance to the nearest tissue boundary so far, as a multiple of how far a
                voxel reaches from its centre; changed in place.
            voxel_reach: distance from a voxel's centre to its corners, mm.
        """
        chosen, radius, height = self.near(points, self.cartilage + voxel_reach)
        distance = self.solid.signed_distance_at(radius, height)
        below_cortex = distance + self._cortex(height)
        above_cartilage = distance - self._cartilage(height)
        is_spongy = self._spongy_share(height, -below_cortex) > SPONGY_FROM_SHARE
        core = np.where(is_spongy, Tissue.SPONGY_BONE, Tissue.MARROW)
        bone = np.where(below_cortex < 0, core, Tissue.CORTICAL_BONE)
        painted = np.where(above_cartilage < 0, Tissue.CARTILAGE, labels[chosen])
        labels[chosen] = np.where(distance < 0, bone, painted)
        nearest = np.minimum(np.abs(distance), np.abs(below_cortex))
        nearest = np.minimum(nearest, np.abs(above_cartilage)) / voxel_reach
        # What lies under the bone's surface no longer has boundaries of its own.
        buried = above_cartilage < 0
        margin[chosen] = np.where(buried, nearest, np.minimum(margin[chosen], nearest))

    def trabecular_share(self, points: np.ndarray) -> np.ndarray:
        """Mean share of trabeculae in the marrow space at points (n, 3), LPS mm; 0 far off."""
        share = np.zeros(len(points))
        chosen, radius, height = self.near(points, REACH_MM)
        depth = -self.solid.signed_distance_at(radius, height) - self._cortex(height)
        share[chosen] = self._spongy_share(height, depth)
        return share

    def _flare_progress(self, height: np.ndarray) -> np.ndarray:
        """0 in the shaft, 1 in the head, smooth between."""
        low, high = self.flare
        t = np.clip((height - low) / (high - low), 0.0, 1.0)
        return t * t * (3 - 2 * t)

    def _cortex(self, height: np.ndarray) -> np.ndarray:
        change = self.head_cortex - self.shaft_cortex
        return self.shaft_cortex + change * self._flare_progress(height)

    def _cartilage(self, height: np.ndarray) -> np.ndarray:
        """Thickness of the cartilage: full on the end of the head, none below its equator."""
        free = np.clip(2.5 * height / self.head_radius, 0.0, 1.0)
        return self.cartilage * free

    def _spongy_share(self, height: np.ndarray, depth: np.ndarray) -> np.ndarray:
        """Trabeculae fade from the head into the shaft and are denser under the cortex."""
        denser_outside: FloatArray = 0.75 + 0.6 * np.exp(-np.maximum(depth, 0.0) / 7.0)
        in_head: FloatArray = self.head_spongy * self._flare_progress(height) ** 2
        return in_head * denser_outside


def draw_bone(
    rng: np.random.Generator,
    *,
    shaft_radius: tuple[float, float],
    head_radius: tuple[float, float],
    base: np.ndarray,
    axis: np.ndarray,
) -> Bone:
    """A bone with random measures.

    Args:
        rng: where the randomness comes from.
        shaft_radius, head_radius: ranges, mm.
        base: centre of the head, LPS mm.
        axis: unit vector from the shaft to the head, LPS.
    """
    shaft = rng.uniform(*shaft_radius)
    head = rng.uniform(*head_radius)
    profile = long_bone_profile(
        shaft_radius=shaft,
        head_radius=head,
        flare_radius=rng.uniform(4.0, 7.0) * head,
        length=rng.uniform(270.0, 310.0),
    )
    return Bone(
        solid=RevolvedSolid(profile, base, axis),
        flare=(profile[2].heights[0] - 10.0, profile[3].heights[0] + 0.3 * head),
        shaft_cortex=shaft * rng.uniform(0.30, 0.46),
        head_cortex=max(0.7, head * rng.uniform(0.035, 0.06)),
        head_spongy=rng.uniform(0.17, 0.30),
        cartilage=head * rng.uniform(0.06, 0.09),
    )
