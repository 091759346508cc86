"""DICOM out on the command line: of a synthesis, and of results from files."""

import json
import logging
from dataclasses import replace

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli import main
from SyntheticCTLib.dicom.study_context import context_of_series
from SyntheticCTLib.files.atomic import atomic_folder
from SyntheticCTLib.files.origin import origin_of
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.jobs.leftovers import Leftovers
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.segmentation.labels import write_segmentation


@pytest.fixture
def model(tmp_path, make_model_folder):
    return make_model_folder(tmp_path / "tiny", spacing_mm=(1.5, 1.5, 2.5))


@pytest.fixture
def mr(tmp_path, make_series):
    make_series(tmp_path / "head", size=(16, 16, 8))
    return tmp_path / "head"


def run(*arguments):
    return main([str(argument) for argument in arguments])


def test_a_dicom_folder_goes_in_and_one_on_the_same_slices_comes_out(tmp_path, model, mr, slices):
    output = tmp_path / "sct"

    assert run("synthesize", mr, "-o", output, "--format", "dicom", "--model", model) == 0

    written = read_volume(output)
    assert written.grid == read_volume(mr).grid
    assert written.metadata["modality"] == "CT"
    assert written.metadata["dicom:PatientID"] == "17"
    record = json.loads((tmp_path / "sct.json").read_text())
    assert record["model"]["sha256"] in slices(output)[0].DerivationDescription
    assert record["output"] == output.name
    assert origin_of(written).made_by == "tiny"
    (tmp_path / "sct.json").unlink()
    assert origin_of(written).made_by == "a model"


def test_a_file_without_dicom_becomes_a_new_study_and_that_is_said(tmp_path, model, mr, caplog):
    write_volume(read_volume(mr), tmp_path / "mr.nrrd")

    with caplog.at_level(logging.WARNING):
        code = run(
            "synthesize",
            tmp_path / "mr.nrrd",
            "-o",
            tmp_path / "sct",
            "--format",
            "dicom",
            "--model",
            model,
            "--patient-id",
            "A7",
            "--modality",
            "MR",
        )

    assert code == 0
    assert "is a new study, of the patient A7" in caplog.text
    written, before = read_volume(tmp_path / "sct"), read_volume(mr)
    assert written.grid.apart(before.grid) < 1e-5
    assert written.metadata["dicom:StudyInstanceUID"] != before.metadata["dicom:StudyInstanceUID"]


def test_a_result_in_a_file_is_written_like_a_series(tmp_path, model, mr, slices):
    nifti = tmp_path / "sct.nii.gz"
    assert run("synthesize", mr, "-o", nifti, "--model", model) == 0

    assert run("dicom", nifti, "-o", tmp_path / "out", "--like", mr) == 0

    written = read_volume(tmp_path / "out")
    assert written.grid == read_volume(mr).grid
    np.testing.assert_array_equal(written.array, read_volume(nifti).array)
    image = slices(tmp_path / "out")[0]
    assert image.SeriesDescription == "Synthetic CT - NOT FOR CLINICAL USE"
    assert image.DerivationAlgorithmSequence[0].AlgorithmName == "tiny"


def test_what_no_record_names_has_to_be_named(tmp_path, mr, capsys):
    write_volume(read_volume(mr), tmp_path / "plain.nrrd")

    assert run("dicom", tmp_path / "plain.nrrd", "-o", tmp_path / "out", "--like", mr) == 2
    assert "give --modality" in capsys.readouterr().err
    call = ("dicom", tmp_path / "plain.nrrd", "-o", tmp_path / "out", "--like", mr)
    assert run(*call, "--modality", "MR") == 0


def test_a_ct_that_is_not_in_hu_is_no_series_unless_forced(tmp_path, mr, slices, capsys):
    like = read_volume(mr)
    stored = np.linspace(0, 4095, like.array.size).reshape(like.array.shape)
    write_volume(replace(like, array=stored.astype(np.int16)), tmp_path / "stored.nrrd")
    call = ("dicom", tmp_path / "stored.nrrd", "-o", tmp_path / "out", "--modality", "CT")

    assert run(*call) == 2
    assert "is not in HU (values from 0 to 4095" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run(*call, "--force") == 0
    assert slices(tmp_path / "out")[0].DerivationDescription.startswith("Forced: the CT")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "sct", "--uid-root", "7.1"], "no root of UIDs"),
        (["-o", "head"], "choose the name of a new folder"),
        (["-o", "nowhere/sct"], "does not exist"),
        (["-o", "sct", "--like", "nowhere"], "is no folder"),
    ],
)
def test_a_bad_call_is_one_sentence_and_writes_nothing(
    tmp_path, mr, model, capsys, monkeypatch, arguments, words
):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    code = run("synthesize", "head", *arguments, "--format", "dicom", "--model", model, "--quiet")

    assert code == 2
    assert words in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_options_of_dicom_without_the_format_are_refused(tmp_path, mr, capsys):
    assert run("synthesize", mr, "-o", tmp_path / "sct.nrrd", "--like", mr, "--quiet") == 2
    assert "--format dicom" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["seg", "rtstruct"])
def test_labels_become_an_object_of_the_series(tmp_path, source, segmentation, kind):
    write_segmentation(segmentation, tmp_path / "labels.nrrd")
    output = tmp_path / "labels.dcm"

    code = run("dicom", tmp_path / "labels.nrrd", "-o", output, "--like", source, "--as", kind)

    assert code == 0
    found = pydicom.dcmread(output)
    assert found.Modality == kind.upper()
    assert found.StudyInstanceUID == context_of_series(str(source)).study.StudyInstanceUID


def test_a_transform_needs_both_series(tmp_path, source, mr, capsys):
    transform, output = tmp_path / "t.tfm", tmp_path / "reg.dcm"
    write_transform(sitk.Euler3DTransform(), transform)
    call = ("dicom", transform, "-o", output, "--like", source)

    assert run(*call) == 2
    assert "the other with --moving" in capsys.readouterr().err
    assert run(*call, "--moving", mr) == 0
    assert pydicom.dcmread(output).Modality == "REG"


def test_an_object_is_a_file_and_belongs_to_a_series(tmp_path, source, segmentation, capsys):
    write_segmentation(segmentation, tmp_path / "labels.nrrd")
    for arguments, words in (
        (["-o", tmp_path / "out", "--like", source], "let its name end in .dcm"),
        (["-o", tmp_path / "out.dcm"], "name it with --like"),
    ):
        assert run("dicom", tmp_path / "labels.nrrd", *arguments) == 2
        assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))


def test_what_a_killed_process_leaves_of_a_series_is_found_and_removed(tmp_path):
    job = SynthesizeJob("mr", str(tmp_path / "leg.v2"), format="dicom")
    leftovers = Leftovers(job)
    target = tmp_path / "leg.v2"
    with pytest.raises(KeyboardInterrupt), atomic_folder(target) as half:  # noqa: PT012
        (half / "0001.dcm").write_bytes(b"half")
        half.rename(
            half.with_name(f".{'0' * 8}-{half.name[10:]}")
        )  # as if nobody had been there to remove it
        raise KeyboardInterrupt
    leftovers.remove()
    assert list(tmp_path.iterdir()) == []
