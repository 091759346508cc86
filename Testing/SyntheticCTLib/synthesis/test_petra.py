"""The method petra: the published line in the skull, and images that are no PETRA."""

import contextlib
import io
import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.guards.mr import is_ultra_short, ultra_short_doubts
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import draw_head
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T
from SyntheticCTLib.synthesis.let_pass import let_pass
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.petra_relation import HEAD_HU, INTERCEPT_HU, SLOPE_HU
from SyntheticCTLib.synthesis.record import SynthesisRecord
from SyntheticCTLib.synthesis.synthesize import synthesize

SPACING = 1.8
SOFT = 640.0


@pytest.fixture(scope="module")
def head():
    anatomy = head_anatomy(analytic_head(2, SPACING), SPACING)
    return anatomy, draw_head(anatomy, HeadOptions(noise=0.0, ct_noise_hu=0.0, shading=0.0))


@pytest.fixture(scope="module")
def petra(head):
    """Bone as grey as the line says of its HU, tissue nearly even, shading and noise."""
    anatomy, phantom = head
    hu = phantom.ct.array
    bone = phantom.bone & (hu > 500)
    tissue = 1 - anatomy.share(T.OUTSIDE, T.AIR)
    signal = tissue * (1 + 0.06 * anatomy.share(T.CSF) + 0.1 * anatomy.share(T.SKIN))
    signal[bone] = (hu[bone] - INTERCEPT_HU) / SLOPE_HU
    rng = np.random.default_rng(0)
    k, _, i = np.indices(hu.shape) / np.array(hu.shape)[:, None, None, None]
    signal = signal * np.exp(0.25 * (k - 0.5) - 0.2 * (i - 0.5)) + rng.normal(0, 0.02, hu.shape)
    array = np.rint(SOFT * np.abs(signal)).astype(np.int16)
    return phantom.mr.with_array(array, modality="MR")


@pytest.fixture(scope="module")
def made(petra, tmp_path_factory):
    """The command's picture and record, and what it said: it took seconds, and many ask it."""
    folder, said = tmp_path_factory.mktemp("petra"), io.StringIO()
    write_volume(petra, folder / "petra.nii.gz")
    output = ["-o", str(folder / "sct.nii.gz")]
    with contextlib.redirect_stdout(said):
        code = main(["synthesize", str(folder / "petra.nii.gz"), "--method", "petra", *output])
    assert code == 0, said.getvalue()
    record = json.loads((folder / "sct.json").read_text(encoding="utf-8"))
    return read_volume(folder / "sct.nii.gz"), SynthesisRecord.from_dict(record), said.getvalue()


def test_the_skull_has_the_density_that_the_line_says(head, made):
    _, phantom = head
    # The skull of the vault; the spine is apart from it.
    k, _, _ = np.indices(phantom.bone.shape)
    vault = phantom.bone & (phantom.ct.array > 500) & (k > 0.5 * len(k))
    error = made[0].array[vault] - phantom.ct.array[vault]

    # N4 takes 5 to 7 % of the bone's grey for shading, as in the published way.
    assert -220 < np.median(error) < 0
    assert np.median(np.abs(error - np.median(error))) < 70


def test_what_is_no_skull_is_one_tissue_or_air(head, made):
    anatomy, _ = head
    hu = made[0].array

    assert np.median(hu[anatomy.shares[T.WHITE] > 250]) == HEAD_HU
    assert (hu[anatomy.shares[T.WHITE] > 250] == HEAD_HU).mean() > 0.99
    assert (hu[anatomy.depth < -4] == -1000).all()


def test_the_record_says_the_line_and_that_no_network_took_part(made):
    _, record, _ = made

    assert record.method["name"] == "petra"
    assert (record.method["slope_hu"], record.method["intercept_hu"]) == (-2929.6, 3274.9)
    assert record.method["soft_tissue"] == pytest.approx(SOFT, rel=0.1)
    assert "formula" in record.statement
    assert record.warnings == []


@pytest.mark.slow
def test_an_ordinary_t1_is_told_by_its_dark_fluid_and_cortex(head):
    _, phantom = head

    warned = synthesize(phantom.mr, method="petra").record.warnings

    assert any("would be bone" in doubt.sentence for doubt in warned)


def test_a_header_with_a_long_echo_is_refused_in_one_sentence(petra):
    long_echo = petra.with_array(petra.array, **{"modality": "MR", "dicom:EchoTime": "4.6"})

    with pytest.raises(InputError, match=r"echo time of 4\.6 ms"):
        synthesize(long_echo, method="petra")
    forced = let_pass(ultra_short_doubts(long_echo), SynthesisOptions(force=True))
    assert any("4.6 ms" in doubt.sentence for doubt in forced)


@pytest.mark.parametrize(
    ("name", "known"),
    [("t1_petra_tra", True), ("UTE 3D", True), ("minute scan", False), ("t1_mprage", False)],
)
def test_only_names_of_sequences_name_a_petra(petra, name, known):
    named = petra.with_array(petra.array, **{"dicom:SeriesDescription": name})

    assert is_ultra_short(named) is known


def test_a_ct_is_no_petra(head):
    with pytest.raises(InputError, match="looks like a CT"):
        synthesize(head[1].ct, method="petra")


def test_the_command_takes_the_method_without_a_model(made):
    _, record, said = made

    assert "Method petra" in said
    assert record.model.id == "petra-relation"


def test_a_model_beside_the_method_is_refused(petra, tmp_path, capsys):
    write_volume(petra, tmp_path / "petra.nii.gz")
    arguments = [str(tmp_path / "petra.nii.gz"), "-o", str(tmp_path / "s.nii.gz")]

    code = main(["synthesize", *arguments, "--method", "petra", "--model", "cbct-to-ct"])

    assert code == 2
    assert "takes no model" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"bias_correction": True}, r"no use for bias correction \(True\): it evens out"),
        ({"commissioned": "site.json"}, r"commissioned \(site.json\): a commissioning is of a"),
        ({"mirror": True}, "it has no network"),
        ({"refine": "mean"}, "it has no second stage"),
        ({"samples": 4}, r"samples \(4\): it draws nothing"),
    ],
)
def test_a_choice_that_a_formula_has_no_use_for_is_refused(petra, choice, said):
    with pytest.raises(InputError, match=said):
        synthesize(petra, method="petra", **choice)
