"""Segments, surface, registration and answer as DICOM, from the panel and from a script."""

import shutil

import numpy as np
import pydicom
import pytest
import slicer

from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.study_context import new_study
from SyntheticCTLib.errors import InputError, SyntheticCTError, sentence_of
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.mrml.origin import set_input
from SyntheticCTLib.mrml.segment_labels import labels_of
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTPanel.dicom_part import DicomPart
from SyntheticCTPanel.report_files import ReportFiles
from SyntheticCTPanel.script_calls import ScriptCalls

#: 3 mm to the left and 5 up, in RAS.
MOVED = [[1.0, 0, 0, -3], [0, 1, 0, 0], [0, 0, 1, 5], [0, 0, 0, 1]]


@pytest.fixture
def files():
    """File of each SOP instance UID, as Slicer's database knows them."""
    return {}


@pytest.fixture(scope="module")
def compared(a_comparison, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared") / "comparison"
    write_comparison(a_comparison, folder)
    return folder


@pytest.fixture
def report(a_bench, compared, tmp_path):
    """The files of a comparison."""
    kept = ReportFiles(a_bench.exchange)
    kept.keep(shutil.copytree(compared, tmp_path / "comparison"))
    return kept


class Here:
    """Carries a job out in this process: a worker for each of many objects would take a minute."""

    def __init__(self, folder):
        self.folder, self.said, self.failure = folder, "", ""

    def start(self, button, title, make_job, done):
        self.said = self.failure = ""
        folder = self.folder / str(len(list(self.folder.iterdir())))
        folder.mkdir()
        handover = Handover(folder)
        try:
            job = make_job(handover)
            handover.write()
            self.said = done(run_job(job).files)
        except (SyntheticCTError, OSError) as error:
            self.failure = sentence_of(error)


@pytest.fixture
def here(tmp_path):
    (tmp_path / "jobs").mkdir()
    return Here(tmp_path / "jobs")


@pytest.fixture
def dicom(a_bench, report, files, here):
    return DicomPart(
        parameters=a_bench.parameters,
        starter=here,
        report=report,
        file_of_instance=lambda uid: files.get(uid, ""),
    )


@pytest.fixture
def load(tmp_path, files):
    """Let a node be one that was loaded from DICOM."""

    def load(node, name, modality):
        volume = volume_from_node(node)
        write_series(volume, tmp_path / name, new_study(volume.grid), modality=modality)
        made = {pydicom.dcmread(p).SOPInstanceUID: str(p) for p in (tmp_path / name).iterdir()}
        files.update(made)
        node.SetAttribute("DICOM.instanceUIDs", " ".join(made))

    return load


@pytest.fixture
def chosen(a_bench, a_sct_node, a_mr_node, a_ct_node, load):
    """All that there can be, of an input and a CT from DICOM."""
    set_input(a_sct_node, a_mr_node)
    load(a_mr_node, "mr", "MR")
    load(a_ct_node, "ct", "CT")
    found = a_bench.chosen
    found.inputVolume, found.sctVolume, found.referenceVolume = a_mr_node, a_sct_node, a_ct_node
    found.segmentation = logic.segment_tissues(a_bench.scene, a_sct_node)
    found.boneModel = logic.extract_surface(a_bench.scene, a_sct_node)
    moved = a_bench.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "CT to sct")
    moved.SetMatrixTransformToParent(slicer.util.vtkMatrixFromArray(np.array(MOVED)))
    found.registrationTransform = moved
    return found


@pytest.fixture
def export(dicom, here, chosen, tmp_path):
    """Save a kind, and read it."""

    def export(kind):
        chosen.dicomKind.value = kind
        assert not dicom.is_folder
        dicom.export(tmp_path / f"{kind}.dcm")
        assert here.failure == ""
        return pydicom.dcmread(tmp_path / f"{kind}.dcm")

    return export


def test_each_lies_in_the_study_of_the_input(export, chosen, tmp_path):
    first = pydicom.dcmread(next((tmp_path / "mr").iterdir()))
    modalities = []
    for kind in ("seg", "rtstruct", "stl", "surface", "registration", "verdict", "pdf"):
        found = export(kind)
        assert found.StudyInstanceUID == first.StudyInstanceUID
        assert found.PatientID == first.PatientID
        modalities.append(found.Modality)
    assert modalities == ["SEG", "RTSTRUCT", "M3D", "SEG", "REG", "SR", "DOC"]


def test_segments_keep_names_codes_colours_and_voxels(export, chosen):
    segments = chosen.segmentation.GetSegmentation()
    names = [segments.GetNthSegment(n).GetName() for n in range(segments.GetNumberOfSegments())]
    found = export("seg")
    assert [item.SegmentLabel for item in found.SegmentSequence] == names
    bone = next(item for item in found.SegmentSequence if item.SegmentLabel == "cortical bone")
    assert bone.SegmentedPropertyTypeCodeSequence[0].CodeMeaning == "Bone"
    assert bone.SegmentAlgorithmType == "AUTOMATIC"
    assert bone.SegmentationAlgorithmIdentificationSequence[0].AlgorithmName == "HU limits"
    one = segments.GetSegmentIdBySegmentName("cortical bone")
    drawn = labels_of(chosen.segmentation, chosen.sctVolume, ids=[one])[0]().array
    frames = [
        frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber == bone.SegmentNumber
        for frame in found.PerFrameFunctionalGroupsSequence
    ]
    assert found.pixel_array[frames].sum() == drawn.sum()


def test_segments_that_a_person_changed_are_not_called_automatic(export, chosen):
    slicer.vtkSlicerSegmentationsModuleLogic.SetSegmentStatus(
        chosen.segmentation.GetSegmentation().GetNthSegment(0), 1
    )
    assert {s.SegmentAlgorithmType for s in export("seg").SegmentSequence} == {"SEMIAUTOMATIC"}
    regions = export("rtstruct").StructureSetROISequence
    assert {r.ROIGenerationAlgorithm for r in regions} == {"SEMIAUTOMATIC"}


def test_a_registration_takes_the_ct_where_the_node_does(export, chosen, tmp_path):
    moving = pydicom.dcmread(next((tmp_path / "ct").iterdir())).FrameOfReferenceUID
    items = export("registration").RegistrationSequence
    item = next(item for item in items if item.FrameOfReferenceUID == moving)
    matrix = item.MatrixRegistrationSequence[0].MatrixSequence[0]
    lps = np.array(matrix.FrameOfReferenceTransformationMatrix).reshape(4, 4)
    np.testing.assert_allclose(lps[:3, 3], (3, 0, 5), atol=1e-6)


def test_without_dicom_it_goes_with_the_series_that_was_saved(dicom, here, chosen, tmp_path):
    chosen.inputVolume.RemoveAttribute("DICOM.instanceUIDs")
    chosen.dicomKind.value = "stl"
    dicom.export(tmp_path / "alone.dcm")
    assert "save the synthetic image as a series first" in here.failure
    chosen.dicomKind.value = "enhanced"
    dicom.export(tmp_path / "series")
    assert here.failure == ""
    chosen.dicomKind.value = "stl"
    dicom.export(tmp_path / "bone.dcm")
    assert here.failure == ""
    (series,) = (tmp_path / "series").iterdir()
    found, image = pydicom.dcmread(tmp_path / "bone.dcm"), pydicom.dcmread(series)
    assert found.StudyInstanceUID == image.StudyInstanceUID
    dicom.forget()
    dicom.export(tmp_path / "later.dcm")
    assert "save the synthetic image as a series first" in here.failure


def test_what_is_not_there_is_asked_for(dicom, here, chosen, report, tmp_path):
    chosen.segmentation = chosen.boneModel = chosen.registrationTransform = None
    report.forget()
    wanted = {
        "seg": "Make or choose a segmentation first.",
        "surface": "Make the bone surface first.",
        "registration": "Register the CT first.",
        "verdict": "Measure against a CT first.",
    }
    for kind, sentence in wanted.items():
        chosen.dicomKind.value = kind
        dicom.export(tmp_path / "nothing.dcm")
        assert here.failure == sentence
    assert not (tmp_path / "nothing.dcm").exists()


def test_a_registration_needs_two_series(dicom, here, chosen, tmp_path):
    chosen.referenceVolume.RemoveAttribute("DICOM.instanceUIDs")
    chosen.dicomKind.value = "registration"
    dicom.export(tmp_path / "r.dcm")
    assert "the real CT was not loaded from DICOM" in here.failure


def test_an_input_that_was_moved_is_told(dicom, here, chosen, a_transform, tmp_path):
    a_transform(chosen.inputVolume, MOVED)
    chosen.dicomKind.value = "stl"
    dicom.export(tmp_path / "bone.dcm")
    assert "is under the transform 'moved', and no longer where" in here.failure


def test_a_receiver_that_nobody_answers_for_is_a_sentence(dicom, here, chosen, tmp_path):
    dicom.type_receiver(" NOBODY@127.0.0.1:9 ")
    chosen.dicomKind.value = "stl"
    dicom.export(tmp_path / "bone.dcm")
    assert "NOBODY@127.0.0.1:9" in here.failure


@pytest.fixture
def calls(a_scene):
    made = ScriptCalls()
    made.scene = lambda: a_scene
    return made


def test_a_script_writes_the_same(calls, chosen, report, tmp_path):
    like, sct = str(tmp_path / "mr"), chosen.sctVolume
    written = {
        "rtstruct": (chosen.segmentation, {"volume": sct}),
        "registration": (chosen.registrationTransform, {"moving": str(tmp_path / "ct")}),
        "verdict": (str(report.folder), {}),
    }
    for kind, (item, more) in written.items():
        path = calls.saveDicomObject(item, str(tmp_path / f"{kind}.dcm"), like, kind=kind, **more)
        assert pydicom.dcmread(path).SeriesNumber > 0


def test_a_script_is_told_what_it_needs(calls, chosen, tmp_path):
    path, like = str(tmp_path / "x.dcm"), str(tmp_path / "mr")
    for item, kind, words in (
        (None, None, "What is to be written is None"),
        (chosen.boneModel, "seg", "give 'stl' or 'surface'"),
        (chosen.segmentation, None, "The volume that was segmented is None"),
    ):
        with pytest.raises(InputError, match=words):
            calls.saveDicomObject(item, path, like, kind=kind)
