"""A comparison of sCT and CT as nodes: difference map, surfaces with distances, tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.comparison.tables import tables
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct, show_as_difference
from SyntheticCTLib.mrml.placement import put_beside, put_into_study_of
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.surfaces import node_from_surface, show_distances
from SyntheticCTLib.mrml.tables import node_from_table
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTLib.report.build import FIGURES
from SyntheticCTLib.report.pages.answer import verdict_in_words
from SyntheticCTLib.report.pictures.slice_pictures import DIFFERENCE_LIMIT_HU
from SyntheticCTLib.surface.files.reading import read_surface

if TYPE_CHECKING:
    # Only a name here: with it come the registration and torch, which a window must not wait for.
    from SyntheticCTLib.comparison.compare import Comparison

#: The tables that become nodes, and what the nodes are called.
_TABLES = {
    "image_metrics.csv": "image metrics",
    "tissues.csv": "errors by tissue",
    "surface_distance.csv": "surface distance",
}


@dataclass(frozen=True, eq=False)
class ComparisonNodes:
    """What a comparison put into the scene.

    Attributes:
        figures: every figure, see ``Comparison.to_dict``.
        difference: volume node, sCT minus CT in HU, 0 outside the region.
        ct: volume node, the CT on the sCT's grid; None where it was there already.
        surfaces: model nodes of the bone by "sct" and "ct"; empty where there is no bone.
        tables: table nodes by the name of their file in a comparison's folder.
        answer: whether the bone is within the tolerance, or why nobody can say, in one sentence.
    """

    figures: dict[str, Any]
    difference: Any
    ct: Any
    surfaces: dict[str, Any]
    tables: dict[str, Any]
    answer: str


@dataclass(frozen=True, eq=False)
class FoundComparison:
    """A comparison from memory or from its folder, not yet in the scene."""

    figures: dict[str, Any]
    difference: Volume
    ct: Volume | None
    meshes: dict[str, Any] = field(default_factory=dict)


def nodes_from_comparison(scene: Any, comparison: Comparison, *, sct_node: Any) -> ComparisonNodes:
    """Put a comparison into the scene.

    Args:
        scene: where the nodes go.
        comparison: of the volume of ``sct_node``.
        sct_node: the synthetic CT's node; everything goes beside it.
    """
    placed, surface = comparison.placement, comparison.surface
    found = FoundComparison(
        comparison.to_dict(),
        comparison.difference,
        None if placed.kind == "none" else placed.ct,
        {} if surface is None else {"sct": surface.sct_surface.mesh, "ct": surface.ct_surface.mesh},
    )
    return nodes_from_found(scene, found, sct_node)


def nodes_from_folder(scene: Any, folder: str | Path, *, sct_node: Any) -> ComparisonNodes:
    """The same from the folder that ``write_comparison`` or a worker wrote.

    Raises:
        InputError: the folder holds no comparison, or one of another volume.
    """
    return nodes_from_found(scene, read_comparison(folder), sct_node)


def read_comparison(folder: str | Path) -> FoundComparison:
    """Read such a folder: the slower half of ``nodes_from_folder``, which needs no scene.

    Raises:
        InputError: the folder holds no comparison.
    """
    folder = Path(folder)
    try:
        figures = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} holds no comparison ({error}).") from error
    ct = folder / "ct_on_sct_grid.nii.gz"
    meshes = {
        name: read_surface(path)
        for name in ("sct", "ct")
        if (path := folder / f"bone_{name}.vtp").is_file()
    }
    return FoundComparison(
        figures,
        read_volume(folder / "difference.nii.gz"),
        read_volume(ct) if ct.is_file() else None,
        meshes,
    )


def nodes_from_found(scene: Any, found: FoundComparison, sct_node: Any) -> ComparisonNodes:
    """The other half of ``nodes_from_folder``."""
    name = sct_node.GetName()
    difference = node_from_volume(scene, found.difference, f"{name} minus CT", like=sct_node)
    show_as_difference(difference, DIFFERENCE_LIMIT_HU)
    mark_as_hounsfield(difference)
    attach_record(difference, found.figures)
    made = {"difference": difference}
    if found.ct is not None:
        made["ct"] = node_from_volume(scene, found.ct, f"CT on {name}", like=sct_node)
        mark_as_hounsfield(made["ct"])
        show_as_ct(made["ct"])
    for node in made.values():
        put_beside(node, sct_node)
    tolerance = found.figures["parameters"]["tolerance_mm"]
    surfaces = {}
    for image, mesh in found.meshes.items():
        title = f"{name} bone, distance" if image == "sct" else f"CT bone, distance to {name}"
        surfaces[image] = node_from_surface(scene, mesh, title, like=sct_node)
        legend = show_distances(surfaces[image], tolerance)
        if image == "ct":  # lies in the same place: shown when asked for
            surfaces[image].GetDisplayNode().SetVisibility(False)
            if legend is not None:
                legend.SetVisibility(False)
    return ComparisonNodes(
        found.figures,
        difference,
        made.get("ct"),
        surfaces,
        _table_nodes(scene, found.figures, sct_node),
        verdict_in_words(found.figures["surface"]),
    )


def _table_nodes(scene: Any, figures: dict[str, Any], sct_node: Any) -> dict[str, Any]:
    nodes = {}
    for file, table in tables(figures).items():
        if file in _TABLES:
            nodes[file] = node_from_table(scene, table, f"{sct_node.GetName()} {_TABLES[file]}")
            put_into_study_of(nodes[file], sct_node)
    return nodes
