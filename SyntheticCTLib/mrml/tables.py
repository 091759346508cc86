"""Table nodes from the tables of a comparison."""

from __future__ import annotations

from typing import Any

from vtkmodules.vtkCommonCore import vtkAbstractArray, vtkDoubleArray, vtkStringArray

from SyntheticCTLib.comparison.columns import Table
from SyntheticCTLib.mrml.names import free_name


def node_from_table(scene: Any, table: Table, name: str) -> Any:
    """A new table node.

    Args:
        scene: where it goes.
        table: header and rows. Columns of numbers become numbers, with NaN where there is none;
            others become text.
        name: of the node.
    """
    header, rows = table
    node = scene.AddNewNodeByClass("vtkMRMLTableNode", free_name(scene, name))
    for title, cells in zip(header, zip(*rows, strict=True), strict=False):
        node.AddColumn(_column(title, cells))
    node.SetUseColumnTitleAsColumnHeader(True)
    return node


def _column(title: str, cells: tuple[Any, ...]) -> vtkAbstractArray:
    if all(cell is None or isinstance(cell, (int, float)) for cell in cells):
        column = _numbers(cells)
    else:
        column = _texts(cells)
    column.SetName(title)
    return column


def _numbers(cells: tuple[float | None, ...]) -> vtkAbstractArray:
    column = vtkDoubleArray()
    for cell in cells:
        column.InsertNextValue(float("nan") if cell is None else float(cell))
    return column


def _texts(cells: tuple[Any, ...]) -> vtkAbstractArray:
    column = vtkStringArray()
    for cell in cells:
        column.InsertNextValue("" if cell is None else str(cell))
    return column
