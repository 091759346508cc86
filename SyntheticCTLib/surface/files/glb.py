"""Coloured surfaces as glTF 2.0 in one binary file (GLB), for viewers of pages."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray

#: LPS to glTF's axes: x stays, y is up (superior), z comes towards the viewer (anterior).
_AXES = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])

#: Codes of glTF 2.0: component types, targets of buffers, and one block's head of a GLB file.
_FLOAT, _UNSIGNED_INT = 5126, 5125
_POINTS_BUFFER, _INDEX_BUFFER = 34962, 34963
_MAGIC, _VERSION, _JSON, _BINARY = 0x46546C67, 2, 0x4E4F534A, 0x004E4942

_MM_IN_M = 1000.0


def glb_bytes(points: np.ndarray, triangles: np.ndarray, colours: np.ndarray) -> bytes:
    """A mesh as the bytes of a GLB file: metres, superior up, anterior towards the viewer.

    Args:
        points: (n, 3), LPS mm, at least one.
        triangles: (m, 3) point numbers, counter-clockwise seen from outside.
        colours: (n, 3), uint8, sRGB.
    """
    places = (points @ _AXES.T / _MM_IN_M).astype(np.float32)
    indices: IntArray = triangles.astype(np.uint32).ravel()
    arrays = [places, _linear(colours), indices]
    views, accessors, start = [], [], 0
    for number, array in enumerate(arrays):
        index = number == len(arrays) - 1
        target = _INDEX_BUFFER if index else _POINTS_BUFFER
        views.append(
            {"buffer": 0, "byteOffset": start, "byteLength": array.nbytes, "target": target}
        )
        accessors.append(
            {
                "bufferView": number,
                "componentType": _UNSIGNED_INT if index else _FLOAT,
                "count": len(array),
                "type": "SCALAR" if index else "VEC3",
            }
        )
        start += array.nbytes
    # Readers ask for the box of the places.
    accessors[0] |= {"min": places.min(axis=0).tolist(), "max": places.max(axis=0).tolist()}
    return _file(_scene(views, accessors, start), b"".join(array.tobytes() for array in arrays))


def _scene(views: list[Any], accessors: list[Any], length: int) -> dict[str, Any]:
    dull = {"metallicFactor": 0.0, "roughnessFactor": 0.9}
    primitive = {"attributes": {"POSITION": 0, "COLOR_0": 1}, "indices": 2, "material": 0}
    return {
        "asset": {"version": "2.0", "generator": "SyntheticCT"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [primitive]}],
        "materials": [{"pbrMetallicRoughness": dull, "doubleSided": True}],
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": length}],
    }


def _file(scene: dict[str, Any], binary: bytes) -> bytes:
    text = json.dumps(scene, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<III", _MAGIC, _VERSION, total),
            struct.pack("<II", len(text), _JSON),
            text,
            struct.pack("<II", len(binary), _BINARY),
            binary,
        ]
    )


def _linear(colours: np.ndarray) -> Float32Array:
    """Colours of points in glTF are linear light (IEC 61966-2-1), not what a screen is sent."""
    shares = colours.astype(np.float64) / 255.0
    light = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    linear: Float32Array = light.astype(np.float32)
    return linear
