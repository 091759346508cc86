"""Tables: numbers stay numbers, and what is not there is NaN."""

import math

import pytest

from SyntheticCTLib.mrml.tables import node_from_table


@pytest.fixture
def a_table_node(a_scene):
    header = ["name", "value", "note"]
    rows = [["MAE", 52.25, ""], ["Dice", None, "no bone"], ["voxels", 7, None]]
    return node_from_table(a_scene, (header, rows), "leg metrics")


def test_rows_and_columns_are_those_of_the_table(a_table_node):
    assert (a_table_node.GetNumberOfRows(), a_table_node.GetNumberOfColumns()) == (3, 3)
    assert [a_table_node.GetColumnName(column) for column in range(3)] == ["name", "value", "note"]
    assert a_table_node.GetCellText(1, 2) == "no bone"


def test_numbers_are_numbers(a_table_node):
    column = a_table_node.GetTable().GetColumnByName("value")
    assert column.GetValue(0) == 52.25
    assert math.isnan(column.GetValue(1))
    assert column.GetValue(2) == 7


def test_a_table_without_rows_is_an_empty_node(a_scene):
    assert node_from_table(a_scene, (["name"], []), "none").GetNumberOfRows() == 0
