"""A case is refused before any work; what it makes is tested with the demo, which is one."""

from collections import Counter

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.case import CaseJob, CaseOptions
from SyntheticCTLib.options import declared


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"how": CaseOptions(formats=("stl", "doc"))}, "got 'doc'"),
        ({"how": CaseOptions(formats=())}, "names none"),
        ({"mr_landmarks": "points.mrk.json"}, "give the CT, too"),
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
