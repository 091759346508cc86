"""A surface as Encapsulated STL, and a registration as Spatial Registration."""

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from vtkmodules.vtkFiltersSources import vtkSphereSource
from vtkmodules.vtkIOGeometry import vtkSTLWriter

from SyntheticCTLib.dicom.encapsulated_stl import encapsulated_stl
from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.dicom.spatial_registration import spatial_registration
from SyntheticCTLib.dicom.study_context import context_of_series
from SyntheticCTLib.dicom.surface_segmentation import surface_segmentation
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.registration.transforms import compose
from SyntheticCTLib.surface.mesh import cleaned, points_of, triangles_of

RIGID = sitk.Euler3DTransform((1.0, 2.0, 3.0), 0.1, -0.2, 0.3, (10.0, -20.0, 30.0))


@pytest.fixture
def context(source):
    return context_of_series(str(source))


def test_the_mesh_comes_out_of_its_capsule_byte_for_byte(tmp_path, context, stl, source):
    save(encapsulated_stl(stl, context), tmp_path / "stl.dcm")
    found = pydicom.dcmread(tmp_path / "stl.dcm")
    content = found.EncapsulatedDocument[: found.EncapsulatedDocumentLength]
    assert content == stl.read_bytes()
    assert found.FrameOfReferenceUID == context.study.FrameOfReferenceUID
    assert found.MeasurementUnitsCodeSequence[0].CodeValue == "mm"
    assert found.DocumentTitle == "Bone surface - NOT FOR CLINICAL USE"
    assert len(found.SourceInstanceSequence) == len(list(source.iterdir()))


def with_corner(content, x):
    """A binary STL whose first corner lies elsewhere."""
    return content[:96] + np.float32(x).tobytes() + content[100:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content[:-1], "no binary STL"),
        (lambda content: b"solid bone", "no binary STL"),
        (lambda content: content.replace(b"SPACE=LPS", b"SPACE=RAS"), "RAS coordinates"),
        (lambda content: with_corner(content, np.nan), "has a point at nan mm"),
        (lambda content: with_corner(content, 1e30), "has a point at 1e.30 mm, where no patient"),
        (lambda content: content[:84] + bytes(len(content) - 84), "none of its triangles has an"),
    ],
)
def test_what_is_no_surface_in_lps_is_refused(context, stl, change, words):
    stl.write_bytes(change(stl.read_bytes()))
    with pytest.raises(InputError, match=words):
        encapsulated_stl(stl, context)


def test_the_same_mesh_is_points_and_triangles_of_dicom(
    tmp_path, context, source, dciodvfy, dcentvfy
):
    sphere = vtkSphereSource()
    sphere.SetCenter(-10.0, 40.0, 10.0)
    sphere.Update()
    before = cleaned(sphere.GetOutput())
    writer = vtkSTLWriter()
    writer.SetFileName(str(tmp_path / "sphere.stl"))
    writer.SetFileTypeToBinary()
    writer.SetInputData(before)
    writer.Write()

    save(surface_segmentation(tmp_path / "sphere.stl", context), tmp_path / "surface.dcm")

    found = pydicom.dcmread(tmp_path / "surface.dcm")
    assert (found.SOPClassUID.name, found.Modality) == ("Surface Segmentation Storage", "SEG")
    assert found.FrameOfReferenceUID == context.study.FrameOfReferenceUID
    (surface,) = found.SurfaceSequence
    assert (surface.FiniteVolume, surface.Manifold) == ("YES", "YES")
    points = np.frombuffer(surface.SurfacePointsSequence[0].PointCoordinatesData, "<f4")
    listed = surface.SurfaceMeshPrimitivesSequence[0].LongTrianglePointIndexList
    corners = points.reshape(-1, 3)[np.frombuffer(listed, "<u4").reshape(-1, 3) - 1]
    wanted = points_of(before)[triangles_of(before)]
    np.testing.assert_allclose(np.sort(corners, axis=0), np.sort(wanted, axis=0), atol=1e-5)
    assert dciodvfy(tmp_path / "surface.dcm") == []
    assert dcentvfy(tmp_path / "surface.dcm", *source.iterdir()) == []


def test_an_open_surface_says_so(context, stl):
    (surface,) = surface_segmentation(stl, context).SurfaceSequence
    assert (surface.FiniteVolume, surface.Manifold) == ("NO", "YES")


@pytest.fixture
def moving(tmp_path, make_series):
    make_series(tmp_path / "ct", BodyPartExamined="THIGH", Laterality="L")
    return context_of_series(str(tmp_path / "ct"))


def test_the_matrix_takes_moving_points_to_fixed_ones(tmp_path, context, moving):
    made = spatial_registration(compose([RIGID]), context, moving)
    save(made, tmp_path / "reg.dcm")
    fixed, other = pydicom.dcmread(tmp_path / "reg.dcm").RegistrationSequence
    assert fixed.FrameOfReferenceUID == context.study.FrameOfReferenceUID
    assert other.FrameOfReferenceUID == moving.study.FrameOfReferenceUID
    first, second = (
        np.reshape(
            item.MatrixRegistrationSequence[0]
            .MatrixSequence[0]
            .FrameOfReferenceTransformationMatrix,
            (4, 4),
        ).astype(float)
        for item in (fixed, other)
    )
    np.testing.assert_array_equal(first, np.eye(4))
    for point in np.random.default_rng(2).uniform(-100, 100, (5, 3)):
        on_moving = RIGID.TransformPoint(point.tolist())
        np.testing.assert_allclose((second @ [*on_moving, 1.0])[:3], point, atol=1e-8)


def test_what_is_not_rigid_is_refused(context, moving):
    scaled = sitk.AffineTransform(3)
    scaled.Scale(1.05)
    bent = sitk.BSplineTransformInitializer(sitk.Image([8, 8, 8], sitk.sitkFloat32), [3, 3, 3])
    bent.SetParameters(np.linspace(0, 9, len(bent.GetParameters())))
    for transform in (scaled, compose([RIGID, scaled])):
        with pytest.raises(InputError, match="is not rigid"):
            spatial_registration(transform, context, moving)


def test_dciodvfy_and_dcentvfy_find_no_error(
    tmp_path, make_series, context, stl, moving, dciodvfy, dcentvfy
):
    same = context.study.StudyInstanceUID
    make_series(tmp_path / "ct2", StudyInstanceUID=same, BodyPartExamined="THIGH", Laterality="L")
    second = context_of_series(str(tmp_path / "ct2"))
    for made, others in (
        (encapsulated_stl(stl, context), ("mr",)),
        (spatial_registration(RIGID, context, moving), ("mr", "ct")),
        (spatial_registration(RIGID, context, second), ("mr", "ct2")),
    ):
        save(made, tmp_path / "object.dcm")
        assert dciodvfy(tmp_path / "object.dcm") == []
        files = [path for name in others for path in (tmp_path / name).iterdir()]
        assert dcentvfy(tmp_path / "object.dcm", *files) == []
