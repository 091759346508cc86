import pytest

from SyntheticCTLib.files.atomic import atomic_path


def test_the_file_appears_only_when_the_block_ends(tmp_path):
    target = tmp_path / "volume.nii.gz"
    with atomic_path(target) as temporary:
        temporary.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_the_temporary_file_is_in_the_same_folder_and_keeps_all_suffixes(tmp_path):
    with atomic_path(tmp_path / "volume.nii.gz") as temporary:
        temporary.write_bytes(b"")
        assert temporary.parent == tmp_path
        assert temporary.name.endswith(".nii.gz")


@pytest.mark.parametrize("exception", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_leaves_nothing_behind_and_the_old_file_untouched(tmp_path, exception):
    target = tmp_path / "volume.mha"
    target.write_bytes(b"old")
    with pytest.raises(exception), atomic_path(target) as temporary:  # noqa: PT012
        temporary.write_bytes(b"half")
        raise exception
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "volume.mha"):
        pass
