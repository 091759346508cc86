"""A case is refused before any work; what it makes is tested with the demo, which is one."""

from collections import Counter

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.jobs.case import Case, CaseJob, CaseOptions, shown_columns
from SyntheticCTLib.options import declared
from SyntheticCTLib.progress import UNWATCHED
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.made import Synthesis
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"how": CaseOptions(formats=("stl", "doc"))}, "got 'doc'"),
        ({"how": CaseOptions(formats=())}, "names none"),
        ({"how": CaseOptions(printer="laser")}, "got 'laser'"),
        ({"mr_landmarks": "points.mrk.json"}, "give the CT, too"),
        ({"ct": "ct.nii.gz", "mr_landmarks": "points.mrk.json"}, "give --ct-landmarks, too"),
        ({"roi": "roi.nii.gz"}, "give the CT, too"),
        ({"output": "no/such/folder"}, "does not exist"),
        ({"how": CaseOptions(registration="no such")}, "there is no 'no such'"),
    ],
)
def test_a_case_that_cannot_be_written_is_refused(tmp_path, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        CaseJob(mr="mr.nii.gz", **options).check()
    assert list(tmp_path.iterdir()) == []


def test_no_two_options_of_a_case_have_one_name():
    names = Counter(one.name for one in declared(CaseJob))
    assert [name for name, times in names.items() if times > 1] == []


def test_what_the_image_is_said_to_be_reaches_synthesis_and_comparison(tmp_path):
    job = CaseJob(mr="scan.nii.gz", ct="ct.nii.gz", modality="CBCT")
    assert job._synthesis(tmp_path).modality == "CBCT"
    assert job._comparison(tmp_path, "ct.nii.gz").scanned.source_modality == "CBCT"


def test_an_mr_and_a_ct_that_are_swapped_are_named_before_any_work(tmp_path):
    phantom = make_limb_phantom(size=(24, 24, 6), spacing=(6.0, 6.0, 12.0))
    for name in ("mr", "ct"):
        write_volume(getattr(phantom, name), tmp_path / f"{name}.nrrd")
    mr, ct = str(tmp_path / "mr.nrrd"), str(tmp_path / "ct.nrrd")
    with pytest.raises(InputError, match="they look swapped; give the MR first"):
        CaseJob(mr=ct, ct=mr, output=str(tmp_path / "case")).run(UNWATCHED)
    with pytest.raises(InputError, match=r"is not in HU|looks like an MR"):
        CaseJob(mr=mr, ct=mr, output=str(tmp_path / "case")).run(UNWATCHED)
    assert not (tmp_path / "case").exists()


def test_an_empty_roi_is_named_before_any_work(tmp_path):
    phantom = make_limb_phantom(size=(24, 24, 6), spacing=(6.0, 6.0, 12.0))
    roi = phantom.labels.with_array(0 * phantom.labels.array)
    for name, volume in {"mr": phantom.mr, "ct": phantom.ct, "roi": roi}.items():
        write_volume(volume, tmp_path / f"{name}.nrrd")
    mr, ct, roi = (str(tmp_path / f"{name}.nrrd") for name in ("mr", "ct", "roi"))
    with pytest.raises(InputError, match=r"The ROI \(roi.nrrd\) is empty"):
        CaseJob(mr=mr, ct=ct, roi=roi, output=str(tmp_path / "case")).run(UNWATCHED)
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize(("kind", "of_unit"), [("MR", False), ("CBCT", True)])
def test_the_picture_of_a_case_names_and_shows_its_input_as_what_it_is(kind, of_unit):
    phantom = make_limb_phantom(size=(24, 24, 6), spacing=(6.0, 6.0, 12.0))
    image = phantom.mr if kind == "MR" else phantom.ct
    record = SynthesisRecord(ModelUsed("some-model", input_modality=kind))
    made = Synthesis(phantom.ct, record, phantom.ct)
    own, sct = shown_columns(image, Case(made, surface=None, comparison=None))
    assert (own.label, sct.label) == (kind, "synthetic CT")
    same = own.colours(phantom.ct.array) == sct.colours(phantom.ct.array)
    assert same.all() == of_unit
