"""The compared bone surfaces on a page of their own, to be turned; it needs no network either."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from vtkmodules.vtkFiltersCore import vtkDecimatePro

from SyntheticCTLib.colours.distance import distance_colours
from SyntheticCTLib.comparison.folder import SURFACES, read_document
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.report.charts.charts import distance_legend
from SyntheticCTLib.report.pages.html import Markup, element, joined, page_header, paragraph, strong
from SyntheticCTLib.report.pages.page import page
from SyntheticCTLib.resources import resources
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.glb import glb_bytes
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.measure.comparison import COUNTED, DISTANCE

#: Triangles shown of each surface: enough for the eye, and a page of a few MB.
_TRIANGLES = 60_000

_STYLE = """
.turn { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem; }
.turn figure { margin: 0; } model-viewer { width: 100%; height: 34rem; background: #f3f5f6; }
@media (max-width: 50rem) { .turn { grid-template-columns: 1fr; } }
"""

#: In place of the viewer's own mark for the middle, which takes a drag that begins there.
_NO_TARGET = '<span slot="pan-target"></span>'

_NAMES = {"sct": "Synthetic CT", "ct": "Real CT"}


def write_surface_page(folder: Path, output: Path) -> Path:
    """Write both surfaces of a comparison, coloured by their distance from each other.

    Raises:
        InputError: the folder holds no comparison, or none with bone surfaces.
        OSError: the file cannot be written.
    """
    document = read_document(folder)
    tolerance = document.verdict.tolerance_mm
    figures = []
    for image, name in SURFACES.items():
        if not (folder / name).is_file():
            raise InputError(f"{folder} holds no {name}: no bone surfaces were compared there.")
        mesh = read_surface(folder / name)
        figures.append(_figure(_NAMES[image], _embedded(mesh, tolerance)))
    viewer = (resources() / "viewer/model-viewer.min.js").read_text(encoding="utf-8")
    heading = document.title or "Bone surfaces of synthetic CT and real CT"
    sheet = joined(
        page_header(
            heading,
            paragraph(strong(document.verdict.answer.capitalize()), f": {document.verdict.reason}"),
        ),
        paragraph(
            "Turn with the mouse or a finger, zoom with the wheel, move with the right button. ",
            strong("Red: the sCT's bone is too small; blue: it is too large."),
            " Grey is left out of all figures. Fewer triangles are shown than were measured.",
        ),
        distance_legend(tolerance),
        element("div", *figures, kind="turn"),
        Markup(f"<style>{_STYLE}</style><script>{viewer}</script>"),
    )
    digest = base64.b64encode(hashlib.sha256(viewer.encode()).digest()).decode("ascii")
    write_whole(output, page(heading, sheet, script=digest))
    return output


def _embedded(mesh: Any, tolerance_mm: float) -> str:
    """A surface as an address that holds it all."""
    shown = _reduced(mesh)
    distance = meshes.point_array(shown, DISTANCE)
    counted = meshes.point_array(shown, COUNTED)
    if distance is None or counted is None:
        raise InputError("A surface of the comparison has no distances: run the comparison again.")
    colours = distance_colours(distance, counted, tolerance_mm)
    data = glb_bytes(meshes.points_of(shown), meshes.triangles_of(shown), colours)
    return f"data:model/gltf-binary;base64,{base64.b64encode(data).decode('ascii')}"


def _reduced(mesh: Any) -> Any:
    count = mesh.GetNumberOfCells()
    if count <= _TRIANGLES:
        return mesh
    reduced = vtkDecimatePro()
    reduced.SetInputData(mesh)
    reduced.SetTargetReduction(1 - _TRIANGLES / count)
    reduced.Update()
    return reduced.GetOutput()


def _figure(name: str, address: str) -> Markup:
    viewer = Markup(
        f'<model-viewer src="{address}" alt="Bone surface of the {name}, to be turned" '
        'camera-controls interaction-prompt="none" camera-orbit="0deg 90deg auto" '
        f'tone-mapping="neutral" shadow-intensity="0">{_NO_TARGET}</model-viewer>'
    )
    return element("figure", viewer, element("figcaption", name))
