"""An artefact-free cone-beam scan gives back what was scanned, where it was."""

from functools import cache

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam import rtk, torch_engine
from SyntheticCTLib.simulation.cone_beam.geometry import geometry_of, redundancy_weights
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

SPACING_MM = 4.0
SHAPE = (22, 52, 52)
POINT = (12, 36, 20)

SCANS = {
    "full": {},
    "half-fan": {"detector_offset_mm": 100.0, "detector_width_mm": 260.0},
    "short": {"arc_degrees": 210.0, "start_degrees": 33.0},
    "c-arm": {
        "source_to_axis_mm": 750.0,
        "source_to_detector_mm": 1200.0,
        "arc_degrees": 216.0,
        "start_degrees": 250.0,
    },
}


def scan(name):
    return geometry_of(ConeBeamParameters(views=120, pixel_mm=5.0, **SCANS[name]))


def places():
    axes = [(np.arange(n) - (n - 1) / 2) * SPACING_MM for n in SHAPE]
    return np.meshgrid(*axes, indexing="ij")


@cache
def scanned_object():
    """A smooth-edged cylinder of 0.02/mm, off centre, with a dense rod and a point beside it."""
    _, y, x = places()
    edge = np.clip((60 - np.hypot(x - 8, y + 4)) / SPACING_MM + 0.5, 0, 1)
    rod = np.clip((12 - np.hypot(x - 30, y + 16)) / SPACING_MM + 0.5, 0, 1)
    array = (0.02 * edge + 0.02 * rod).astype(np.float32)
    array[POINT] += 0.3
    return Volume(array, tuple(-(n - 1) / 2 * SPACING_MM for n in SHAPE[::-1]), (SPACING_MM,) * 3)


def scanned_and_back(geometry, engine=torch_engine):
    room = scanned_object()
    seen = engine.project(room.array[None], room, geometry)[0]
    return engine.reconstruct(seen, room, geometry)


@pytest.mark.parametrize("name", SCANS)
def test_a_clean_scan_gives_the_object_back(name):
    back, room = scanned_and_back(scan(name)), scanned_object()
    z, y, x = places()
    inside = (np.hypot(x - 8, y + 4) < 50) & (np.hypot(x - 30, y + 16) > 20) & (np.abs(z) < 26)
    inside &= np.hypot(x - x[POINT], y - y[POINT]) > 12
    assert back[inside].mean() == pytest.approx(0.02, rel=0.005)
    assert np.abs(back - room.array)[inside].mean() < 0.02 * 0.03
    rod = (np.hypot(x - 30, y + 16) < 8) & (np.abs(z) < 26)
    assert back[rod].mean() == pytest.approx(0.04, rel=0.03)


@pytest.mark.parametrize("name", SCANS)
def test_a_point_lands_where_it_was(name):
    back = scanned_and_back(scan(name)) - np.where(scanned_object().array > 0.01, 0.02, 0.0)
    near = tuple(slice(p - 2, p + 3) for p in POINT)
    blob = np.maximum(back[near], 0)
    index = np.stack(np.mgrid[near], axis=-1)
    centre = (index * blob[..., None]).sum(axis=(0, 1, 2)) / blob.sum()
    assert np.abs(centre - POINT).max() < 0.25


def test_a_moved_patient_is_seen_where_he_lies():
    geometry = geometry_of(
        ConeBeamParameters(views=90, pixel_mm=5.0, shift_mm=(8.0, 4.0, -4.0), shift_at=0.0)
    )
    back = scanned_and_back(geometry)
    peak = np.unravel_index(back[8:16].argmax(), back[8:16].shape)
    assert (peak[0] + 8, *peak[1:]) == (POINT[0] - 1, POINT[1] + 1, POINT[2] + 2)


def test_line_integrals_have_the_length_of_the_way():
    array = np.full(SHAPE, 0.01, np.float32)
    room = Volume(array, scanned_object().origin, scanned_object().spacing)
    geometry = scan("full")
    seen = torch_engine.project(array[None], room, geometry)[0]
    first = int(np.abs(np.sin(geometry.angles)).argmin())  # along y, or back
    middle = seen[first][seen.shape[1] // 2, seen.shape[2] // 2]
    assert middle == pytest.approx(0.01 * SHAPE[1] * SPACING_MM, rel=0.01)


@pytest.mark.parametrize("name", ["short", "c-arm"])
def test_weights_of_a_ray_and_its_opposite_add_up_to_one(name):
    geometry = scan(name)
    weights = redundancy_weights(geometry)
    middle = np.abs(geometry.columns).argmin()
    # The central ray is measured again half a turn later.
    later = round(np.pi / (geometry.angles[1] - geometry.angles[0]))
    pairs = weights[: len(weights) - later, middle] + weights[later:, middle]
    np.testing.assert_allclose(pairs, 1.0, atol=0.05)
    assert weights[len(weights) // 2].min() > 0.99


def test_a_half_fan_sees_a_wider_field():
    full = geometry_of(ConeBeamParameters())
    half = geometry_of(ConeBeamParameters(detector_offset_mm=150))
    assert full.field_radius == pytest.approx(1000 * np.sin(np.arctan(199 / 1500)))
    assert half.field_radius == pytest.approx(1000 * np.sin(np.arctan(349 / 1500)))
    assert half.field_half_height == pytest.approx(149 / 1.5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"views": 1}, "2 or more views"),
        ({"pixel_mm": 0.0}, "pixel_mm must be positive"),
        ({"source_to_detector_mm": 900.0}, "must lie beyond"),
        ({"detector_offset_mm": 250.0}, "axis would not be seen"),
        ({"detector_offset_mm": 100.0, "arc_degrees": 200.0}, "needs 360"),
    ],
)
def test_an_impossible_scan_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        ConeBeamParameters(**change)


@pytest.mark.skipif(rtk.is_installed(), reason="RTK is installed")
def test_without_rtk_a_sentence_says_how_to_get_it():
    with pytest.raises(ResourceError, match="pip install itk-rtk, or choose the engine torch"):
        scanned_and_back(scan("full"), rtk)


@pytest.mark.skipif(not rtk.is_installed(), reason="RTK is not installed")
@pytest.mark.parametrize("name", SCANS)
def test_rtk_agrees(name):
    geometry = scan(name)
    own, theirs = (scanned_and_back(geometry, e) for e in (torch_engine, rtk))
    z, y, x = places()
    inside = (np.hypot(x - 8, y + 4) < 50) & (np.abs(z) < 26)
    assert np.abs(own - theirs)[inside].mean() < 0.02 * 0.01
