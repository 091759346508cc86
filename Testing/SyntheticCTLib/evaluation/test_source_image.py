"""What a synthetic CT was made from: as told, by the record, by header and values."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.source_image import source_image
from SyntheticCTLib.image.volume import Volume


@pytest.fixture
def signal():
    """Values that look like an MR."""
    return Volume(np.random.default_rng(0).integers(0, 900, (8, 20, 20)).astype(np.int16))


def named(volume, modality):
    return volume.of_modality(modality)


def test_an_image_that_is_named_keeps_what_was_known_of_it(signal):
    known = {"source": "leg.nii.gz", "warnings": ["Nothing says where it lies."]}
    told = source_image(signal.with_array(signal.array, **known), "MR").named
    assert told.metadata == {**known, "modality": "MR"}


def test_what_it_is_called_decides_before_the_record_and_the_header(signal):
    assert source_image(named(signal, "CT"), "MR", "CBCT").kind.name == "MR"


def test_the_record_decides_before_the_header(signal):
    assert source_image(named(signal, "MR"), None, "CBCT").kind.name == "CBCT"


def test_the_header_decides_before_the_values(signal):
    assert source_image(named(signal, "CBCT")).kind.name == "CBCT"
    assert source_image(signal).kind.name == "MR"


def test_what_a_header_calls_a_ct_is_a_cone_beam_ct(ct):
    assert source_image(named(ct, "CT")).kind.name == "CBCT"
    assert source_image(ct).kind.name == "CBCT"


def test_a_record_of_an_unknown_kind_is_passed_over(signal):
    assert source_image(signal, None, "labels").kind.name == "MR"


def test_an_unknown_kind_is_refused(signal):
    with pytest.raises(InputError, match="PET"):
        source_image(signal, "PET")
