"""A comparison of sCT and CT as nodes: difference map, surfaces with distances, tables."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.comparison.columns import (
    IMAGE_METRICS_TABLE,
    SURFACE_DISTANCE_TABLE,
    TISSUES_TABLE,
    tables,
)
from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import SavedComparison
from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct, show_as_difference
from SyntheticCTLib.mrml.hierarchy import put_beside, put_into_study_of
from SyntheticCTLib.mrml.records import attach_record, record_of
from SyntheticCTLib.mrml.surfaces import node_from_surface, show_distances
from SyntheticCTLib.mrml.tables import node_from_table
from SyntheticCTLib.mrml.volumes import image_of, node_from_volume

if TYPE_CHECKING:
    # Only a name here: with it come the registration and torch, which a window must not wait for.
    from SyntheticCTLib.comparison.compare import Comparison

#: The tables that become nodes, and what the nodes are called.
_TABLES = {
    IMAGE_METRICS_TABLE: "image metrics",
    TISSUES_TABLE: "errors by tissue",
    SURFACE_DISTANCE_TABLE: "surface distance",
}


@dataclass(frozen=True, eq=False)
class ComparisonNodes:
    """What a comparison put into the scene.

    Attributes:
        document: every figure.
        difference: volume node, sCT minus CT in HU, 0 outside the region.
        ct: volume node, the CT on the sCT's grid; None where it was there already.
        surfaces: model nodes of the bone by "sct" and "ct"; empty where there is no bone.
        tables: table nodes by the name of their file in a comparison's folder.
    """

    document: ComparisonDocument
    difference: Any
    ct: Any
    surfaces: dict[str, Any]
    tables: dict[str, Any]

    @property
    def answer(self) -> str:
        """Whether the bone is within the tolerance, or why nobody can say, in one sentence."""
        return self.document.answer


def nodes_from_comparison(scene: Any, comparison: Comparison, *, sct_node: Any) -> ComparisonNodes:
    """Put a comparison into the scene.

    Args:
        scene: where the nodes go.
        comparison: of the volume of ``sct_node``.
        sct_node: the synthetic CT's node; everything goes beside it.
    """
    placed, surface = comparison.placement, comparison.surface
    found = SavedComparison(
        comparison.document,
        comparison.difference,
        None if placed.kind == "none" else placed.ct,
        {} if surface is None else {"sct": surface.sct_surface.mesh, "ct": surface.ct_surface.mesh},
    )
    return nodes_from_found(scene, found, sct_node)


def images_of(found: SavedComparison) -> dict[str, Any]:
    """The voxels of a comparison as nodes take them; may be called in any thread."""
    images = {"difference": image_of(found.difference)}
    return images if found.ct is None else {**images, "ct": image_of(found.ct)}


def nodes_from_found(scene: Any, found: SavedComparison, sct_node: Any) -> ComparisonNodes:
    """The same of a comparison that was read from its folder.

    Args:
        scene, sct_node: see ``nodes_from_comparison``.
        found: what ``comparison.folder.read_comparison`` gave.
    """
    steps = nodes_in_steps(scene, found, sct_node, images_of(found))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: ComparisonNodes = end.value
            return made


def nodes_in_steps(
    scene: Any, found: SavedComparison, sct_node: Any, images: Mapping[str, Any]
) -> Generator[None, None, ComparisonNodes]:
    """The same with a stop after each node, so that a window is not kept waiting.

    Args:
        scene, found, sct_node: see ``nodes_from_found``.
        images: those of ``images_of``, which another thread may have made.

    Returns:
        The nodes, at its end.
    """
    name = sct_node.GetName()
    difference = node_from_volume(
        scene,
        found.difference,
        f"{name} minus CT",
        like=sct_node,
        image=images["difference"],
        show=lambda node: show_as_difference(node, DIFFERENCE_LIMIT_HU),
    )
    mark_as_hounsfield(difference)
    attach_record(difference, found.document.to_dict())
    put_beside(difference, sct_node)
    yield
    ct = None
    if found.ct is not None:
        title = f"CT on {name}"
        ct = node_from_volume(
            scene, found.ct, title, like=sct_node, image=images["ct"], show=show_as_ct
        )
        mark_as_hounsfield(ct)
        put_beside(ct, sct_node)
        yield
    surfaces = {}
    for image, mesh in found.meshes.items():
        title = f"{name} bone, distance" if image == "sct" else f"CT bone, distance to {name}"
        # That of the CT lies in the same place: shown when asked for.
        surfaces[image] = node_from_surface(scene, mesh, title, like=sct_node, shown=image == "sct")
        yield
        legend = show_distances(surfaces[image], found.document.parameters.tolerance_mm)
        if image == "ct" and legend is not None:
            legend.SetVisibility(False)
        yield
    tables_made = _table_nodes(scene, found.document, sct_node)
    return ComparisonNodes(found.document, difference, ct, surfaces, tables_made)


def recorded_comparison(difference_node: Any) -> ComparisonDocument | None:
    """The figures that a difference map carries, or None."""
    record = record_of(difference_node)
    return None if record is None else ComparisonDocument.from_dict(record)


def _table_nodes(scene: Any, document: ComparisonDocument, sct_node: Any) -> dict[str, Any]:
    nodes = {}
    for file, table in tables(document).items():
        if file in _TABLES:
            nodes[file] = node_from_table(scene, table, f"{sct_node.GetName()} {_TABLES[file]}")
            put_into_study_of(nodes[file], sct_node)
    return nodes
