"""A GLB file is what glTF 2.0 says: a head, a block of JSON, a block of numbers."""

import json
import struct

import numpy as np
import pytest

from SyntheticCTLib.surface.files.glb import glb_bytes

POINTS = np.array([[10.0, 20.0, 30.0], [11.0, 20.0, 30.0], [10.0, 22.0, 30.0], [10.0, 20.0, 33.0]])
TRIANGLES = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
COLOURS = np.array([[0, 128, 255]] * 4, np.uint8)


@pytest.fixture
def parts():
    data = glb_bytes(POINTS, TRIANGLES, COLOURS)
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert (size % 4, kind) == (0, b"JSON")
    scene = json.loads(data[20 : 20 + size])
    rest, kind = struct.unpack_from("<I4s", data, 20 + size)
    assert (rest % 4, kind) == (0, b"BIN\0")
    return scene, data[28 + size :]


def array(parts, number, kind):
    scene, binary = parts
    view = scene["bufferViews"][number]
    return np.frombuffer(binary[view["byteOffset"] :][: view["byteLength"]], kind)


def test_superior_is_up_anterior_comes_near_and_millimetres_are_metres(parts):
    places = array(parts, 0, "<f4").reshape(-1, 3)
    np.testing.assert_allclose(places[0], [0.010, 0.030, -0.020], atol=1e-7)
    assert parts[0]["accessors"][0]["min"] == pytest.approx([0.010, 0.030, -0.022])
    assert parts[0]["accessors"][0]["max"] == pytest.approx([0.011, 0.033, -0.020])


def test_triangles_keep_their_sides(parts):
    places, indices = array(parts, 0, "<f4").reshape(-1, 3), array(parts, 2, "<u4").reshape(-1, 3)
    a, b, c = places[indices].transpose(1, 0, 2).astype(float)
    volume = (np.cross(a, b) * c).sum() / 6
    assert volume == pytest.approx(1e-9, rel=1e-3)  # 1 x 2 x 3 mm / 6, not turned inside out


def test_colours_are_linear_light(parts):
    np.testing.assert_allclose(array(parts, 1, "<f4")[:3], [0.0, 0.2158605, 1.0], atol=1e-5)
