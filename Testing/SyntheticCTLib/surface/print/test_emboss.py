"""Words on a bone: they stand where and how they should, and the bone stays closed."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.print.checks import check_for_print, checked_and_marked
from SyntheticCTLib.surface.print.emboss import RAISED_MM, embossed
from SyntheticCTLib.surface.print.refine import refined
from SyntheticCTLib.surface.print.text_place import Frame, TextPlaces


@pytest.fixture(scope="module")
def shaft():
    """A shaft of 14 mm radius along S with one end on, grid and bone oblique to each other."""
    k, j, i = np.mgrid[:50, :44, :44].astype(np.float32)
    x, y, z = i - 21.5 + 0.05 * (k - 25), j - 21.5, 2.0 * (k - 25)
    inside = np.minimum(14.0 - np.sqrt(x**2 + y**2), 44.0 - np.abs(z))
    volume = Volume(200.0 + 100.0 * inside, spacing=(1.0, 1.0, 2.0), origin=(-30.0, 12.0, 400.0))
    return extract_surface(volume)


@pytest.fixture(scope="module")
def written(shaft):
    return embossed(shaft, "case 7", "left")


@pytest.fixture(scope="module")
def checked(shaft, written):
    """The checks of the shaft as it was, and with its words."""
    return check_for_print(shaft.mesh), check_for_print(written[0].mesh)


def test_the_words_are_name_side_and_the_warning(written):
    _, words = written
    assert " ".join(words.lines) == "case 7 LEFT SYNTHETIC, NOT FOR CLINICAL USE"
    assert words.letter_mm >= 5
    assert abs(words.towards[2]) < 0.2  # on the side of the shaft


def test_the_bone_stays_closed_and_can_be_printed(checked):
    before, after = checked
    assert (after.watertight, after.manifold, after.oriented) == (True, True, True)
    assert after.self_intersections == 0
    assert before.verdict.answer == after.verdict.answer == "yes"
    assert 20 < after.volume_mm3 - before.volume_mm3 < 600


def test_strokes_of_letters_are_no_thin_walls(shaft, written, checked):
    surface, _ = written
    before, letters = checked
    checks, marks = checked_and_marked(surface.mesh, before_words=shaft.mesh)
    assert letters.thickness.thinnest_mm < before.thickness.thinnest_mm
    assert checks.thickness == before.thickness
    assert (checks.triangles, len(marks.wall_mm)) == (letters.triangles, len(surface.points))


def test_points_move_towards_the_reader_and_only_under_the_words(shaft, written):
    surface, words = written
    towards, place = np.array(words.towards), np.array(words.place)
    moved = _height_over(shaft.points, surface.points, towards)
    raised = moved > 0.5
    assert raised.sum() > 500
    assert moved.max() <= RAISED_MM + 0.3  # the old points lie a voxel apart on a round shaft
    assert np.linalg.norm(surface.points[raised] - place, axis=1).max() < 50
    assert len(surface.cut_face) == len(surface.points)


def _height_over(before, after, towards):
    """How far each point of ``after`` (n, 3) lies above the shaft's round side, mm, along it."""
    radius = np.linalg.norm(after[:, :2] - _axis(before, after[:, 2]), axis=1)
    return np.where((after - after.mean(axis=0)) @ towards > 0, radius - 14.0, 0.0)


def _axis(points, height):
    """Places (n, 2) of the shaft's axis at heights (n,), mm."""
    middle = np.array([np.ptp(points[:, n]) / 2 + points[:, n].min() for n in (0, 1)])
    z = height - 400.0 - 50.0
    return np.stack([middle[0] - 0.025 * z, np.full(len(z), middle[1])], axis=1)


def test_words_are_read_from_outside_and_not_in_a_mirror():
    frame = TextPlaces(*_plate()).best(60, 15)
    along, up, towards = frame.axes
    assert np.cross(along, up) == pytest.approx(towards)
    assert np.linalg.det(frame.axes) == pytest.approx(1)


def _plate():
    """A box of 80 x 30 x 4 mm."""
    corners = np.array([(x, y, z) for z in (0, 4) for y in (0, 30) for x in (0, 80)], float)
    faces = np.array(
        [
            (0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4),
            (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5),
        ]
    )  # fmt: skip
    return corners, faces


def test_a_place_that_something_hangs_over_is_not_taken():
    points, faces = _plate()
    roof = points + np.array([0, 0, 10])
    both = np.concatenate([points, roof]), np.concatenate([faces, faces + 8])
    assert TextPlaces(*both).best(60, 20).middle[2] in (pytest.approx(0), pytest.approx(14))


def test_what_is_too_small_for_words_is_refused_with_what_to_do(make_ball):
    ball = extract_surface(make_ball(9.0, size=(28, 28, 28)))
    with pytest.raises(InputError, match="without --emboss, or shorten"):
        embossed(ball, "case")


def test_a_name_and_a_side_are_asked_for(shaft):
    with pytest.raises(InputError, match="begin with the case's name"):
        embossed(shaft, " ")
    with pytest.raises(InputError, match="left or right; got 'L'"):
        embossed(shaft, "case", "L")


def test_finer_triangles_leave_no_gaps_and_every_point_knows_where_it_came_from():
    points, faces = _plate()

    def in_corner(places):
        return (places[:, :2] < 20).all(axis=1)

    fine, triangles, parents = refined(points, faces, 2.0, in_corner)
    checks = check_for_print(meshes.make_mesh(fine, triangles))
    assert (checks.watertight, checks.manifold, checks.oriented) == (True, True, True)
    assert checks.volume_mm3 == pytest.approx(80 * 30 * 4)
    assert (fine[:8] == points).all()
    assert (parents[:8] == np.arange(8)).all()
    assert parents.max() < 8
    ends = fine[triangles][:, [[0, 1], [1, 2], [2, 0]]]
    within = in_corner(ends.mean(axis=2).reshape(-1, 3))
    lengths = np.linalg.norm(ends[:, :, 0] - ends[:, :, 1], axis=2).ravel()
    assert lengths[within].max() <= 2.0


def test_a_frame_tells_along_up_and_towards():
    frame = Frame(np.array([1.0, 2.0, 3.0]), np.eye(3)[[1, 2, 0]])
    assert frame.of(np.array([[1.5, 2.0, 3.0], [1.0, 4.0, 3.0]])).tolist() == [
        [0.0, 0.0, 0.5],
        [2.0, 0.0, 0.0],
    ]
