"""What a killed process leaves is removed, and nothing else."""

from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.leftovers import Leftovers
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob


def test_only_temporary_files_that_came_since_are_leftovers(tmp_path):
    kept = [".0123456789abcd-sct.nrrd", ".89abcdef012345-other.nrrd", "sct.nrrd"]
    (tmp_path / kept[0]).touch()
    leftovers = Leftovers(SynthesizeJob("mr.nrrd", str(tmp_path / "sct.nrrd")))
    for name in (
        *kept,
        ".fedcba98765432-sct.nrrd",
        ".fedcba98765432-sct.json",
        ".fedcba98765432-sct_mean.nrrd",
    ):
        (tmp_path / name).touch()

    leftovers.remove()

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_a_killed_comparison_leaves_no_folder(tmp_path):
    leftovers = Leftovers(CompareJob("sct.nrrd", "ct.nrrd", str(tmp_path / "folder")))
    (tmp_path / ".0123456789abcd-folder" / "pictures").mkdir(parents=True)

    leftovers.remove()

    assert not list(tmp_path.iterdir())


def test_a_killed_phantom_keeps_the_images_that_are_whole(tmp_path):
    leftovers = Leftovers(PhantomJob(str(tmp_path / "person")))
    for name in ("person", ".0123456789abcd-person"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mr.nii.gz").touch()

    leftovers.remove()

    assert [path.name for path in tmp_path.rglob("*")] == ["person", "mr.nii.gz"]
