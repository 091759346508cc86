import json
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.files.record import SurfaceOrigin, read_surface_record
from SyntheticCTLib.surface.files.threemf import CORE, MODEL_PART, read_3mf
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.print.checks import check_for_print
from SyntheticCTLib.surface.print.repair import repaired
from SyntheticCTLib.synthesis.record import ModelUsed

ORIGIN = SurfaceOrigin(
    model=ModelUsed("mr-to-ct-limb", "1.3.0", "0f" * 32), source='é <&> "quoted"'
)


@pytest.fixture
def surface(make_ball):
    middle = (130.3, -212.7, 641.1)
    return extract_surface(make_ball(9.0, size=(28, 28, 28), middle=middle, centre=middle))


@pytest.mark.parametrize("suffix", [".stl", ".obj", ".ply", ".vtp", ".3mf"])
def test_a_mesh_read_back_is_the_same_mesh(surface, tmp_path, suffix):
    path, _ = export_surface(surface, tmp_path / f"bone{suffix}", ORIGIN)
    back = read_surface(path)
    corners = meshes.points_of(back)[meshes.triangles_of(back)]
    expected = surface.points[surface.triangles]
    if suffix in (".stl", ".ply", ".obj"):  # single precision in the file or in VTK's reader
        assert corners.shape == expected.shape
        assert np.allclose(corners, expected, rtol=2.0**-23, atol=0)
    else:
        assert (corners == expected).all()
    assert back.GetNumberOfPoints() == len(surface.points)


def test_a_record_that_calls_its_settings_a_recipe_is_read(surface, tmp_path):
    path, beside = export_surface(surface, tmp_path / "bone.stl", ORIGIN)
    record = json.loads(beside.read_text("utf-8"))
    record["recipe"] = record.pop("settings")
    beside.write_text(json.dumps(record), "utf-8")
    assert read_surface_record(path).settings == surface.settings


@pytest.mark.parametrize("suffix", [".stl", ".obj", ".ply", ".vtp", ".3mf"])
def test_provenance_is_beside_the_file_and_the_file_says_lps(surface, tmp_path, suffix):
    path, beside = export_surface(surface, tmp_path / f"bone{suffix}", ORIGIN)
    record = json.loads(beside.read_text("utf-8"))
    assert record["notice"] == "Synthetic, not for clinical use."
    assert (record["coordinate_system"], record["unit"]) == ("LPS", "millimetre")
    assert record["settings"]["threshold_hu"] == 200.0
    assert record["model"]["sha256"] == "0f" * 32
    assert read_surface_record(path).to_dict() == record
    if suffix == ".3mf":
        _, _, metadata = read_3mf(path)
        assert metadata["SPACE"] == "LPS"
        assert json.loads(metadata["provenance"]) == record
    elif suffix == ".vtp":
        fields = read_surface(path).GetFieldData()
        assert fields.GetAbstractArray("SPACE").GetValue(0) == "LPS"
        assert json.loads(fields.GetAbstractArray("provenance").GetValue(0)) == record
    else:
        assert b"LPS" in path.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, beside.name]


def test_stl_is_binary_with_the_notice_and_the_right_length(surface, tmp_path):
    path, _ = export_surface(surface, tmp_path / "bone.stl")
    content = path.read_bytes()
    assert content.startswith(b"SPACE=LPS")
    assert b"not for clinical use" in content[:80]
    assert len(content) == 84 + 50 * len(surface.triangles)


def test_3mf_keeps_the_rules_of_its_schema(surface, tmp_path):
    path, _ = export_surface(surface, tmp_path / "bone.3mf", ORIGIN)
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert set(package.namelist()) == {"[Content_Types].xml", "_rels/.rels", MODEL_PART}
        types = ElementTree.fromstring(package.read("[Content_Types].xml"))
        assert {entry.get("Extension") for entry in types} == {"rels", "model"}
        (relationship,) = ElementTree.fromstring(package.read("_rels/.rels"))
        assert relationship.get("Target") == "/" + MODEL_PART
        assert relationship.get("Type").endswith("/2013/01/3dmodel")
        model = ElementTree.fromstring(package.read(MODEL_PART))
    assert model.tag == f"{{{CORE}}}model"
    assert model.get("unit") == "millimeter"
    assert [child.tag.split("}")[1] for child in model if "metadata" not in child.tag] == [
        "resources",
        "build",
    ]
    names = [entry.get("name") for entry in model.findall(f"{{{CORE}}}metadata")]
    assert len(names) == len(set(names))
    (item,) = model.findall(f"{{{CORE}}}build/{{{CORE}}}item")
    (solid,) = model.findall(f"{{{CORE}}}resources/{{{CORE}}}object")
    assert item.get("objectid") == solid.get("id")
    count = len(model.findall(f".//{{{CORE}}}vertex"))
    for triangle in model.iter(f"{{{CORE}}}triangle"):
        corners = {int(triangle.get(name)) for name in ("v1", "v2", "v3")}
        assert len(corners) == 3
        assert max(corners) < count


@pytest.fixture
def touching(make_ball):
    """One ball, cut into two bones that share a face."""
    ball = make_ball(9.0, size=(28, 28, 28))
    halves = np.ones(ball.array.shape, np.uint8)
    halves[:, :, 14:] = 2
    names = {1: "femur", 2: "tibia <left>"}
    return extract_surface(ball, labels=ball.with_array(halves), names=names)


def test_each_bone_is_an_object_of_a_3mf_with_its_name(touching, tmp_path):
    path, _ = export_surface(touching, tmp_path / "bones.3mf")
    with zipfile.ZipFile(path) as package:
        model = ElementTree.fromstring(package.read(MODEL_PART))
    objects = model.findall(f"{{{CORE}}}resources/{{{CORE}}}object")
    assert [one.get("name") for one in objects] == ["femur", "tibia <left>"]
    items = model.findall(f"{{{CORE}}}build/{{{CORE}}}item")
    assert [item.get("objectid") for item in items] == [one.get("id") for one in objects]
    points, triangles, _ = read_3mf(path)
    assert len(triangles) == len(touching.triangles)
    assert (points[triangles] == touching.points[touching.triangles]).all()


def test_bones_that_touch_are_repaired_apart_and_told(touching):
    mended, report = repaired(touching, fill_holes_mm=10.0, smallest_shell_mm3=100.0)
    assert mended.bones == touching.bones
    assert (report.shells_removed, report.open_edges_after) == (0, 0)
    for number in range(2):
        assert check_for_print(mended.bone(number).mesh).manifold
    checks = check_for_print(mended.mesh)
    assert not checks.manifold
    assert checks.verdict.answer == "no"
    assert checks.verdict.faults[0].startswith("Its bones touch")


def test_the_largest_part_of_a_named_bone_is_no_island(touching):
    mended, report = repaired(touching, smallest_shell_mm3=1e6)
    assert mended.bones == touching.bones
    assert report.shells_removed == 0


def test_other_suffixes_and_missing_folders_are_refused(surface, tmp_path):
    with pytest.raises(InputError, match=r"bone\.step"):
        export_surface(surface, tmp_path / "bone.step")
    with pytest.raises(InputError, match="does not exist"):
        export_surface(surface, tmp_path / "nowhere" / "bone.stl")


def test_what_is_no_3mf_is_refused_with_its_name(tmp_path):
    path = tmp_path / "broken.3mf"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"broken\.3mf is not a 3MF file"):
        read_surface(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'x="', b'y="'),
        (b'v1="', b'v1="9999999'),
        (b'v1="', b'v1="99999999999999999999'),
        (b'v1="', b'v1="-7'),
        (b'x="', b'x="none'),
        (b"UTF-8", b"UTF-99"),
        (b"<model", b"<!DOCTYPE model><model"),
        (b"</model>", b""),
    ],
)
def test_a_damaged_3mf_is_one_sentence(surface, tmp_path, old, new):
    path, _ = export_surface(surface, tmp_path / "bone.3mf", ORIGIN)
    with zipfile.ZipFile(path) as package:
        content = package.read(MODEL_PART)
    assert old in content
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(MODEL_PART, content.replace(old, new, 1))
    with pytest.raises(InputError, match=r"bone\.3mf"):
        read_3mf(path)


def test_a_ply_file_whose_header_promises_too_much_is_refused(surface, tmp_path):
    path = tmp_path / "ball.ply"
    export_surface(surface, path)
    content = path.read_bytes()
    promised = content.replace(b"element vertex ", b"element vertex 9", 1)
    path.write_bytes(promised[: len(promised) // 2])
    with pytest.raises(InputError, match=r"ball.ply"):
        read_surface(path)


def test_a_3mf_says_case_side_and_that_it_is_not_for_clinical_use(surface, tmp_path):
    origin = SurfaceOrigin(source="case 7", side="left")
    path, _ = export_surface(surface, tmp_path / "bone.3mf", origin)
    _, _, metadata = read_3mf(path)
    assert metadata["Title"] == "case 7, left side. Synthetic, not for clinical use."
    assert (metadata["case"], metadata["side"]) == ("case 7", "left")
    assert metadata["notice"] == "Synthetic, not for clinical use."
    assert read_surface_record(path).side == "left"
