"""One limb, drawn from a seed and fixed in LPS millimetres, whatever grid looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from SyntheticCTLib.arrays import Float32Array, FloatArray
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.simulation.phantom.bones import Bone, draw_bone
from SyntheticCTLib.simulation.phantom.soft_tissue import Muscles, Outline, SoftTissue, Tube
from SyntheticCTLib.simulation.phantom.tissues import Tissue
from SyntheticCTLib.simulation.random_field import RandomField

#: Limbs that can be drawn: one bone with a head; a thick and a thin bone; two heads face to face.
LIMBS = ("thigh", "lower-leg", "knee")

#: Mean outer radius of each limb, range in mm.
LIMB_RADIUS = {"thigh": (64.0, 76.0), "lower-leg": (52.0, 60.0), "knee": (58.0, 66.0)}

#: Steepest slope, against the limb's axis, of a soft tissue's boundary, about; and how far its
#: margin may be off.
SOFT_SLOPE = 0.2
SOFT_SAFETY = 1.15

#: Corners of a voxel of 1 mm.
ONE_MM_CUBE = np.array(list(product((-0.5, 0.5), repeat=3)))


@dataclass(frozen=True, eq=False)
class LimbAnatomy:
    """Bones and soft tissues of one limb.

    Attributes:
        centre: middle of the limb, LPS mm.
        frame: 3 x 3, columns are the limb's axes x, y (across) and z (along) in LPS.
        bones: disjoint, so that the distance to their union is the least of their distances.
        soft: everything around them.
        fibres, streaks, lobules, trabeculae: what makes muscle, fat and spongy bone uneven.
    """

    centre: np.ndarray
    frame: np.ndarray
    bones: tuple[Bone, ...]
    soft: SoftTissue
    fibres: RandomField
    streaks: RandomField
    lobules: RandomField
    trabeculae: RandomField

    def classify(
        self, points: np.ndarray, voxel_corners: np.ndarray = ONE_MM_CUBE
    ) -> tuple[np.ndarray, np.ndarray]:
        """Tissues, and whether a voxel around each point lies within one of them.

        Args:
            points: (n, 3), LPS mm.
            voxel_corners: (corners, 3), from a voxel's centre to its corners, LPS mm.

        Returns:
            Labels (n,), uint8, and margins (n,): about the distance to the nearest boundary as a
            multiple of how far the voxel reaches; a voxel with a margin above 1 is of one tissue.
        """
        along = voxel_corners @ self.frame
        # Soft tissues have boundaries that run along the limb: a long voxel reaches across few.
        across = np.hypot(along[:, 0], along[:, 1]) + SOFT_SLOPE * np.abs(along[:, 2])
        labels, margin = self.soft.classify(self._local(points))
        margin /= SOFT_SAFETY * float(across.max())
        for bone in self.bones:
            bone.paint(points, labels, margin, float(np.linalg.norm(along, axis=1).max()))
        return labels, margin

    def signed_distance_to_bone(self, points: np.ndarray) -> FloatArray:
        """Exact signed distance (n,), mm, to the outer bone surface, negative inside.

        Args:
            points: (n, 3), LPS mm.
        """
        each = [bone.solid.signed_distance(points) for bone in self.bones]
        nearest: FloatArray = np.min(each, axis=0)
        return nearest

    def interspersed_shares(self, points: np.ndarray, present: np.ndarray) -> np.ndarray:
        """Share of each tissue that another one takes (``tissues.INTERSPERSED``).

        Args:
            points: (n, 3), LPS mm.
            present: (n, tissues), bool: where which tissue occurs; the rest is left 0.

        Returns:
            (n, tissues), float32, 0 to 1.
        """
        shares = np.zeros(present.shape, dtype=np.float32)
        local = self._local(points)
        rows = np.flatnonzero(present[:, Tissue.MUSCLE])
        streaks = np.maximum(self.streaks(local[rows]) - 1.3, 0.0)
        muscle = 0.06 + 0.035 * self.fibres(local[rows]) + 0.35 * streaks
        shares[rows, Tissue.MUSCLE] = np.clip(muscle, 0.0, 0.7)
        rows = np.flatnonzero(present[:, Tissue.FAT])
        shares[rows, Tissue.FAT] = np.clip(0.03 + 0.04 * self.lobules(local[rows]), 0.0, 0.3)
        core = present[:, Tissue.SPONGY_BONE] | present[:, Tissue.MARROW]
        rows = np.flatnonzero(core)
        mean = np.max([bone.trabecular_share(points[rows]) for bone in self.bones], axis=0)
        uneven = np.clip(mean * (1.0 + 0.28 * self.trabeculae(local[rows])), 0.0, 0.9)
        shares[rows, Tissue.SPONGY_BONE] = uneven
        shares[rows, Tissue.MARROW] = uneven
        return shares

    def _local(self, points: np.ndarray) -> Float32Array:
        """Points in the limb's coordinates; float32 resolves 10 nm here."""
        return np.asarray((points - self.centre) @ self.frame, np.float32)


def draw_limb(limb: str, rng: np.random.Generator) -> LimbAnatomy:
    """A random limb of one of the kinds in ``LIMBS``, near LPS (0, 0, 0) and along the S axis.

    Raises:
        InputError: the kind is unknown.
    """
    if limb not in LIMBS:
        raise InputError(f"Unknown limb {limb!r}: choose one of {', '.join(LIMBS)}.")
    centre = rng.uniform(-4.0, 4.0, 3)
    frame = _tilted_frame(rng, 0.08)
    bones = _draw_bones(limb, rng, centre, frame)
    return LimbAnatomy(
        centre=centre,
        frame=frame,
        bones=bones,
        soft=_draw_soft_tissue(limb, rng, _bone_reach(bones, centre, frame)),
        fibres=RandomField.draw(rng, (5.0, 5.0, 50.0)),
        streaks=RandomField.draw(rng, (9.0, 9.0, 90.0)),
        lobules=RandomField.draw(rng, (9.0, 9.0, 15.0)),
        trabeculae=RandomField.draw(rng, (7.0, 7.0, 10.0), terms=24),
    )


def _tilted_frame(rng: np.random.Generator, largest_tilt: float) -> np.ndarray:
    """Axes with z tilted away from S by up to ``largest_tilt`` rad along L and P."""
    z = np.array([*rng.uniform(-largest_tilt, largest_tilt, 2), 1.0])
    z /= np.linalg.norm(z)
    x = np.cross([0.0, 1.0, 0.0], z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1)


def _draw_bones(
    limb: str, rng: np.random.Generator, centre: np.ndarray, frame: np.ndarray
) -> tuple[Bone, ...]:
    """The bones of a limb, placed so that they cannot touch."""

    def bone(
        head: tuple[float, float, float],
        up: float,
        shaft: tuple[float, float],
        head_radius: tuple[float, float],
        tilt: float,
    ) -> Bone:
        axis = frame @ _tilted_frame(rng, tilt)[:, 2] * up
        return draw_bone(
            rng,
            shaft_radius=shaft,
            head_radius=head_radius,
            base=centre + frame @ np.asarray(head),
            axis=axis,
        )

    x, y = rng.uniform(-7.0, 7.0, 2)
    if limb == "thigh":
        up = rng.choice([-1.0, 1.0])
        return (bone((x, y, up * rng.uniform(35, 55)), up, (12.0, 15.0), (25.0, 31.0), 0.05),)
    if limb == "knee":
        upper = bone((x, y, 31.0), -1.0, (12.0, 14.5), (25.0, 28.0), 0.05)
        lower_radius = rng.uniform(24.0, 28.0)
        below = 31.0 - upper.head_radius - rng.uniform(4.5, 7.0) - lower_radius
        lower = bone((x, y, below), 1.0, (11.0, 13.5), (lower_radius, lower_radius), 0.05)
        return upper, lower
    tibia = bone((-8.0, 0.5 * y, 50.0), 1.0, (10.5, 13.0), (24.0, 27.0), 0.02)
    fibula = bone((27.0, 0.5 * y + 8.0, 8.0), 1.0, (4.5, 6.0), (7.5, 9.5), 0.02)
    return tibia, fibula


def _bone_reach(bones: tuple[Bone, ...], centre: np.ndarray, frame: np.ndarray) -> float:
    """Farthest that a bone's head reaches from the limb's axis, mm."""
    return max(
        float(np.hypot(*((bone.solid.base - centre) @ frame)[:2])) + bone.head_radius
        for bone in bones
    )


def _draw_soft_tissue(limb: str, rng: np.random.Generator, bone_reach: float) -> SoftTissue:
    """Soft tissues around bones that reach ``bone_reach`` mm from the axis."""
    skin_thickness = rng.uniform(1.3, 2.2)
    fat = rng.uniform(4.0, 14.0)
    # Outlines deviate from round by up to a tenth; muscle has to cover the heads.
    radius = max(
        rng.uniform(*LIMB_RADIUS[limb]), 1.1 * (bone_reach + 1.3 * fat + skin_thickness + 2)
    )
    skin = Outline(
        radius, rng.uniform(-1, 1, 6) * [0, 0, 0.05, 0.05, 0.02, 0.02], rng.uniform(-0.07, 0.07)
    )
    waves = rng.uniform(-1, 1, 6) * [0.45, 0.45, 0.25, 0.25, 0.1, 0.1]
    muscle_radius = radius - skin_thickness - fat
    sheath, deep = _draw_deep_vessels(rng, bone_reach, muscle_radius - 0.5 * fat)
    return SoftTissue(
        skin=skin,
        skin_thickness=skin_thickness,
        fat=Outline(fat, waves, rng.uniform(-0.15, 0.15)),
        fascia_thickness=rng.uniform(0.5, 0.9),
        muscles=_draw_muscles(rng, muscle_radius),
        sheath=sheath,
        deep_vessels=deep,
        superficial_veins=tuple(
            _draw_tube(rng, radius - skin_thickness - rng.uniform(0.3, 0.6) * fat, (1.0, 2.2))
            for _ in range(3)
        ),
    )


def _draw_tube(rng: np.random.Generator, from_axis: float, radius: tuple[float, float]) -> Tube:
    """A vessel at a distance from the limb's axis, winding a little."""
    turn = rng.uniform(0, 2 * np.pi)
    start = from_axis * np.array([np.cos(turn), np.sin(turn)])
    centre = np.stack([start, rng.uniform(-3, 3, 2), rng.uniform(-2, 2, 2)], axis=1)
    return Tube(centre, rng.uniform(*radius))


def _draw_deep_vessels(
    rng: np.random.Generator, bone_reach: float, muscle_radius: float
) -> tuple[Tube, tuple[Tube, ...]]:
    """A fat sheath between bone and fascia with an artery and a vein in it."""
    between = min(0.5 * (bone_reach + muscle_radius), muscle_radius - 13.0)
    sheath = _draw_tube(rng, between, (7.0, 9.5))
    turn = rng.uniform(0, 2 * np.pi)
    aside = 0.48 * sheath.radius * np.array([np.cos(turn), np.sin(turn)])

    def beside(sign: float, radius: float) -> Tube:
        centre = sheath.centre.copy()
        centre[:, 0] += sign * aside
        return Tube(centre, radius)

    return sheath, (beside(1.0, rng.uniform(2.4, 3.4)), beside(-1.0, rng.uniform(2.6, 3.8)))


def _draw_muscles(rng: np.random.Generator, muscle_radius: float) -> Muscles:
    """A ring of bellies around two or three deep ones."""
    outer, inner = int(rng.integers(5, 8)), int(rng.integers(2, 4))
    angles = np.concatenate(
        [2 * np.pi * (np.arange(n) + rng.uniform(-0.25, 0.25, n)) / n for n in (outer, inner)]
    ) + rng.uniform(0, 2 * np.pi)
    radii = muscle_radius * np.concatenate(
        [rng.uniform(0.6, 0.8, outer), rng.uniform(0.2, 0.4, inner)]
    )
    septum = rng.uniform(0.15, 0.9, (outer + inner, outer + inner))
    septum[rng.uniform(size=septum.shape) < 0.12] += rng.uniform(0.8, 2.0)
    bends = [(rng.uniform(2, 5), rng.uniform(0.04, 0.08), rng.uniform(0, 6.3)) for _ in range(2)]
    return Muscles(
        centres=radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1),
        weights=rng.uniform(-0.06, 0.06, outer + inner) * muscle_radius**2,
        septum=(septum + septum.T) / 2,
        rounding=rng.uniform(1.2, 2.6),
        twist=rng.uniform(-0.003, 0.003),
        bends=np.array(bends),
    )
