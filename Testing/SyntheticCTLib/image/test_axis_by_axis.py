"""Sampling axis by axis gives what ITK's filters give, one after the other."""

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.image.axis_by_axis import part_by_axes, sampled, weightings
from SyntheticCTLib.image.blurring import blurred
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume

TURNED = (0.0, 0.6, 0.8, 1.0, 0.0, 0.0, 0.0, 0.8, -0.6)


def by_itk(volume, grid, variances, *, spline, outside):
    wide = replace(volume, array=blurred(volume.array, variances))
    resampler = sitk.ResampleImageFilter()
    resampler.SetSize(grid.size)
    resampler.SetOutputOrigin(grid.origin)
    resampler.SetOutputSpacing(grid.spacing)
    resampler.SetOutputDirection(grid.direction)
    resampler.SetInterpolator(sitk.sitkBSpline if spline else sitk.sitkLinear)
    resampler.SetDefaultPixelValue(outside)
    return sitk.GetArrayFromImage(resampler.Execute(wide.to_sitk()))


@pytest.mark.parametrize("spline", [True, False])
@pytest.mark.parametrize("direction", [(1.0, 0, 0, 0, 1, 0, 0, 0, 1), TURNED])
def test_values_are_those_of_itks_filters_at_the_border_too(spline, direction):
    drawn = np.random.default_rng(4).normal(100, 300, (14, 27, 33)).astype(np.float32)
    volume = Volume(drawn, spacing=(0.5, 0.7, 1.3), origin=(4.0, -3.0, 90.0), direction=direction)
    grid = volume.grid.covering((1.1, 1.9, 1.0))
    variances = (0.0, 1.2, 0.7)

    found = sampled(drawn, weightings(volume.grid, grid, variances, spline=spline), outside=-1024.0)

    wanted = by_itk(volume, grid, variances, spline=spline, outside=-1024.0)
    assert found.dtype == np.float32
    assert found == pytest.approx(wanted, abs=2e-3)


def test_what_lies_beyond_the_old_grid_has_the_outside_value():
    volume = Volume(np.full((4, 5, 6), 7.0), spacing=(1.0, 1.0, 1.0), origin=(0.0, 0.0, 0.0))
    grid = Grid((10, 5, 4), (-2.0, 0.0, 0.0), (1.0, 1.0, 1.0), volume.direction)
    along = weightings(volume.grid, grid, (0.0, 0.0, 0.0), spline=False)
    found = sampled(volume.array, along, outside=-1.0)
    assert found.dtype == np.float64
    assert found[:, :, 2:8] == pytest.approx(7.0)
    assert (found[:, :, :2] == -1).all()
    assert (found[:, :, 8:] == -1).all()


def test_grids_part_where_each_axis_runs_the_same_way_and_none_is_immensely_long():
    grid = Grid((4, 4, 4), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), TURNED)
    same = Grid((9, 9, 9), (5.0, 0.0, 0.0), (2.0, 1.0, 1.0), TURNED)
    other = Grid((4, 4, 4), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0, 0, 0, 1, 0, 0, 0, 1))
    assert part_by_axes(grid, same)
    assert not part_by_axes(grid, other)
    assert not part_by_axes(grid, Grid((100_000, 1, 1), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), TURNED))


def test_rows_made_some_at_a_time_are_those_of_all_at_once(monkeypatch):
    drawn = np.random.default_rng(6).normal(0, 300, (6, 60, 50)).astype(np.float32)
    volume = Volume(drawn, spacing=(1.0, 1.0, 3.0))
    grid = volume.grid.covering((0.45, 0.45, 1.0))
    along = weightings(volume.grid, grid, (0.0, 0.0, 0.0), spline=False)
    assert along[1].few
    assert along[2].few
    assert len(along[1].matrix) > 2 * 50
    few = sampled(drawn, along, -1024.0)
    monkeypatch.setattr("SyntheticCTLib.image.axis_by_axis._ROWS_AT_ONCE", 10_000)
    assert few.tobytes() == sampled(drawn, along, -1024.0).tobytes()
