"""Gas pockets in soft tissue move during a scan and leave streaks; all other gas stays."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.drawing import RANGES, draw_parameters
from SyntheticCTLib.simulation.cone_beam.gas import (
    distance_from_gas,
    gas_states_of_views,
    with_gas,
)
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam

SPACING = (5.0, 5.0, 10.0)
ACROSS = (np.arange(50) - 24.5) * SPACING[0]
BODY = np.broadcast_to(np.hypot(ACROSS[:, None], ACROSS[None, :]) < 110, (8, 50, 50))
POCKET = (slice(2, 6), slice(12, 20), slice(20, 30))


def abdomen(inside=-990.0, wall=0.0):
    array = np.where(BODY, 0.0, -1000.0).astype(np.float32)
    array[1:7, 11:21, 19:31] = wall
    array[POCKET] = inside
    return Volume(array, spacing=SPACING)


def scan(**changes):
    return ConeBeamParameters(views=50, pixel_mm=8.0, detector_offset_mm=100.0, **changes)


def test_the_pocket_grows_and_shrinks_about_the_ct_s_size():
    volume = abdomen()
    distance = distance_from_gas(volume, BODY)
    parameters = scan(gas_mm=6.0, seed=3)
    states = np.unique(gas_states_of_views(parameters))
    sizes = [
        int((with_gas(volume, distance, state, parameters).array[BODY] < -500).sum())
        for state in states
    ]
    own = int((volume.array[BODY] < -500).sum())
    assert min(sizes) < own < max(sizes)
    assert own in sizes
    assert len(set(sizes)) > 2


@pytest.mark.parametrize(
    ("what", "volume"),
    [("lung", abdomen(inside=-800.0)), ("sinus", abdomen(wall=900.0)), ("none", abdomen(0.0))],
)
def test_lungs_and_cavities_in_bone_stay(what, volume):
    assert distance_from_gas(volume, BODY) is None, what


def test_moving_gas_leaves_streaks_in_the_tissue_around():
    still, moving = (
        simulate_cone_beam(abdomen(), scan(gas_mm=gas), engine="torch").cbct.array.astype(float)
        for gas in (0.0, 8.0)
    )
    # Three pocket's widths away, where nothing moved, in the direction of its longer side.
    beside = (slice(3, 5), slice(12, 20), slice(33, 42))
    assert np.abs(moving - still)[beside].mean() > 3


def test_gas_is_drawn_on_demand_and_changes_no_other_draw():
    low, high = RANGES["gas_mm"]
    plain = [draw_parameters(seed) for seed in range(60)]
    moving = [draw_parameters(seed, gas=True) for seed in range(60)]
    assert all(p.gas_mm == 0 for p in plain)
    assert [p.changed(gas_mm=0.0) for p in moving] == plain
    drawn = [p.gas_mm for p in moving if p.gas_mm > 0]
    assert 20 < len(drawn) < 50
    assert low <= min(drawn) <= max(drawn) <= high
