"""Named MR sequences of heads: how bright each tissue is, with parameters as scanners differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import cos, exp, log, radians, sin

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.simulation.head.tissues import HEAD_PROPERTIES, SKULL
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T
from SyntheticCTLib.simulation.mr.signal import Contrast, spin_echo_signal
from SyntheticCTLib.simulation.phantom.tissues import TissueProperties

Range = tuple[float, float]
Signal = Callable[[TissueProperties], float]

#: T1 of water in tissue from 1.5 to 3 T, as a factor (Stanisz et al., Magn Reson Med 2005; 54:507).
_FIELD = (0.95, 1.35)

#: How far a FLAIR's inversion time misses that at which liquor gives nothing, as a factor.
_MISSED_NULL = (0.93, 1.07)

#: SD of the logarithm by which one person's tissue differs from another's: T1, T2, proton density.
_PERSONS = (0.08, 0.10, 0.04)

#: T1 of fluid and bone, and of fat, hardly changes with the field.
_SAME_IN_ANY_FIELD = (T.CSF, T.EYE, *SKULL)

#: Cortex at short echo times has this share of the brightest signal at most.
_BRIGHTEST_CORTEX = 0.08


@dataclass(frozen=True)
class Sequence:
    """One kind of scan.

    Attributes:
        draw: its signal equation with parameters drawn from the ranges of clinical protocols.
        fat_suppressed: how often fat is suppressed.
        bright_blood: how often blood is bright, by inflow or contrast agent, and not dark.
    """

    draw: Callable[[np.random.Generator], Signal]
    fat_suppressed: float
    bright_blood: float


@dataclass(frozen=True)
class DrawnSignals:
    """Signals relative to the brightest tissue.

    Attributes:
        sequence: its name.
        by_tissue: (tissues,), indexed by ``HeadTissue``.
    """

    sequence: str
    by_tissue: np.ndarray


def _spin_echo(repetition: Range, echo: Range, *, fluid_nulled: bool = False) -> Sequence:
    def draw(rng: np.random.Generator) -> Signal:
        every, after = float(rng.uniform(*repetition)), None
        if fluid_nulled:
            after = _nulling_time(every) * float(rng.uniform(*_MISSED_NULL))
        contrast = Contrast(every, rng.uniform(*echo), inversion_ms=after)
        return lambda tissue: spin_echo_signal(tissue, contrast)

    often, bright = (0.6, 0.1) if fluid_nulled else (0.15, 0.25)
    return Sequence(draw, often, bright)


def _nulling_time(repetition: float) -> float:
    """Inversion time at which liquor of the usual T1 gives no signal, ms."""
    t1 = HEAD_PROPERTIES[T.CSF].t1_ms
    return t1 * log(2 / (1 + exp(-repetition / t1)))


def _mprage(rng: np.random.Generator) -> Signal:
    """Inversion, then a train of small flips: |1 - 2 exp(-TI/T1) / (1 + exp(-TR/T1))|.

    Magnetization-prepared rapid gradient echo (Mugler and Brookeman, Magn Reson Med 1990; 15:152),
    with the train taken for short.
    """
    repetition, inversion = rng.uniform(1700, 2600), rng.uniform(750, 1150)
    echo = rng.uniform(2.0, 5.0)

    def signal(tissue: TissueProperties) -> float:
        left = 2 * exp(-inversion / tissue.t1_ms) / (1 + exp(-repetition / tissue.t1_ms))
        return tissue.proton_density * abs(1 - left) * exp(-echo / (0.6 * tissue.t2_ms))

    return signal


def _spoiled_echo(rng: np.random.Generator) -> Signal:
    """Spoiled gradient echo: PD sin(a) (1 - E1) / (1 - cos(a) E1) exp(-TE/T2*).

    Haacke et al., Magnetic Resonance Imaging, 1999, ch. 18.
    """
    repetition, echo = rng.uniform(6, 35), rng.uniform(2.0, 8.0)
    flip = radians(rng.uniform(12, 35))

    def signal(tissue: TissueProperties) -> float:
        left = exp(-repetition / tissue.t1_ms)
        share = sin(flip) * (1 - left) / (1 - cos(flip) * left)
        return tissue.proton_density * share * exp(-echo / (0.6 * tissue.t2_ms))

    return signal


#: By the names that options take.
SEQUENCES: dict[str, Sequence] = {
    "T1": _spin_echo((380, 750), (8, 20)),
    "MPRAGE": Sequence(_mprage, 0.4, 0.7),
    "GRE": Sequence(_spoiled_echo, 0.3, 0.7),
    "T2": _spin_echo((2800, 6500), (75, 120)),
    "PD": _spin_echo((1800, 4000), (10, 35)),
    "FLAIR": _spin_echo((6500, 11000), (80, 140), fluid_nulled=True),
}

#: Any brightness of any tissue, as SynthSeg learns from (Billot et al., 2023).
RANDOM = "random"

NAMES = (*SEQUENCES, RANDOM)


def draw_signals(sequence: str, rng: np.random.Generator) -> DrawnSignals:
    """How bright each tissue of one head is in one scan.

    Args:
        sequence: one of ``NAMES``.
        rng: of the protocol and of the person.

    Raises:
        InputError: the sequence is unknown.
    """
    if sequence == RANDOM:
        return DrawnSignals(RANDOM, _free(rng))
    if sequence not in SEQUENCES:
        raise InputError(f"Unknown MR sequence {sequence!r}: choose one of {', '.join(NAMES)}.")
    chosen = SEQUENCES[sequence]
    equation, field = chosen.draw(rng), float(rng.uniform(*_FIELD))
    values = np.array([equation(_of_person(tissue, field, rng)) for tissue in T])
    if rng.random() < chosen.bright_blood:
        values[T.VESSEL] = rng.uniform(0.6, 1.3) * values.max()
    else:
        values[T.VESSEL] *= rng.uniform(0.2, 1.0)
    if rng.random() < chosen.fat_suppressed:
        values[[T.FAT, T.SPONGY]] *= rng.uniform(0.08, 0.6)
    # Red marrow is darker than yellow, and trabeculae take of either.
    values[T.SPONGY] *= rng.uniform(0.35, 1.0)
    return DrawnSignals(sequence, _with_dark(values, rng))


def _of_person(tissue: T, field: float, rng: np.random.Generator) -> TissueProperties:
    usual = HEAD_PROPERTIES[tissue]
    t1, t2, density = np.exp(rng.normal(0.0, _PERSONS)).tolist()
    return replace(
        usual,
        t1_ms=usual.t1_ms * t1 * (1.0 if usual.is_fat or tissue in _SAME_IN_ANY_FIELD else field),
        t2_ms=usual.t2_ms * t2,
        proton_density=usual.proton_density * density,
        flowing=False,
    )


def _free(rng: np.random.Generator) -> np.ndarray:
    values = rng.uniform(0.1, 1.0, len(T))
    values[T.SPONGY] = np.clip(rng.uniform(0.3, 1.0) * values[T.FAT] + rng.normal(0, 0.1), 0.05, 1)
    return _with_dark(values, rng)


def _with_dark(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Signals over the brightest; none from air, next to none from cortex."""
    values[[T.OUTSIDE, T.AIR]] = 0.0
    values /= values.max()
    values[T.COMPACT] = min(values[T.COMPACT], _BRIGHTEST_CORTEX) * rng.uniform(0.2, 1.0)
    return values
