"""Edge distances against MONAI's, which the challenge uses."""

import numpy as np
import pytest
import torch
from monai.metrics import SurfaceDiceMetric, compute_hausdorff_distance

from SyntheticCTLib.evaluation.edge_distance import edge_distances

# MONAI warns about an argument that it passes to itself.
pytestmark = pytest.mark.filterwarnings("ignore:monai.metrics.utils get_mask_edges:FutureWarning")

SPACING = (0.9, 1.4, 3.1)


def blobs(seed):
    """A ragged mask that touches the volume's border in places."""
    generator = np.random.default_rng(seed)
    k, j, i = np.ogrid[:14, :18, :20]
    centre = generator.uniform(5, 11, 3)
    ball = (k - centre[0]) ** 2 + (j - centre[1]) ** 2 + (i - centre[2]) ** 2 < 45
    return ball ^ (generator.random(ball.shape) > 0.97)


def one_hot(mask):
    return torch.from_numpy(mask[None, None])


@pytest.mark.parametrize("seeds", [(0, 1), (2, 3), (4, 5)])
@pytest.mark.parametrize("percent", [95, 100])
def test_percentiles_equal_monais(seeds, percent):
    first, second = map(blobs, seeds)
    expected = compute_hausdorff_distance(
        one_hot(first), one_hot(second), True, percentile=percent, spacing=list(SPACING[::-1])
    ).item()
    found = edge_distances(first, second, SPACING).percentile(percent)
    assert found == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("tolerance", [1.0, 2.0, 3.1])
def test_share_within_a_tolerance_equals_monais_surface_dice(tolerance):
    first, second = blobs(6), blobs(7)
    metric = SurfaceDiceMetric([tolerance], include_background=True)
    expected = metric(one_hot(first), one_hot(second), spacing=list(SPACING[::-1])).item()
    found = edge_distances(first, second, SPACING).share_within(tolerance)
    assert found == pytest.approx(expected, abs=1e-6)


def test_spacing_belongs_to_the_axes_i_j_k():
    first, second = np.zeros((2, 3, 4, 5), bool)
    first[0, 0, 0] = second[2, 1, 3] = True
    expected = np.sqrt((3 * 0.9) ** 2 + 1.4**2 + (2 * 3.1) ** 2)
    assert edge_distances(first, second, SPACING).percentile(95) == pytest.approx(expected)


def test_a_distance_of_exactly_the_tolerance_counts():
    first, second = np.zeros((2, 3, 3, 30), bool)
    first[1, 1, 0] = second[1, 1, 20] = True
    assert edge_distances(first, second, (0.1, 1, 1)).share_within(2.0) == 1


def test_an_empty_mask_has_no_distance():
    mask = np.ones((2, 2, 2), bool)
    with pytest.raises(ValueError, match="both masks"):
        edge_distances(mask, ~mask, SPACING)
