"""What the report draws: places in planes, colours by distance, shaded surfaces, charts."""

import numpy as np
import pytest

from SyntheticCTLib.colours.distance import LEFT_OUT, NEUTRAL, distance_colours
from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.report.charts.svg import Chart, ticks
from SyntheticCTLib.report.pages.words import figure, millimetres, number, percent, place, shown
from SyntheticCTLib.report.pictures.drawing import draw_lines
from SyntheticCTLib.report.pictures.planes import Plane
from SyntheticCTLib.report.pictures.png import write_png
from SyntheticCTLib.report.pictures.shading import CAMERAS, shaded_picture
from SyntheticCTLib.report.pictures.surface_pictures import scale_bar_mm
from SyntheticCTLib.surface.make.extraction import contour


def sphere(radius=20.0):
    """Points (LPS mm) and triangles of a ball around 0, and a volume around it."""
    k, j, i = np.mgrid[:50, :50, :50] - 24.5
    values = (radius - np.sqrt(i**2 + j**2 + k**2)).astype(np.float32)
    points, triangles = contour(values, 0.0)
    return points - 24.5, triangles, Volume(values, origin=(-24.5, -24.5, -24.5))


@pytest.mark.parametrize("view", ["axial", "coronal", "sagittal"])
def test_a_bright_voxel_is_drawn_where_its_place_says(view):
    array = np.zeros((10, 20, 30), np.float32)
    array[7, 4, 22] = 1.0
    grid = Volume(array, origin=(5.0, -7.0, 9.0), spacing=(1.0, 2.0, 4.0))
    where = (grid.affine @ (22, 4, 7, 1))[:3]
    plane = Plane.through(view, grid, tuple(where), 0.5)
    picture = plane.values(grid)
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    (x, y), depth = (found[0] for found in plane.pixels(where[None]))
    assert abs(column + 0.5 - x) <= 1
    assert abs(row + 0.5 - y) <= 1
    assert depth == pytest.approx(0.0)


def test_the_outline_of_a_ball_is_a_circle():
    points, triangles, grid = sphere()
    plane = Plane.through("coronal", grid, (0.0, 0.5, 0.0), 0.5)
    ends = plane.outline(points, triangles).reshape(-1, 2)
    middle, _ = plane.pixels(np.array([[0.0, 0.5, 0.0]]))
    radius = np.linalg.norm(ends - middle, axis=1) * 0.5
    assert len(ends) > 100
    assert radius == pytest.approx(np.sqrt(20**2 - 0.5**2), abs=0.1)


def test_colours_are_neutral_at_0_red_below_blue_above_and_step_at_the_tolerance():
    distance = np.array([0.0, -1.99, -2.01, 1.99, 2.01, np.nan, 0.0])
    counted = np.array([1, 1, 1, 1, 1, 1, 0])
    found = distance_colours(distance, counted, 2.0).astype(int)
    assert tuple(found[0]) == NEUTRAL
    assert found[1, 0] > found[1, 2]
    assert found[3, 2] > found[3, 0]
    assert np.abs(found[1] - found[2]).max() > 60
    assert np.abs(found[3] - found[4]).max() > 60
    assert tuple(found[5]) == tuple(found[6]) == LEFT_OUT


def test_a_ball_is_drawn_round_whole_and_in_the_colour_of_the_side_that_faces_the_viewer():
    points, triangles, _ = sphere()
    colours = np.where(points[:, 1:2] < 0, [[250, 0, 0]], [[0, 0, 250]]).astype(np.uint8)
    front, _, behind, _ = (
        shaded_picture(points, triangles, colours, camera, pixel_mm=0.5) for camera in CAMERAS
    )
    drawn = (front != 255).any(axis=2)
    assert drawn.sum() * 0.25 == pytest.approx(np.pi * 20**2, rel=0.04)
    centre = tuple(n // 2 for n in drawn.shape)
    assert front[centre][0] > 100
    assert front[centre][2] == 0
    assert behind[centre][2] > 100


def test_a_line_is_as_wide_as_asked():
    picture = np.zeros((20, 40, 3), np.uint8)
    draw_lines(picture, np.array([[[5.0, 10.0], [35.0, 10.0]]]), (255, 255, 255), width=3.0)
    assert picture[:, 20, 0].sum() / 255 == pytest.approx(3.0, abs=0.3)
    assert not picture[:, :2].any()


def test_ticks_are_round_and_within():
    assert ticks((0.0, 1.0), 5) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks((-1024.0, 3071.0)) == [-1000.0, 0.0, 1000.0, 2000.0, 3000.0]
    assert [scale_bar_mm(extent) for extent in (90, 260, 480)] == [20.0, 50.0, 100.0]


def test_a_chart_escapes_its_texts():
    text = Chart((0, 1), (0, 1), "a < b", "c & d").svg('say "so"')
    assert "a &lt; b" in text
    assert "c &amp; d" in text
    assert "say &quot;so&quot;" in text


def test_figures_read_as_people_write_them():
    assert percent(0.94999) == "94.9\u00a0%"
    assert percent(0.95) == "95.0\u00a0%"
    assert number(-0.004, 2) == "0.00"
    assert millimetres(-1.5, 1) == "\u22121.5\u00a0mm"
    assert place((12.0, -3.1, -40.25)) == "L\u00a012.0, A\u00a03.1, I\u00a040.2\u00a0mm"
    assert "undefined (no &lt;voxel&gt;)" in figure(undefined("PSNR", "no <voxel>", "dB"))
    assert figure(Figure("MSE", 12.4, "HU^2")) == "12 HU\u00b2"
    assert shown(-0.0251, "points") == "\u22122.5"
    assert shown(12345.0, "mm²") == "123.5\u00a0cm²"


def test_a_picture_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    resource = pytest.importorskip("resource")
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3)).astype(np.uint8)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match=r"picture\.png could not be written"):
            write_png(noise, tmp_path / "picture.png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
