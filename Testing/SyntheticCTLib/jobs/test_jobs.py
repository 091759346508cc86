"""A job's file: there and back, and what is refused, in words."""

import json

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.jobs import (
    CompareJob,
    Leftovers,
    SynthesizeJob,
    job_from_json,
    job_to_json,
)
from SyntheticCTLib.jobs.tool_jobs import TOOLS, InspectJob, SegmentJob


@pytest.mark.parametrize(
    "job",
    [
        SynthesizeJob("Bein ä.nrrd", "sct.nrrd", overlap=0.25, blending="uniform", mirror=True),
        CompareJob("sct.nrrd", "ct.nrrd", "folder", threshold_hu=250, title="Case 7"),
        InspectJob("mr.mhd", "found.json", modality="MR"),
        SegmentJob("sct.mhd", "labels.mhd", guest_task="total"),
    ],
)
def test_a_job_is_the_same_after_its_file(job):
    assert job_from_json(job_to_json(job)) == job


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ("[]", "task is None"),
        ({"task": "cook"}, "task is 'cook'; it must be one of synthesize, compare"),
        ({"task": "synthesize", "input": "a"}, "has no 'output'"),
        ({"task": "synthesize", "input": "a", "output": "b", "mirrors": True}, "'mirrors'"),
        ({"task": "synthesize", "input": "a", "output": "b", "overlap": "0.5"}, "'0.5'"),
        ({"task": "synthesize", "input": "a", "output": "b", "blending": "none"}, "'none'"),
        ({"task": "synthesize", "input": "a", "output": "b", "mirror": 1}, "cannot be 1"),
        ({"task": "compare", "sct": 7, "ct": "a", "output": "b"}, "'sct' cannot be 7"),
    ],
)
def test_what_is_no_job_is_refused_with_the_offending_part(content, words):
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(InputError, match=words):
        job_from_json(text)


def test_no_job_has_an_attribute_that_would_hide_its_kind():
    assert not [name for name, kind in TOOLS.items() if "task" in kind.__dataclass_fields__]


def test_only_temporary_files_that_came_since_are_leftovers(tmp_path):
    kept = [".01234567-sct.nrrd", ".89abcdef-other.nrrd", "sct.nrrd"]
    (tmp_path / kept[0]).touch()
    leftovers = Leftovers(SynthesizeJob("mr.nrrd", str(tmp_path / "sct.nrrd")))
    for name in (*kept, ".fedcba98-sct.nrrd", ".fedcba98-sct.json"):
        (tmp_path / name).touch()

    leftovers.remove()

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_a_killed_comparison_leaves_no_folder(tmp_path):
    leftovers = Leftovers(CompareJob("sct.nrrd", "ct.nrrd", str(tmp_path / "folder")))
    (tmp_path / ".compare-abc" / "pictures").mkdir(parents=True)

    leftovers.remove()

    assert not list(tmp_path.iterdir())
