"""What is seen: CT with unit and window, differences neutral at 0, legends."""

import numpy as np
import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct, show_as_difference
from SyntheticCTLib.mrml.volumes import modality_of, node_from_volume


def shown_colors(node):
    """The colours (n, 3) that slice views are given."""
    producer = node.GetDisplayNode().GetOutputImageDataConnection().GetProducer()
    producer.Update()
    return vtk_to_numpy(producer.GetOutput().GetPointData().GetScalars())[:, :3].astype(int)


def test_a_ct_has_its_unit_and_window(a_ct_node):
    mark_as_hounsfield(a_ct_node)
    show_as_ct(a_ct_node)

    assert a_ct_node.GetVoxelValueUnits().GetCodeMeaning() == "Hounsfield unit"
    assert a_ct_node.GetVoxelValueQuantity().GetCodeMeaning() == "Attenuation Coefficient"
    assert modality_of(a_ct_node) == "CT"
    display = a_ct_node.GetDisplayNode()
    assert not display.GetAutoWindowLevel()
    assert (display.GetWindow(), display.GetLevel()) == (400, 40)


def shown_opacity(node):
    """How far the colours (n,) cover what is behind them, 0 to 1."""
    producer = node.GetDisplayNode().GetOutputImageDataConnection().GetProducer()
    producer.Update()
    return vtk_to_numpy(producer.GetOutput().GetPointData().GetScalars())[:, 3] / 255


def test_a_difference_is_red_below_blue_above_and_lets_the_anatomy_through_near_0(a_scene):
    values = np.array([-500, -400, -200, 0, 200, 400, 500], np.float32).reshape(1, 1, 7)
    node = node_from_volume(a_scene, Volume(np.repeat(values, 2, axis=0)), "difference")
    legend = show_as_difference(node, 400.0)

    colors = shown_colors(node)[:7]
    full_red, full_blue = (255, 0, 0), (0, 0, 255)
    expected = [full_red, full_red, (255, 127, 127), (255, 255, 255)]
    expected += [(127, 127, 255), full_blue, full_blue]
    np.testing.assert_allclose(colors, expected, atol=2)
    np.testing.assert_allclose(shown_opacity(node)[:7], [1, 1, 1, 0, 1, 1, 1], atol=0.01)
    assert legend.GetTitleText() == "sCT minus CT\nHU\nred: sCT darker\nblue: sCT brighter"
    assert legend.GetLabelFormat() == "%.0f HU"
    assert legend.GetVisibility()


def test_differences_of_noise_are_not_shown(a_scene):
    values = np.array([0, 35, -35, 45, -45], np.float32).reshape(1, 1, 5)
    node = node_from_volume(a_scene, Volume(np.repeat(values, 2, axis=0)), "difference")
    show_as_difference(node, 400.0)
    assert shown_opacity(node)[:5].tolist() == [0, 0, 0, 1, 1]


def test_a_second_difference_takes_the_same_colour_node(a_scene):
    nodes = [node_from_volume(a_scene, Volume(np.ones((2, 2, 2))), "d") for _ in range(2)]
    for node in nodes:
        show_as_difference(node, 400.0)

    assert len({node.GetDisplayNode().GetColorNodeID() for node in nodes}) == 1


def test_a_scene_without_the_colors_module_has_no_legend_but_the_colours():
    scene = slicer.vtkMRMLScene()
    node = node_from_volume(scene, Volume(np.zeros((2, 2, 2), np.float32)), "difference")

    assert show_as_difference(node, 400.0) is None
    assert np.all(shown_colors(node) >= 252)
