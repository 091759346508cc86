import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transforms import (
    compose,
    move,
    point_before,
    read_transform,
    write_transform,
)


@pytest.fixture
def bent():
    """A rotation after a B-spline."""
    image = sitk.Image((20, 20, 20), sitk.sitkFloat32)
    spline = sitk.BSplineTransformInitializer(image, (3, 3, 3))
    size = spline.GetNumberOfParameters()
    spline.SetParameters(np.random.default_rng(3).uniform(-1, 1, size).tolist())
    turn = sitk.Euler3DTransform((1.0, 2.0, 3.0), 0.1, 0.2, 1.3, (4.0, 5.0, 6.0))
    return compose([turn, spline])


def test_the_last_added_is_applied_first(bent):
    turn, spline = bent.GetNthTransform(0), bent.GetNthTransform(1)
    point = (7.0, 8.0, 9.0)
    assert bent.TransformPoint(point) == turn.TransformPoint(spline.TransformPoint(point))


@pytest.mark.parametrize("suffix", [".tfm", ".txt", ".h5"])
def test_a_saved_transform_is_read_back(bent, tmp_path, suffix):
    path = tmp_path / f"found{suffix}"
    write_transform(bent, path)
    point = (7.0, 8.0, 9.0)
    assert read_transform(path).TransformPoint(point) == pytest.approx(
        bent.TransformPoint(point), abs=1e-9
    )
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_nested_composites_are_flattened(bent, tmp_path):
    write_transform(compose([bent, bent]), tmp_path / "both.tfm")
    assert read_transform(tmp_path / "both.tfm").GetNumberOfTransforms() == 4


def test_any_transform_is_inverted_at_a_point(bent):
    point = (7.0, 8.0, 9.0)
    assert bent.TransformPoint(point_before(bent, point)) == pytest.approx(point, abs=1e-5)


def test_a_flat_transform_has_no_inverse():
    flat = sitk.AffineTransform(3)
    flat.Scale((1.0, 1.0, 0.0))
    with pytest.raises(InputError, match="cannot be inverted"):
        point_before(flat, (1.0, 2.0, 3.0))


def test_what_is_no_transform_is_refused(tmp_path):
    (tmp_path / "x.tfm").write_text("nothing")
    with pytest.raises(InputError, match="could not be read as a transform"):
        read_transform(tmp_path / "x.tfm")
    with pytest.raises(InputError, match="There is no file"):
        read_transform(tmp_path / "missing.tfm")


@pytest.mark.parametrize("name", ["ct.nii.gz", "bone.stl", "points.fcsv"])
def test_what_is_no_transform_by_its_name_is_not_told_to_be_damaged(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=rf"{name} is no transform by its name: give one as"):
        read_transform(tmp_path / name)


def test_a_2d_transform_is_refused(tmp_path):
    sitk.WriteTransform(sitk.Euler2DTransform(), str(tmp_path / "flat.tfm"))
    with pytest.raises(InputError, match="3D"):
        read_transform(tmp_path / "flat.tfm")


def test_an_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.h5"):
        write_transform(sitk.Euler3DTransform(), tmp_path / "x.xyz")


class TestMove:
    @pytest.fixture
    def moving(self):
        array = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
        return Volume(array, (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), metadata={"modality": "CT"})

    def test_a_shift_by_a_voxel_is_exact(self, moving):
        fixed = moving.with_array(np.zeros((4, 5, 6)))
        shift = sitk.TranslationTransform(3, (1.0, 0.0, 0.0))
        moved = move(moving, fixed, shift, outside=-1024)
        assert np.array_equal(moved.array[:, :, :-1], moving.array[:, :, 1:])
        assert (moved.array[:, :, -1] == -1024).all()
        assert moved.metadata == {"modality": "CT"}

    def test_nothing_said_outside_becomes_the_lowest_value(self, moving):
        away = sitk.TranslationTransform(3, (1000.0, 0.0, 0.0))
        assert (move(moving, moving, away).array == 0).all()

    def test_labels_stay_labels(self, moving):
        half = sitk.TranslationTransform(3, (0.4, 0.0, 0.0))
        moved = move(moving, moving, half, interpolation="nearest")
        assert np.array_equal(moved.array, moving.array)

    @pytest.mark.parametrize("kind", [np.int16, np.uint16, np.int32, np.int64])
    def test_whole_numbers_are_rounded_not_cut_off(self, moving, kind):
        values = (10 * moving.array + (1000 if kind == np.uint16 else -300)).astype(kind)
        image, step = moving.with_array(values), sitk.TranslationTransform(3, (0.19, 0.0, 0.0))
        moved = move(image, image, step)
        exact = move(image.with_array(values.astype(np.float64)), image, step)
        assert moved.array.dtype == kind
        assert np.array_equal(moved.array, np.rint(exact.array))

    def test_what_overshoots_stays_within_the_type(self, moving):
        steep = np.zeros(moving.array.shape, np.uint8)
        steep[:, :, 3:] = 255
        image, step = moving.with_array(steep), sitk.TranslationTransform(3, (0.5, 0.0, 0.0))
        moved = move(image, image, step, interpolation="bspline").array
        assert moved.dtype == np.uint8
        assert (moved[:, :, 1] < 20).all()
        assert (moved[:, :, 4] > 235).all()

    def test_an_unknown_interpolation_is_refused(self, moving):
        with pytest.raises(InputError, match="'cubic'"):
            move(moving, moving, sitk.Euler3DTransform(), interpolation="cubic")


HEAD = "#Insight Transform File V1.0\n#Transform 0\n"
EULER = "Transform: Euler3DTransform_double_3_3\nParameters: {}\nFixedParameters: 0 0 0 0\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (EULER.format("0 0 0 0 0 0"), "does not begin"),
        (HEAD, "no transform"),
        (HEAD + EULER.format("Euler2DTransform_double_2_2"), "no numbers"),
        (HEAD + EULER.format("0 0 0 0 0"), "6 parameters"),
        (HEAD + EULER.format("0 0 0 0 0 nan"), "no numbers"),
        (HEAD + EULER.format("0 0 0 0 0 0").replace("3_3", "2_2"), "2 dimensions"),
        (HEAD + "Transform: DisplacementFieldTransform_double_3_3\nParameters: 1 2\n", "not known"),
        (HEAD + EULER.format("0 0 0 0 0 0").replace("Euler", "Eulér"), "plain text"),
    ],
)
def test_a_text_that_holds_no_sound_transform_never_reaches_itk(tmp_path, text, words):
    (tmp_path / "x.tfm").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_transform(tmp_path / "x.tfm")


@pytest.mark.parametrize(
    "transform",
    [
        sitk.Euler3DTransform((1, 2, 3), 0.1, 0.2, 0.3),
        sitk.AffineTransform(3),
        sitk.TranslationTransform(3, (1.0, 2.0, 3.0)),
        sitk.VersorRigid3DTransform(),
        sitk.Similarity3DTransform(),
        sitk.ScaleVersor3DTransform(),
        sitk.BSplineTransformInitializer(sitk.Image([9, 9, 9], sitk.sitkUInt8), [3, 4, 5]),
        sitk.CompositeTransform([sitk.Euler3DTransform(), sitk.AffineTransform(3)]),
    ],
)
def test_every_usual_transform_is_read_back(tmp_path, transform):
    sitk.WriteTransform(transform, str(tmp_path / "x.tfm"))
    found = read_transform(tmp_path / "x.tfm")
    point = (3.0, -4.0, 5.0)
    assert found.TransformPoint(point) == pytest.approx(transform.TransformPoint(point))


@pytest.mark.parametrize("suffix", [".tfm", ".h5"])
def test_a_transform_whose_numbers_are_none_is_refused(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    sitk.WriteTransform(sitk.TranslationTransform(3, (np.nan, 0.0, 0.0)), str(path))
    with pytest.raises(InputError, match="damaged"):
        read_transform(path)
