"""Calls of scripts with something that is no volume: a sentence that says what is needed."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.calls.comparison import place_ct
from SyntheticCTLib.mrml.calls.dicom import save_as_dicom, save_dicom_object
from SyntheticCTLib.mrml.calls.images import look_at
from SyntheticCTLib.mrml.calls.segments import segment_bones
from SyntheticCTLib.mrml.calls.surface import export_surface
from SyntheticCTLib.mrml.nodes import check_present, first_scan, only_real_ct
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.volumes import modality_of, node_from_volume


@pytest.fixture
def a_model_node(a_scene):
    return a_scene.AddNewNodeByClass("vtkMRMLModelNode", "bone")


def test_none_is_no_input(a_scene):
    with pytest.raises(InputError, match="The input is None: give a scalar volume node"):
        logic.synthesize(a_scene, None)


def test_a_surface_has_no_tissues(a_scene, a_model_node):
    with pytest.raises(InputError, match="The CT is the Model 'bone': give a scalar volume node"):
        logic.segment_tissues(a_scene, a_model_node)


def test_a_nodes_name_is_not_the_node(a_scene):
    with pytest.raises(InputError, match=r"The CT is 'leg CT': .* slicer.util.getNode"):
        logic.extract_surface(a_scene, "leg CT")


def test_an_output_has_to_be_a_volume(a_scene, a_mr_node, a_model_node):
    with pytest.raises(InputError, match="The output is the Model 'bone'"):
        logic.synthesize(a_scene, a_mr_node, output_node=a_model_node)


@pytest.mark.parametrize(
    ("given", "named"),
    [((0, None), "The real CT"), ((None, 0), "The synthetic CT"), ((0, 0, "MR"), "The source")],
)
def test_a_comparison_names_the_one_that_is_no_volume(a_scene, a_ct_node, given, named):
    sct, ct, *source = (a_ct_node if node == 0 else node for node in given)
    with pytest.raises(InputError, match=f"{named} is"):
        logic.compare(a_scene, sct, ct, source_node=source[0] if source else None)


def test_a_node_that_was_removed_is_named(a_scene, a_ct_node):
    check_present(a_scene, a_ct_node, None)
    a_scene.RemoveNode(a_ct_node)
    with pytest.raises(InputError, match="'leg CT' was removed from the scene"):
        check_present(a_scene, a_ct_node)


def test_what_was_removed_before_a_call_is_refused_and_the_scene_stays(
    a_scene, a_ct_node, a_mr_node, tmp_path
):
    gone = {
        kind: a_scene.AddNewNodeByClass(f"vtkMRML{kind}Node", "gone")
        for kind in ("Segmentation", "Model", "LinearTransform", "MarkupsFiducial", "MarkupsROI")
    }
    for node in (*gone.values(), a_ct_node):
        a_scene.RemoveNode(node)
    before = a_scene.GetNumberOfNodes()
    attempts = (
        lambda: logic.extract_surface(a_scene, a_ct_node),
        lambda: logic.segment_tissues(a_scene, a_ct_node),
        lambda: logic.compare(a_scene, a_mr_node, a_mr_node, bones_node=gone["Segmentation"]),
        lambda: logic.compare(a_scene, a_mr_node, a_mr_node, region_node=gone["MarkupsROI"]),
        lambda: segment_bones(a_scene, a_ct_node),
        lambda: segment_bones(a_scene, a_mr_node, points=gone["MarkupsFiducial"]),
        lambda: look_at(a_ct_node),
        lambda: export_surface(a_ct_node, tmp_path / "bone.stl"),
        lambda: save_as_dicom(a_ct_node, tmp_path / "series"),
        lambda: place_ct(a_scene, a_mr_node, a_mr_node, start_node=gone["LinearTransform"]),
        lambda: place_ct(a_scene, a_mr_node, a_mr_node, points=(gone["MarkupsFiducial"],) * 2),
        lambda: save_dicom_object(gone["Model"], tmp_path / "a.dcm", like="series"),
    )
    for attempt in attempts:
        with pytest.raises(InputError, match="was removed from the scene: give one that is there"):
            attempt()
    assert a_scene.GetNumberOfNodes() == before
    assert not list(tmp_path.iterdir())


def test_what_holds_no_hu_is_not_overwritten(a_scene, a_mr_node):
    for kind in ("vtkMRMLLabelMapVolumeNode", "vtkMRMLVectorVolumeNode"):
        node = a_scene.AddNewNodeByClass(kind, "other")
        with pytest.raises(InputError, match=r"The output is the .* 'other', which holds no HU"):
            logic.synthesize(a_scene, a_mr_node, output_node=node)


def test_a_kind_of_image_that_nobody_knows_is_refused(a_scene, a_mr_node):
    for call in (
        lambda: logic.synthesize(a_scene, a_mr_node, modality="PT"),
        lambda: look_at(a_mr_node, modality="mr"),
    ):
        with pytest.raises(
            InputError, match=r"modality cannot be .*: give one of 'CBCT', 'CT', 'M"
        ):
            call()


def test_the_record_of_a_node_counts_for_scripts_as_that_of_a_file_does(
    a_scene, a_ct_node, a_phantom
):
    sct = node_from_volume(a_scene, a_phantom.ct, "leg sCT")
    attach_record(sct, {"model": {"id": "tiny"}})
    with pytest.raises(InputError, match="they look swapped"):
        logic.compare(a_scene, a_ct_node, sct)
    with pytest.raises(InputError, match=r"is synthetic by its record \(model tiny\)"):
        logic.compare(a_scene, sct, sct)


def test_the_first_scan_is_no_colour_image_no_label_map_and_no_result(a_scene, a_ct_node):
    a_scene.RemoveNode(a_ct_node)
    for kind in ("vtkMRMLVectorVolumeNode", "vtkMRMLLabelMapVolumeNode"):
        a_scene.AddNewNodeByClass(kind, "photograph")
    result = a_scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "leg sCT")
    attach_record(result, {"model": {"id": "m"}})
    assert first_scan(a_scene) is None
    scan = a_scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "leg MR")
    assert first_scan(a_scene) is scan


def test_a_ct_whose_file_does_not_say_so_is_known_by_its_values(a_scene, a_mr_node, a_ct_node):
    a_ct_node.SetVoxelValueUnits(None)
    assert modality_of(a_ct_node) is None
    assert only_real_ct(a_scene, a_mr_node) is a_ct_node
