"""What no job could write is refused before its work."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.convert_hu import ConvertHUJob
from SyntheticCTLib.jobs.density import DensityJob
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.jobs.plan import PlanJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.training_options import RecipeChanges
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "image.nrrd"
    path.write_text("no image, and nobody may look")
    return str(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda file, _: SynthesizeJob(file, file), "is the input"),
        (lambda file, _: SynthesizeJob(file, "sct.stl"), "sct.stl"),
        (lambda file, no: SynthesizeJob(file, f"{no}/sct.nrrd"), "make it first"),
        (lambda file, no: CompareJob(file, file, f"{no}/folder"), "make it first"),
        (lambda file, _: CompareJob(file, file, file), "is a file"),
        (lambda file, no: RegisterJob(file, file, transform=f"{no}/t.tfm"), "make it first"),
        (lambda file, _: RegisterJob("fixed.nrrd", file, output=file), "is the input"),
        (lambda file, no: SurfaceJob(file, f"{no}/bone.stl"), "make it first"),
        (lambda file, _: SurfaceJob(file, f"{file}.doc"), "surfaces are written as"),
        (
            lambda file, no: SynthesizeJob(file, f"{no}.nrrd", field_of_view=f"{no}.nrrd"),
            "Two results cannot both be",
        ),
        (lambda file, no: ConvertHUJob(file, f"{no}.png", "table.csv"), "unknown format"),
        (lambda file, no: ConvertHUJob(file, "", "table.csv"), "unknown format"),
        (lambda file, no: PlanJob("no recipe", file, ""), "no name that a result could have"),
        (lambda file, no: RegisterJob(file, file, transform=f"{no}.nii"), "unknown format"),
        (lambda file, no: DensityJob(file, file, file, no, beams=(0.0, 360.0)), "given twice"),
        (lambda file, no: PlanJob("no recipe", no, f"{no}.json", memory=8.0), "no recipe"),
        (
            lambda file, _: SegmentJob(
                file, f"{file}.nrrd", options=TotalSegmentatorOptions(structures=("femur",))
            ),
            "--structures belongs to",
        ),
    ],
)
def test_what_could_not_be_written_is_refused_before_anything_is_read(file, tmp_path, make, words):
    with pytest.raises(InputError, match=words):
        run_job(make(file, tmp_path / "missing"))


@pytest.mark.parametrize("name", ["", "  "])
@pytest.mark.parametrize("job", [PhantomJob, HeadPhantomJob])
def test_an_empty_name_is_not_the_folder_one_is_in(tmp_path, monkeypatch, job, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is empty"):
        run_job(job(name))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_name_of_an_input_is_not_taken_for_one_that_was_left_out(file, tmp_path):
    for job in (
        SurfaceJob(str(file), str(tmp_path / "bone.stl"), labels=""),
        SurfaceJob("", str(tmp_path / "bone.stl")),
    ):
        with pytest.raises(InputError, match="is empty: give it"):
            run_job(job)


@pytest.mark.parametrize("name", ["features", "contrast_cts"])
def test_a_folder_that_a_training_would_not_look_at_is_refused(name):
    with pytest.raises(InputError, match=f"leave out --{name.replace('_', '-')}"):
        RecipeChanges(**{name: "missing"}).of_recipe("compact-residual")
