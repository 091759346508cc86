import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BONE
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.print.checks import check_for_print, checked_and_marked
from SyntheticCTLib.surface.print.printers import printer_named
from SyntheticCTLib.surface.print.repair import repair_mesh
from SyntheticCTLib.surface.print.self_intersection import intersecting_triangles

CORNERS = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
FACES = np.array(
    [
        (0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4),
        (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5),
    ]
)  # fmt: skip


def boxes(*placed):
    """A mesh of boxes, each given as (low corner, size)."""
    points = np.concatenate([np.array(low) + CORNERS * size for low, size in placed])
    faces = np.concatenate([FACES + 8 * n for n in range(len(placed))])
    return meshes.make_mesh(points, faces)


def test_a_box_is_printable_and_its_numbers_are_right():
    checks = check_for_print(boxes(((0, 0, 0), (10, 20, 4))))
    assert checks.printable
    assert (checks.triangles, checks.points, checks.shells) == (12, 8, 1)
    assert checks.volume_mm3 == pytest.approx(800)
    assert checks.area_mm2 == pytest.approx(2 * (200 + 40 + 80))
    assert checks.size_mm == pytest.approx((10, 20, 4))
    assert checks.thickness.thinnest_mm == pytest.approx(4, abs=1e-6)
    assert checks.thickness.percentile_5_mm == pytest.approx(4, abs=1e-6)


def test_a_missing_triangle_is_three_open_edges():
    box = boxes(((0, 0, 0), 5))
    holed = meshes.make_mesh(meshes.points_of(box), meshes.triangles_of(box)[1:])
    checks = check_for_print(holed)
    assert (checks.watertight, checks.open_edges) == (False, 3)
    closed, report = repair_mesh(holed, fill_holes_mm=10)
    assert (report.open_edges_before, report.open_edges_after, report.triangles_added) == (3, 0, 1)
    assert report.sentence == (
        "Repaired: holes filled (triangles added: 1; open edges: 3 before, 0 after)."
    )
    assert repair_mesh(closed)[1].sentence == "Repaired: there was nothing to mend."
    assert check_for_print(closed).printable
    assert check_for_print(closed).volume_mm3 == pytest.approx(125)


def test_a_turned_triangle_and_an_inside_out_box_are_seen():
    box = boxes(((0, 0, 0), 5))
    faces = meshes.triangles_of(box)
    one = faces.copy()
    one[0] = one[0, ::-1]
    assert check_for_print(meshes.make_mesh(meshes.points_of(box), one)).misoriented_edges == 3
    turned = check_for_print(meshes.make_mesh(meshes.points_of(box), faces[:, ::-1]))
    assert (turned.inside_out_shells, turned.oriented) == (1, False)


def test_a_cavity_is_a_shell_of_negative_volume_and_no_fault():
    box = boxes(((0, 0, 0), 10), ((3, 3, 3), 2))
    faces = meshes.triangles_of(box)
    faces[12:] = faces[12:, ::-1]
    checks = check_for_print(meshes.make_mesh(meshes.points_of(box), faces))
    assert checks.oriented
    assert checks.shell_volumes_mm3 == pytest.approx((1000, -8))
    assert checks.volume_mm3 == pytest.approx(992)


def test_boxes_that_touch_in_an_edge_or_a_corner_are_not_manifold():
    edge = check_for_print(boxes(((0, 0, 0), 1), ((1, 1, 0), 1)))
    assert (edge.non_manifold_edges, edge.manifold) == (1, False)
    corner = check_for_print(boxes(((0, 0, 0), 1), ((1, 1, 1), 1)))
    assert (corner.non_manifold_edges, corner.non_manifold_points) == (0, 1)


def test_boxes_that_pass_through_each_other_cross_and_separate_ones_do_not():
    crossing = check_for_print(boxes(((0, 0, 0), 4), ((1.1, 1.3, 2.7), 4)))
    assert crossing.self_intersections > 0
    assert not crossing.printable
    assert check_for_print(boxes(((0, 0, 0), 4), ((4.5, 1, 2), 4))).self_intersections == 0


def test_a_spike_folded_flat_onto_its_neighbour_crosses():
    points = np.array([(0, 0, 0), (2, 0, 0), (1, 2, 0), (1, 1, 0)], float)
    assert len(intersecting_triangles(points, np.array([(0, 1, 2), (1, 0, 3)]))) == 1


def test_self_intersections_agree_with_looking_at_every_pair():
    rng = np.random.default_rng(3)
    middle = rng.uniform(0, 6, (120, 1, 3))
    points = (middle + rng.uniform(-1, 1, (120, 3, 3))).reshape(-1, 3)
    triangles = np.arange(360).reshape(-1, 3)
    expected = {
        (a, b)
        for a in range(120)
        for b in range(a + 1, 120)
        if _pierces(points[triangles[a]], points[triangles[b]])
        or _pierces(points[triangles[b]], points[triangles[a]])
    }
    found = {tuple(pair) for pair in intersecting_triangles(points, triangles).tolist()}
    assert found == expected
    assert len(expected) > 20


def _pierces(edges_of, triangle):
    """Whether an edge of one triangle passes through the other, by solving for the crossing."""
    a, b, c = triangle
    for n in range(3):
        start, end = edges_of[n], edges_of[(n + 1) % 3]
        t, u, v = np.linalg.solve(np.column_stack([start - end, b - a, c - a]), start - a)
        if 0 <= t <= 1 and u >= 0 and v >= 0 and u + v <= 1:
            return True
    return False


def test_contoured_bone_is_printable_and_a_ball_is_as_thick_as_it_is(make_ball):
    checks = check_for_print(extract_surface(make_ball(10.0, size=(32, 32, 32))).mesh)
    assert checks.printable
    assert checks.degenerate_triangles == 0
    assert checks.thickness.median_mm == pytest.approx(20, abs=0.1)


def test_islands_are_dropped_and_reported():
    bone, report = repair_mesh(boxes(((0, 0, 0), 10), ((20, 0, 0), 2)), smallest_shell_mm3=100)
    assert meshes.points_of(bone)[:, 0].max() == 10
    assert (report.shells_removed, report.volume_removed_mm3) == (1, pytest.approx(8))
    assert report.sentence == (
        "Repaired: 1 part taken out, islands or cavities, of 0.01 cm³ and 0.2 cm² of surface."
    )
    with pytest.raises(InputError, match="the largest has 1000 mm³"):
        repair_mesh(boxes(((0, 0, 0), 10)), smallest_shell_mm3=5000)


def test_a_surface_that_points_inwards_is_not_made_solid_without_a_word():
    box = boxes(((0, 0, 0), 5))
    inwards = meshes.make_mesh(meshes.points_of(box), meshes.triangles_of(box)[:, ::-1])
    with pytest.raises(InputError, match="triangles point inwards, or it is open"):
        repair_mesh(inwards, solid=True)


def test_nothing_to_check_is_said():
    with pytest.raises(InputError, match="no triangles"):
        check_for_print(meshes.make_mesh(np.zeros((3, 3)), np.zeros((0, 3), int)))


def test_a_wall_too_thin_for_a_printer_is_named_with_its_place():
    plate = boxes(((0, 0, 0), (30, 20, 10)), ((0, 0, 20), (30, 20, 0.5)))
    verdict = check_for_print(plate).verdict
    assert verdict.answer == "no"
    assert "Walls are thinner than 0.8 mm" in verdict.faults[0]
    assert len(verdict.places) > 1
    assert verdict.places[0].startswith("Wall of 0.50 mm at LPS ")
    assert not check_for_print(plate).printable
    assert check_for_print(plate, printer_named("sla")).verdict.answer == "with repairs"  # small


def test_a_gap_that_would_close_is_named():
    near = boxes(((0, 0, 0), 10), ((0, 0, 10.3), 10))
    verdict = check_for_print(near).verdict
    assert "Gaps are narrower than 0.5 mm" in verdict.faults[0]
    assert check_for_print(boxes(((0, 0, 0), 10), ((0, 0, 11), 10))).verdict.answer == "yes"


def test_specks_are_no_print_until_they_are_dropped():
    mesh = boxes(((0, 0, 0), 10), ((20, 0, 0), 2))
    verdict = check_for_print(mesh).verdict
    assert verdict.answer == "with repairs"
    assert verdict.sentence.startswith("READY AFTER REPAIR (--repair) (FDM: walls of 0.8 mm")
    assert "1 of its 2 shells" in verdict.faults[0]
    mended, _ = repair_mesh(mesh, smallest_shell_mm3=500)
    assert check_for_print(mended).printable


def test_bone_in_loose_parts_is_told_and_specks_and_cavities_are_none():
    parts = [((0, 0, 0), 20), ((40, 0, 0), 10), ((60, 0, 0), 5)]
    found = check_for_print(boxes(*parts)).verdict
    assert "It is in 2 loose parts, of 8.0 and 1.0 cm³: nothing holds them" in found.sentence
    assert found.answer == "with repairs"  # the third is a speck
    hollow = boxes(((0, 0, 0), 20), ((15, 15, 15), -10))
    assert check_for_print(hollow).verdict.notes == ()
    many = check_for_print(boxes(*(((40 * n, 0, 0), 20) for n in range(6)))).verdict
    assert "in 6 loose parts, of 8.0, 8.0, 8.0, 8.0 cm³ and less" in many.notes[0]


def test_of_several_bones_those_in_loose_parts_are_named():
    mesh = boxes(((0, 0, 0), 20), ((40, 0, 0), 10), ((20, 0, 0), 10))
    number = np.repeat([0, 0, 1], 8).astype(np.int32)
    mesh = meshes.with_point_arrays(mesh, {BONE: number})
    found = checked_and_marked(mesh, names=("tibia", "fibula"))[0].verdict
    told = "The bone 'tibia' is in 2 loose parts, of 8.0 and 1.0 cm³"
    assert [note.split(":")[0] for note in found.notes] == [told]


def test_solid_fills_every_cavity():
    box = boxes(((0, 0, 0), 20), ((3, 3, 3), 10))
    faces = meshes.triangles_of(box)
    faces[12:] = faces[12:, ::-1]
    solid, report = repair_mesh(meshes.make_mesh(meshes.points_of(box), faces), solid=True)
    assert check_for_print(solid).volume_mm3 == pytest.approx(8000)
    assert report.shells_removed == 1


def test_an_unknown_printer_is_refused():
    with pytest.raises(InputError, match="fdm, sls, sla; got 'laser'"):
        printer_named("laser")


def test_every_point_of_a_thin_wall_is_marked_and_no_other():
    plate = boxes(((0, 0, 0), (30, 20, 10)), ((0, 0, 20), (30, 20, 0.5)))
    checks, marks = checked_and_marked(plate)
    assert np.isfinite(marks.wall_mm).tolist() == [False] * 8 + [True] * 8
    assert marks.wall_mm[8:] == pytest.approx(0.5)
    assert not np.isfinite(marks.gap_mm).any()
    narrow = checks.verdict.narrow_walls
    assert len(narrow) == len(checks.verdict.places)
    assert narrow[0].mm == pytest.approx(0.5, abs=1e-6)
    assert 20 <= narrow[0].place[2] <= 20.5
    assert sum(one.share for one in narrow) == pytest.approx(1200 / 3450, abs=0.03)


def test_a_thin_spot_that_sampling_by_area_misses_is_found_at_its_points():
    big = boxes(((0, 0, 0), (400, 400, 400)), ((500, 0, 0), (3, 3, 0.3)))
    checks, marks = checked_and_marked(big)
    assert len(checks.verdict.narrow_walls) == 1
    assert np.flatnonzero(np.isfinite(marks.wall_mm)).tolist() == list(range(8, 16))


def test_a_narrow_gap_is_marked_on_both_its_sides():
    _, marks = checked_and_marked(boxes(((0, 0, 0), 10), ((0, 0, 10.3), 10)))
    assert np.flatnonzero(np.isfinite(marks.gap_mm)).tolist() == [4, 5, 6, 7, 8, 9, 10, 11]
    assert not np.isfinite(marks.wall_mm).any()
    assert marks.any


def test_marks_are_of_the_points_that_were_given():
    plate = boxes(((0, 0, 0), (30, 20, 10)), ((0, 0, 20), (30, 20, 0.5)))
    points, triangles = meshes.points_of(plate), meshes.triangles_of(plate)
    corners = meshes.make_mesh(points[triangles].reshape(-1, 3), np.arange(72).reshape(-1, 3))
    _, marks = checked_and_marked(corners)
    assert np.isfinite(marks.wall_mm).tolist() == [False] * 36 + [True] * 36


def test_many_places_are_told_by_the_narrowest():
    fins = [((12.0 * n, 0, 0), (0.3 + 0.01 * n, 10, 10)) for n in range(20)]
    verdict = check_for_print(boxes(*fins)).verdict
    assert len(verdict.places) > 20
    assert verdict.shown[0].startswith("Wall of 0.30 mm")
    assert verdict.shown[-1].startswith(f"And {len(verdict.places) - 12} more places")
