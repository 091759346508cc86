"""3MF, the exchange format of printers: a mesh in millimetres as XML in a ZIP file.

Written from the 3MF Core Specification 1.3 (3MF Consortium, 2021): an object and a build item for
each body, which printing software then lists by its name and can print by itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from SyntheticCTLib.errors import InputError, is_out_of_memory

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
#: Metadata names of the specification need no prefix; others take one of a namespace of their own.
OWN = "https://github.com/SyntheticCT/3mf/provenance"
STANDARD_METADATA = ("Title", "Designer", "Description", "Application", "CreationDate")

MODEL_PART = "3D/3dmodel.model"

#: A model part is unpacked to no more bytes: some ten million triangles.
_MOST_BYTES = 1 << 30

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
"""

_RELATIONSHIPS = f"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/{MODEL_PART}" Id="rel0"
 Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
"""


@dataclass(frozen=True, eq=False)
class Body:
    """One object of a file.

    Attributes:
        name: shown by printing software; "" for none.
        points: (n, 3), mm; written so that reading gives the same float64 numbers.
        triangles: (m, 3) point numbers, counter-clockwise from outside.
    """

    name: str
    points: np.ndarray
    triangles: np.ndarray


def write_3mf(path: Path, bodies: Sequence[Body], metadata: Mapping[str, str]) -> None:
    """Write meshes.

    Args:
        path: where to.
        bodies: one or more.
        metadata: text by name; names other than ``STANDARD_METADATA`` get this package's namespace.
    """
    objects = "\n".join(_object(number, body) for number, body in enumerate(bodies, 1))
    items = "\n".join(f'<item objectid="{number}"/>' for number in range(1, len(bodies) + 1))
    entries = "\n".join(
        f"<metadata name={quoteattr(_qualified(name))}>{escape(text)}</metadata>"
        for name, text in metadata.items()
    )
    model = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<model unit="millimeter" xml:lang="en-US" xmlns="{CORE}" xmlns:sct="{OWN}">\n'
        f"{entries}\n<resources>\n{objects}\n</resources>\n<build>\n{items}\n</build>\n</model>\n"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS)
        package.writestr(MODEL_PART, model)


def _object(number: int, body: Body) -> str:
    named = f" name={quoteattr(body.name)}" if body.name else ""
    points, triangles = body.points.astype(float).tolist(), body.triangles.tolist()
    vertices = "\n".join(f'<vertex x="{x!r}" y="{y!r}" z="{z!r}"/>' for x, y, z in points)
    faces = "\n".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in triangles)
    return (
        f'<object id="{number}" type="model"{named}>\n<mesh>\n<vertices>\n{vertices}\n</vertices>\n'
        f"<triangles>\n{faces}\n</triangles>\n</mesh>\n</object>"
    )


def _qualified(name: str) -> str:
    return name if name in STANDARD_METADATA else f"sct:{name}"


def read_3mf(path: Path) -> tuple[np.ndarray, np.ndarray, dict[str, str]]:
    """Read the meshes of a file in millimetres, as one.

    Returns:
        Points (n, 3), triangles (m, 3), and the metadata by name.

    Raises:
        InputError: not a 3MF file, another unit, or no mesh.
    """
    root = _model(path)
    unit = root.get("unit", "millimeter")
    if unit != "millimeter":
        raise InputError(f"{path} is in the unit {unit}; only millimeter can be read.")
    parts = [_mesh(path, mesh) for mesh in root.iterfind(f".//{{{CORE}}}mesh")]
    if not parts:
        raise InputError(f"{path} holds no mesh.")
    starts = np.cumsum([0, *(len(points) for points, _ in parts)])
    points = np.concatenate([points for points, _ in parts])
    triangles = np.concatenate([t + start for (_, t), start in zip(parts, starts, strict=False)])
    metadata = {
        (entry.get("name") or "").removeprefix("sct:"): entry.text or ""
        for entry in root.findall(f"{{{CORE}}}metadata")
    }
    return points, triangles, metadata


def _mesh(path: Path, mesh: ElementTree.Element) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) and triangles (m, 3) of one mesh."""
    points = _table(path, mesh, "vertex", ("x", "y", "z"), np.float64)
    triangles = _table(path, mesh, "triangle", ("v1", "v2", "v3"), np.int64)
    if not np.isfinite(points).all():
        raise InputError(f"{path} is damaged: it has vertices whose places are no numbers.")
    if triangles.size and not 0 <= triangles.min() <= triangles.max() < len(points):
        raise InputError(f"{path} is damaged: it has triangles of vertices that are not there.")
    return points, triangles


def _model(path: Path) -> ElementTree.Element:
    """The root of the model part, unpacked no further than a mesh can be."""
    try:
        with zipfile.ZipFile(path) as package, package.open(MODEL_PART) as part:
            content = part.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise InputError(f"{path} is too large: its model is over {_MOST_BYTES} bytes.")
        if b"<!DOCTYPE" in content[:4096]:
            raise InputError(f"{path} is no 3MF file: its model part declares entities.")
        return ElementTree.fromstring(content)
    except InputError:
        raise
    # Damaged archives and odd encodings raise whatever the decoders come upon.
    except Exception as error:
        if is_out_of_memory(error):
            raise
        raise InputError(f"{path} is not a 3MF file that can be read: it is damaged.") from error


def _table(
    path: Path, mesh: ElementTree.Element, element: str, names: tuple[str, ...], kind: Any
) -> np.ndarray:
    """The attributes of all elements of one name, (n, 3)."""
    try:
        rows = [[one.attrib[name] for name in names] for one in mesh.iter(f"{{{CORE}}}{element}")]
        return np.array(rows, dtype=np.str_).reshape(-1, 3).astype(kind)
    except (KeyError, ValueError, OverflowError) as error:
        raise InputError(f"{path} is damaged: a {element} has no sound numbers.") from error
