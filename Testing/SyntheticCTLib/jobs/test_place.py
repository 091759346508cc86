"""The preview of a registration passes the same gate as the comparison after it."""

import json

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def a_pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    phantom = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0)
    write_volume(phantom.mr, folder / "mr.mhd")
    write_volume(phantom.ct, folder / "ct.mhd")
    return folder


def test_an_mr_is_no_ct_to_place(a_pair, tmp_path):
    mr, ct = str(a_pair / "mr.mhd"), str(a_pair / "ct.mhd")
    for pair in ((mr, ct), (ct, mr)):
        with pytest.raises(InputError, match="is not in HU"):
            run_job(PlaceJob(*pair, str(tmp_path / "moved.mhd"), "identity"))
    assert not list(tmp_path.iterdir())


def test_who_knows_better_may_place_it(a_pair, tmp_path):
    mr, ct = str(a_pair / "mr.mhd"), str(a_pair / "ct.mhd")
    job = PlaceJob(mr, ct, str(tmp_path / "moved.mhd"), "identity", gate=ForceOption(True))
    run_job(job)
    assert read_volume(tmp_path / "moved.mhd").size == (40, 40, 10)
    told = json.loads((tmp_path / "moved.json").read_text())["warnings"]
    assert any("is not in HU" in str(warning) for warning in told)
