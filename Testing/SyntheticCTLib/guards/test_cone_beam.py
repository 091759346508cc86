"""Cone-beam inputs that a model was not made for are named."""

import numpy as np
import pytest

from SyntheticCTLib.guards.cone_beam import CBCT_GUARD
from SyntheticCTLib.guards.inspection import inspect
from SyntheticCTLib.image.volume import Volume

SHAPE = (6, 50, 50)
J, I = np.indices(SHAPE[1:]) - 24.5  # noqa: E741 - the axes' names


def image(*, offset=150.0, cut=True, body_radius=15, spacing=(4.0, 4.0, 4.0), **metadata):
    random = np.random.default_rng(0)
    body = np.broadcast_to(body_radius**2 > J**2 + I**2, SHAPE)
    array = np.where(body, 40.0, -1000.0) + random.normal(0, 20, SHAPE) + offset
    if cut:
        array[:, J**2 + I**2 > 23**2] = -2000
    return Volume(array, spacing=spacing, metadata=metadata)


def codes(volume):
    return [warning.code for warning in inspect(volume, CBCT_GUARD, {})]


def test_a_linac_s_cbct_raises_no_doubt():
    assert codes(image()) == []
    assert codes(image(modality="CT", offset=0.0)) == []


def test_an_mr_is_told_apart():
    assert codes(image(modality="MR")) == ["modality"]


def test_a_cbct_without_air_cannot_be_calibrated():
    volume = image(body_radius=60)
    volume = volume.with_array(volume.array, modality="CBCT")
    warnings = inspect(volume, CBCT_GUARD, {})
    assert "calibration" in [warning.code for warning in warnings]
    assert "No air is in the field of view" in " ".join(w.sentence for w in warnings)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"dicom:ManufacturerModelName": "NewTom VGi"}, "a dental cone-beam CT"),
        ({"dicom:SeriesDescription": "20s DynaCT Head"}, "interventional C-arm"),
        ({"modality": "XA"}, "interventional C-arm"),
        ({"spacing": (0.3, 0.3, 0.3)}, "a field 14 mm wide"),
    ],
)
def test_dental_and_c_arm_scans_are_named_as_not_tested(metadata, words):
    spacing = metadata.pop("spacing", (4.0, 4.0, 4.0))
    warnings = inspect(image(spacing=spacing, **metadata), CBCT_GUARD, {})
    assert warnings[0].code == "scanner"
    assert words in warnings[0].sentence
    assert "not been tested" in warnings[0].sentence
