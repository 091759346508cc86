"""A job's file: there and back, what earlier files said, and what is refused, in words."""

import json
import os

import pytest

from SyntheticCTLib.dicom.network.wanted import Wanted
from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.add_model import AddModelJob, OfferModelJob
from SyntheticCTLib.jobs.calibrate_interval import CalibrateIntervalJob
from SyntheticCTLib.jobs.calibration import CalibrationJob
from SyntheticCTLib.jobs.case import CaseJob, CaseOptions
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.convert_hu import ConvertHUJob
from SyntheticCTLib.jobs.cross_validate import CrossValidateJob
from SyntheticCTLib.jobs.curves import CurvesJob
from SyntheticCTLib.jobs.density import DensityJob
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.evaluate import EvaluateJob
from SyntheticCTLib.jobs.export import ExportJob
from SyntheticCTLib.jobs.finetune import FinetuneJob
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTLib.jobs.job_files import job_from_json, job_to_json
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.plan import PlanJob
from SyntheticCTLib.jobs.prepare import PrepareJob
from SyntheticCTLib.jobs.prepare_cbct import PrepareCbctJob
from SyntheticCTLib.jobs.prepare_heads import PrepareHeadsJob
from SyntheticCTLib.jobs.query import QueryJob
from SyntheticCTLib.jobs.rank_models import RankModelsJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.registry import kinds_of_job
from SyntheticCTLib.jobs.report import ReportJob
from SyntheticCTLib.jobs.score import ScoreJob
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.shared_options import ScanOptions, SourceOptions
from SyntheticCTLib.jobs.simulate_cbct import SimulateCbctJob
from SyntheticCTLib.jobs.straighten import StraightenJob
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.train import TrainJob
from SyntheticCTLib.jobs.training_options import MachineOptions, RecipeChanges, StatementOptions
from SyntheticCTLib.options import declared
from SyntheticCTLib.registration.options import RegistrationOptions
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions

ACCURACY = AccuracyOptions(SurfaceSettings(threshold_hu=250.0), tolerance_mm=1.5, align=True)

ONE_OF_EACH = [
    SynthesizeJob(
        "Bein ä.nrrd", "sct.nrrd", options=SynthesisOptions(overlap=0.25, blending="uniform")
    ),
    EvaluateJob("sct.nrrd", "ct.nrrd", scanned=SourceOptions("cbct.nrrd", "CBCT")),
    CompareJob("sct.nrrd", "ct.nrrd", "folder", options=ACCURACY, title="Case 7"),
    DensityJob("sct.nrrd", "ct.nrrd", "table.csv", "folder", beams=(0.0, 45.0)),
    CaseJob("mr.nrrd", "ct.nrrd", "folder", CaseOptions(formats=("stl", "3mf"), accuracy=ACCURACY)),
    ReportJob("folder"),
    SurfaceJob("sct.nrrd", "bone.stl", options=ACCURACY, repair=True),
    RegisterJob("mr.nrrd", "ct.nrrd", options=RegistrationOptions(steps=("rigid", "affine"))),
    PlaceJob("sct.mhd", "ct.mhd", "moved.mhd"),
    SegmentJob("sct.mhd", "labels.mhd", guest_task="total"),
    DicomJob("sct.nrrd", "folder", dicom=DicomOptions(like="mr", uid_root="1.2.3"), modality="CT"),
    QueryJob("ARCHIVE@10.0.0.7:104", Wanted(patient_id="A7", modality="MR"), output="folder"),
    PhantomJob("folder", PhantomOptions(size=(8, 8, 4), limb="knee")),
    HeadPhantomJob("folder", "head_labels.nii.gz", options=HeadOptions(sequence="T2")),
    InspectJob("mr.mhd", "found.json", modality="MR"),
    DevicesJob("devices.json"),
    AddModelJob("model.zip", "leg", "about.json", "MR", ("leg",), yes=True, sha256="ab"),
    OfferModelJob("hf:owner/name", revision="c0ffee", output="offer.json"),
    RankModelsJob("mr.mhd", "ct.mhd", ("near", "far"), "none"),
    ConvertHUJob("sct.nrrd", "speed.nrrd", "speed.csv", "sound speed, m/s"),
    StraightenJob("tilted", "straight.nrrd"),
    CalibrationJob("cbct.nrrd", "sct.nrrd", "ct.nrrd"),
    SimulateCbctJob("ct.nrrd", "cbct.nrrd", 3, how=ScanOptions(truncated=True)),
    PrepareJob("pairs", "aligned", ("leg7=moved", "leg9=other leg")),
    PrepareCbctJob(("thorax=scans", "more"), "folder", spacing=(2.0, 2.0, 2.0), slab=30.0),
    PrepareHeadsJob("labels", "folder", count=2),
    PlanJob("light-unet-mae", "aligned", "mine.json", 8.0, patch=(32, 96, 96)),
    TrainJob("light-unet-mae", "aligned", "run", folds=(0, 2), changes=RecipeChanges(steps=9)),
    CurvesJob("run"),
    CrossValidateJob("light-unet-mae", "aligned", "run", machine=MachineOptions("cpu", 2)),
    FinetuneJob("mr-to-ct-limb", "aligned", "mine", said=StatementOptions("Ours", "Our clinic")),
    ScoreJob("mr-to-ct-limb", "aligned", 2, "A", output="scores.csv"),
    ExportJob("run", "aligned", "mine", "int8", said=StatementOptions(authors="We")),
    CalibrateIntervalJob("mine", "aligned", coverage=0.8, simulated=True),
]

#: What files of every kind of job said when its options were not yet shared with the command line.
EARLIER = {
    SynthesizeJob("a", "b", "m", SynthesisOptions(device="cpu", mirror=True)): {
        "task": "synthesize",
        **{"input": "a", "output": "b", "model": "m", "device": "cpu", "mirror": True},
        **{"overlap": None, "blending": None, "bias_correction": False, "strict": False},
        **{"write_record": True, "modality": None, "prior": None, "field_of_view": None},
        **{"refine": None, "steps": None, "samples": 1, "seed": 0, "scheduler": "ddim"},
    },
    CompareJob("a", "b", "c", options=AccuracyOptions(SurfaceSettings(smoothing_iterations=20))): {
        "task": "compare",
        **{"sct": "a", "ct": "b", "output": "c", "registration": "none", "source": None},
        **{"tolerance_mm": 2.0, "required_share": 0.95, "threshold_hu": None},
        **{"smoothing_iterations": 20, "align": False, "sensitivity": True, "title": ""},
    },
    PlaceJob("a", "b", "c", "rigid", SourceOptions("d")): {
        "task": "register",
        **{"sct": "a", "ct": "b", "output": "c", "registration": "rigid", "source": "d"},
    },
    SurfaceJob("a", "b.stl", repair=True): {
        "task": "surface",
        **{"input": "a", "output": "b.stl", "threshold_hu": 200.0, "smoothing_iterations": 0},
        **{"repair": True, "record": None},
    },
    SegmentJob("a", "b", "total"): {
        "task": "segment",
        **{"input": "a", "output": "b", "guest_task": "total", "speed": "normal"},
        **{"device": "gpu", "interpreter": None},
    },
    PhantomJob("a", PhantomOptions(limb="knee", seed=3)): {
        "task": "phantom",
        **{"output": "a", "limb": "knee", "seed": 3},
    },
}


@pytest.mark.parametrize("job", ONE_OF_EACH, ids=lambda job: job.name)
def test_a_job_is_the_same_after_its_file(job):
    assert job_from_json(job_to_json(job)) == job


def test_names_that_are_no_unicode_survive_the_file():
    job = PhantomJob(os.fsdecode(b"M\xfcller"))
    assert job_from_json(job_to_json(job).encode("utf-8")) == job


def test_each_kind_of_job_is_among_them():
    assert {type(job) for job in ONE_OF_EACH} == set(kinds_of_job().values())
    assert len(ONE_OF_EACH) == len(kinds_of_job())


@pytest.mark.parametrize("job", EARLIER, ids=lambda job: job.name)
def test_an_earlier_file_is_still_read(job):
    assert job_from_json(json.dumps(EARLIER[job])) == job


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ("[]", "task is None"),
        ({"task": "cook"}, "task is 'cook'; it must be one of .*case, compare, .*synthesize"),
        ({"task": "synthesize", "input": "a"}, "has no 'output'"),
        ({"task": "synthesize", "input": "a", "output": "b", "mirrors": True}, "'mirrors'"),
        ({"task": "synthesize", "input": "a", "output": "b", "overlap": "0.5"}, "'0.5'"),
        ({"task": "synthesize", "input": "a", "output": "b", "blending": "none"}, "'none'"),
        ({"task": "synthesize", "input": "a", "output": "b", "mirror": 1}, "cannot be 1"),
        ({"task": "compare", "sct": 7, "ct": "a", "output": "b"}, "'sct' cannot be 7"),
        ({"task": "compare", "sct": None, "ct": "a", "output": "b"}, "'sct' cannot be None"),
        ({"task": "compare", "sct": "a", "ct": "a", "output": "b", "required_share": 95}, "got 95"),
        ({"task": "phantom", "output": "a", "size": [8, 8]}, "'size'"),
        (
            {"task": "compare", "sct": "a", "ct": "a", "output": "b", "tolerance_mm": 10**400},
            "1000",
        ),
        ({"task": "phantom", "output": "a", "noise": float("inf")}, "no finite number"),
        ('{"task": "phantom", "output": "a", "output": "b"}', "says 'output' twice"),
        ({"task": "register", "fixed": "a", "moving": "b", "steps": "rigid"}, "'steps'"),
    ],
)
def test_what_is_no_job_is_refused_with_the_offending_part(content, words):
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(InputError, match=words):
        job_from_json(text)


@pytest.mark.parametrize("kind", kinds_of_job().values(), ids=kinds_of_job())
def test_every_option_has_one_name_and_says_what_it_means(kind):
    options = list(declared(kind))
    names = [one.name for one in options]

    assert len(names) == len(set(names))
    assert "task" not in names, "it would hide the job's kind in its file"
    assert all(one.option.help for one in options)
