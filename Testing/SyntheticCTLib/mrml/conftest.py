"""Real MRML, as in Slicer but without a window: a scene, its logics, and a leg in a study."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import slicer
import vtk

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.hierarchy import item_of
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord

#: Turned about all three axes, i and k mirrored: oblique and left-handed.
OBLIQUE_LEFT_HANDED = tuple(
    (
        np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
        @ np.diag([1.0, 1.0, -1.0])
    )
    .ravel()
    .tolist()
)


@dataclass
class SlicerWithoutWindow:
    """A scene, and the logics that have to live as long as it does."""

    scene: Any
    logics: list[Any]


def slicer_without_window():
    """As Slicer starts: scene, application logic, default colours, then the modules' logics."""
    scene = slicer.vtkMRMLScene()
    application = slicer.vtkSlicerApplicationLogic()
    application.SetMRMLScene(scene)
    application.GetColorLogic().SetMRMLScene(scene)
    application.GetColorLogic().AddDefaultColorNodes()
    logics = [application]
    for kind in (
        slicer.vtkSlicerColorLogic,
        slicer.vtkSlicerVolumesLogic,
        slicer.vtkSlicerSegmentationsModuleLogic,
        slicer.vtkSlicerSubjectHierarchyModuleLogic,
    ):
        logic = kind()
        logic.SetMRMLApplicationLogic(application)
        logic.SetMRMLScene(scene)
        logics.append(logic)
    return SlicerWithoutWindow(scene, logics)


@pytest.fixture
def a_slicer():
    running = slicer_without_window()
    yield running
    running.scene.Clear(True)


@pytest.fixture
def a_scene(a_slicer):
    return a_slicer.scene


@pytest.fixture(scope="session")
def a_phantom():
    return make_limb_phantom(
        size=(40, 40, 10),
        spacing=(4.0, 4.0, 8.0),
        direction=OBLIQUE_LEFT_HANDED,
        noise=0,
    )


@pytest.fixture(scope="session")
def a_bright_sct(a_phantom):
    """Too bright by 60 HU in the patient."""
    hounsfield = a_phantom.ct.array
    return a_phantom.ct.with_array(np.where(hounsfield > -300, hounsfield + 60, hounsfield))


@pytest.fixture(scope="session")
def a_comparison(a_bright_sct, a_phantom):
    return compare(
        a_bright_sct,
        a_phantom.ct,
        source=a_phantom.mr,
        sensitivity=False,
        provenance=SynthesisRecord(ModelUsed("m")),
    )


@pytest.fixture
def an_oblique_volume():
    """Different numbers everywhere: size, spacing, origin, direction, voxels."""
    array = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6) - 50
    return Volume(array, (10.1, -20.2, 30.3), (0.7, 1.3, 3.27), OBLIQUE_LEFT_HANDED)


@pytest.fixture
def a_mr_node(a_scene, a_phantom):
    """The phantom's MR, in a patient's study."""
    node = node_from_volume(a_scene, a_phantom.mr, "leg MR")
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(a_scene)
    patient = hierarchy.CreateSubjectItem(hierarchy.GetSceneItemID(), "patient")
    study = hierarchy.CreateStudyItem(patient, "study")
    hierarchy.SetItemParent(item_of(node), study)
    return node


@pytest.fixture
def a_ct_node(a_scene, a_phantom):
    return node_from_volume(a_scene, a_phantom.ct, "leg CT")


@pytest.fixture
def a_transform(a_scene):
    """Puts nodes under a linear transform, given as 4 x 4 numbers in RAS mm."""

    def put(node, matrix):
        parent = a_scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "moved")
        parent.SetMatrixTransformToParent(slicer.util.vtkMatrixFromArray(np.array(matrix)))
        node.SetAndObserveTransformNodeID(parent.GetID())
        return parent

    return put


@pytest.fixture
def a_warp(a_scene):
    """A transform that bends."""
    spline = vtk.vtkThinPlateSplineTransform()
    spline.SetBasisToR()
    for landmarks, shift in ((spline.SetSourceLandmarks, 0.0), (spline.SetTargetLandmarks, 5.0)):
        points = vtk.vtkPoints()
        for place in ((0, 0, 0), (50, 0, 0), (0, 50, 0), (0, 0, 50)):
            points.InsertNextPoint(place)
        points.InsertNextPoint(20 + shift, 20, 20)
        landmarks(points)
    node = a_scene.AddNewNodeByClass("vtkMRMLTransformNode", "bend")
    node.SetAndObserveTransformToParent(spline)
    return node


def study_of(node):
    """Name of the subject hierarchy's folder that a node is in."""
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(node.GetScene())
    return hierarchy.GetItemName(hierarchy.GetItemParent(hierarchy.GetItemByDataNode(node)))


@pytest.fixture(name="study_of")
def study_of_fixture():
    return study_of


def reloaded(scene):
    """The scene as saved and opened again."""
    scene.SetSaveToXMLString(1)
    scene.Commit()
    again = slicer_without_window()
    again.scene.SetLoadFromXMLString(1)
    again.scene.SetSceneXMLString(scene.GetSceneXMLString())
    again.scene.Import()
    return again


@pytest.fixture(name="reloaded")
def reloaded_fixture():
    return reloaded
