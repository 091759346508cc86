"""The names of ``import SyntheticCTLib as sct``."""

import pytest

import SyntheticCTLib


@pytest.mark.parametrize("name", SyntheticCTLib.__all__)
def test_every_public_name_is_a_class_or_function(name):
    assert callable(getattr(SyntheticCTLib, name))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = SyntheticCTLib.no_such_name
