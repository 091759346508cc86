import json

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.registration.landmark_files import read_landmarks
from SyntheticCTLib.registration.landmarks import from_landmarks

POINTS = {
    "a": (0.0, 0.0, 0.0),
    "b": (50.0, 0.0, 5.0),
    "c": (0.0, 60.0, -5.0),
    "d": (10.0, 10.0, 70.0),
    "e": (-30.0, 20.0, 30.0),
}


@pytest.fixture
def turn():
    return sitk.Euler3DTransform((3.0, 2.0, 1.0), 0.4, -0.8, 2.0, (10.0, 20.0, 30.0))


def test_a_rigid_motion_is_found_exactly(turn):
    found = from_landmarks(POINTS, {name: turn.TransformPoint(p) for name, p in POINTS.items()})
    assert found.rms_mm == pytest.approx(0.0, abs=1e-6)
    point = (5.0, 6.0, 7.0)
    assert found.transform.TransformPoint(point) == pytest.approx(turn.TransformPoint(point))


def test_an_affine_motion_is_found_exactly():
    stretch = sitk.AffineTransform(3)
    stretch.Scale((1.1, 0.9, 1.3))
    moved = {name: stretch.TransformPoint(p) for name, p in POINTS.items()}
    found = from_landmarks(POINTS, moved, kind="affine")
    assert found.rms_mm == pytest.approx(0.0, abs=1e-6)


def test_points_of_one_image_only_are_left_out():
    found = from_landmarks(POINTS, {name: POINTS[name] for name in "abc"})
    assert found.names == ("a", "b", "c")


def test_the_target_error_is_what_repeated_noise_gives(turn):
    rng = np.random.default_rng(7)
    centre = np.mean(list(POINTS.values()), axis=0).tolist()
    true = np.array(turn.TransformPoint(centre))
    errors, expected = [], []
    for _ in range(200):
        noisy = {
            name: tuple(np.add(turn.TransformPoint(p), rng.normal(0, 1, 3)))
            for name, p in POINTS.items()
        }
        found = from_landmarks(POINTS, noisy)
        errors.append(np.sum((np.array(found.transform.TransformPoint(centre)) - true) ** 2))
        expected.append(found.target_error_mm**2)
    assert np.sqrt(np.mean(expected)) == pytest.approx(np.sqrt(np.mean(errors)), rel=0.15)


def test_too_few_are_refused():
    with pytest.raises(InputError, match="there are 2: a, b"):
        from_landmarks(POINTS, {name: POINTS[name] for name in "ab"})


def test_places_that_are_no_numbers_are_refused():
    for wrong in (np.nan, np.inf):
        moved = POINTS | {"a": (wrong, 0.0, 0.0)}
        with pytest.raises(InputError, match="The moving landmarks are not all numbers"):
            from_landmarks(POINTS, moved)


def test_points_on_a_line_are_refused():
    line = {str(n): (float(n), 0.0, 0.0) for n in range(4)}
    with pytest.raises(InputError, match="on a line"):
        from_landmarks(line, line)


def test_points_on_a_plane_give_no_affine():
    plane = {str(n): (float(n % 3), float(n // 3), 0.0) for n in range(9)}
    assert from_landmarks(plane, plane).rms_mm == pytest.approx(0.0, abs=1e-9)
    with pytest.raises(InputError, match="on a plane"):
        from_landmarks(plane, plane, kind="affine")


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="'similarity'"):
        from_landmarks(POINTS, POINTS, kind="similarity")


class TestFiles:
    def write_markup(self, path, system, points):
        control = [{"label": name, "position": list(p)} for name, p in points]
        markup = {"markups": [{"coordinateSystem": system, "controlPoints": control}]}
        path.write_text(json.dumps(markup))

    def test_markup_in_ras_becomes_lps(self, tmp_path):
        path = tmp_path / "points.mrk.json"
        self.write_markup(path, "RAS", [("hip", (1.0, 2.0, 3.0))])
        assert read_landmarks(path) == {"hip": (-1.0, -2.0, 3.0)}

    def test_markup_in_lps_stays(self, tmp_path):
        path = tmp_path / "points.mrk.json"
        self.write_markup(path, "LPS", [("hip", (1.0, 2.0, 3.0))])
        assert read_landmarks(path) == {"hip": (1.0, 2.0, 3.0)}

    @pytest.mark.parametrize(("system", "sign"), [("0", -1.0), ("LPS", 1.0)])
    def test_fcsv_is_read_in_its_own_system(self, tmp_path, system, sign):
        path = tmp_path / "points.fcsv"
        path.write_text(
            f"# Markups fiducial file version = 4.11\n# CoordinateSystem = {system}\n"
            "# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n"
            "1,1.5,2.5,3.5,0,0,0,1,1,1,0,knee,,\n"
        )
        assert read_landmarks(path) == {"knee": (sign * 1.5, sign * 2.5, 3.5)}

    def test_a_name_used_twice_is_refused(self, tmp_path):
        path = tmp_path / "points.mrk.json"
        self.write_markup(path, "LPS", [("hip", (1, 2, 3)), ("hip", (4, 5, 6))])
        with pytest.raises(InputError, match="several points named hip"):
            read_landmarks(path)

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("a.mrk.json", "{}", "no Slicer markup"),
            ("a.fcsv", "1,2\n", "no Slicer .fcsv"),
            ("a.fcsv", "", "holds no points"),
            ("a.csv", "", "Landmarks are read from"),
        ],
    )
    def test_other_files_are_refused(self, tmp_path, name, text, message):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=message):
            read_landmarks(tmp_path / name)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(InputError, match="There is no file"):
            read_landmarks(tmp_path / "none.fcsv")


MARKUP = '{"markups": [{"coordinateSystem": "LPS", "controlPoints": %s}]}'
POINT = '{"label": "a", "position": %s}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.mrk.json", MARKUP % '["a", "b"]'),
        ("x.mrk.json", MARKUP % f"[{POINT % '[0, 0, Infinity]'}]"),
        ("x.mrk.json", MARKUP % f"[{POINT % '[0, 0]'}]"),
        ("x.mrk.json", MARKUP % f"[{POINT % '7'}]"),
        ("x.mrk.json", MARKUP % f"[{POINT % '[0, [], 1]'}]"),
        ("x.mrk.json", MARKUP % f"[{POINT % ('[0, 0, ' + '9' * 400 + ']')}]"),
        ("x.mrk.json", MARKUP % "{}"),
        ("x.mrk.json", '{"markups": {}}'),
        ("x.mrk.json", "[" * 100_000),
        ("x.mrk.json", "\udce9"),
        ("x.fcsv", "1,0,0,0,0,0,0,1,1,1,0,\udce9"),
        ("x.fcsv", "1,0,0,nan,0,0,0,1,1,1,0,a"),
        ("x.fcsv", "1,0,0"),
        ("x.fcsv", "\0" * 50),
    ],
)
def test_landmarks_that_hold_no_points_are_refused_in_a_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=name) as caught:
        read_landmarks(path)
    assert "\n" not in str(caught.value)
