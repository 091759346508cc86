import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.segmentation.label_tables import label_names
from SyntheticCTLib.training.run.recipe import load_recipe

DAMAGED = [b'{"a":' * 100_000, b"\xff\xfe{}", b"{", b"", b"\x00" * 20, "{“a”: 1}".encode()]


@pytest.mark.parametrize("content", DAMAGED)
def test_what_is_no_json_is_a_value_error_of_one_line(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(ValueError, match=r".+") as caught:
        read_json(tmp_path / "x.json")
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "x.json").write_bytes(b"\xef\xbb\xbf[1]")
    assert read_json(tmp_path / "x.json") == [1]


@pytest.mark.parametrize("content", [*DAMAGED, b"[]", b'{"name": 3}'])
def test_a_damaged_recipe_is_one_sentence(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.json"):
        load_recipe(tmp_path / "x.json")


@pytest.mark.parametrize(
    "content",
    [
        *DAMAGED,
        b'{"labels": 3}',
        b'{"labels": [3]}',
        b'{"labels": [{"value": "one", "name": "bone", "color": [1, 2, 3]}]}',
        b'{"labels": [{"value": 1, "name": "bone", "color": [1, 2]}]}',
        b'{"labels": [{"value": 1, "name": "b", "color": [1, 2, 3], "terminology": {"type": 1}}]}',
    ],
)  # fmt: skip
def test_a_damaged_table_of_labels_is_one_sentence(tmp_path, content):
    (tmp_path / "x.labels.json").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.labels\.json cannot be read"):
        label_names(tmp_path / "x.nii")
