"""Another patient's CT is told from the patient's own, and no answer about bone rests on it."""

import numpy as np
import pytest

from SyntheticCTLib.comparison.bone_answer import answer_about_bone
from SyntheticCTLib.comparison.same_patient import PatientLikeness, patient_likeness
from SyntheticCTLib.evaluation.source_image import source_image
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.measure.options import AccuracyOptions

#: Sharpness, median mm, share within 2 mm, share seen: of the real pairs nearest to the limits, and
#: of the shaft of one patient's femur in another's thigh.
ONE_PATIENT = [(0.246, 0.875, 0.771, 0.723), (0.381, 1.0, 0.895, 0.907)]
TWO_PATIENTS = [(0.391, 1.3125, 0.747, 0.986), (0.156, 1.5625, 0.597, 0.667)]


@pytest.mark.parametrize("figures", ONE_PATIENT)
def test_a_pair_of_one_patient_is_none_of_two(figures):
    found = PatientLikeness(*figures, 1000)
    assert (found.other_patient, found.sentence) == (False, "")


@pytest.mark.parametrize("figures", TWO_PATIENTS)
def test_a_pair_of_two_patients_is_told(figures):
    found = PatientLikeness(*figures, 1000)
    assert found.other_patient
    assert found.sentence.startswith("This CT looks like another patient's")


def test_an_mr_that_shows_no_cortex_accuses_nobody():
    assert not PatientLikeness(0.4, 4.0, 0.2, 0.3, 1000).other_patient


def _tube(radius):
    """Distance from a tube's axis along k less its radius, [k, j, i], 1 mm pixels."""
    j, i = np.mgrid[:64, :64] - 31.5
    return np.broadcast_to(np.hypot(i, j) - radius, (10, 64, 64)).astype(np.float32)


def _pair(mr_radius, ct_radius):
    mr, ct = _tube(mr_radius), _tube(ct_radius)
    signal = np.where(mr < -5, 900.0, np.where(mr < 0, 20.0, 300.0)).astype(np.float32)
    hounsfield = np.where((ct > -5) & (ct < 0), 1200.0, 0.0).astype(np.float32)
    return (Volume(array, spacing=(1.0, 1.0, 3.0)) for array in (signal, hounsfield))


def test_cortex_beside_the_mr_s_is_measured():
    seen = np.ones((10, 64, 64), bool)
    mr, ct = _pair(14, 14)
    own = patient_likeness(source_image(mr, "MR"), ct, seen, 0.4)
    assert own.cortex_apart_mm < 0.5
    assert own.cortex_near_share == 1.0
    mr, ct = _pair(14, 18)
    other = patient_likeness(source_image(mr, "MR"), ct, seen, 0.4)
    assert other.cortex_apart_mm == pytest.approx(4, abs=0.5)
    assert (own.other_patient, other.other_patient) == (False, True)


def test_nothing_is_said_without_an_mr_without_a_search_or_without_bone():
    seen = np.ones((10, 64, 64), bool)
    mr, ct = _pair(14, 14)
    assert patient_likeness(None, ct, seen, 0.4) is None
    assert patient_likeness(source_image(ct, "CT"), ct, seen, 0.4) is None
    assert patient_likeness(source_image(mr, "MR"), ct, seen, None) is None
    empty = ct.with_array(np.zeros_like(ct.array))
    assert patient_likeness(source_image(mr, "MR"), empty, seen, 0.4) is None


@pytest.fixture(scope="module")
def person():
    return make_limb_phantom(size=(56, 56, 16), spacing=(2.5, 2.5, 8.0), noise=0)


@pytest.mark.parametrize(
    ("seed", "told"), [pytest.param(0, False, marks=pytest.mark.slow), (1, True)]
)
def test_the_answer_about_another_person_s_bone_is_cannot_tell(person, seed, told):
    ct = make_limb_phantom(size=(56, 56, 16), spacing=(2.5, 2.5, 8.0), noise=0, seed=seed).ct
    found = answer_about_bone(
        person.ct,
        ct,
        AccuracyOptions(sensitivity=False),
        registration="rigid",
        source=source_image(person.mr, "MR"),
    )
    assert found.placement.told.same_patient.other_patient == told
    assert found.verdict.reason.startswith("This CT looks like another patient's") == told
    assert (found.verdict.answer == "cannot tell") or not told
