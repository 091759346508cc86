"""compare: one answer from images, on one grid or brought there."""

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.evaluation.evaluate import evaluate
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.registration.landmarks import LandmarkPairs
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.make.settings import SurfaceSettings


def test_a_shifted_phantom_fails_and_the_distance_is_the_shift(failed):
    verdict = failed.surface.verdict
    assert not verdict.passed
    assert verdict.share < 0.7
    largest = failed.surface.comparison.overall.pooled.largest_mm
    assert largest == pytest.approx(5.0, abs=0.3)


def test_the_phantom_against_itself_passes(phantom):
    found = compare(phantom.ct, phantom.ct, source=phantom.mr, sensitivity=False)
    assert found.surface.verdict.passed
    assert found.evaluation.figures["mae"].value == 0.0
    assert not found.difference.array.any()


def test_the_image_figures_are_those_of_evaluate(failed, phantom, shifted):
    alone = evaluate(shifted, phantom.ct, source=phantom.mr)
    assert failed.evaluation.figures == alone.figures
    assert failed.evaluation.region == alone.region


def test_another_grid_is_refused_and_the_choices_are_named(phantom):
    elsewhere = replace(phantom.ct, origin=(10.0, 0.0, 0.0))
    with pytest.raises(InputError, match=r"not on the sCT's grid .*rigid.*identity"):
        compare(phantom.ct, elsewhere)


@pytest.mark.parametrize("registration", [None, "none", "identity", sitk.TranslationTransform(3)])
def test_a_start_of_what_does_not_search_is_refused(phantom, registration):
    with pytest.raises(InputError, match="begins somewhere: choose one, or leave the start out"):
        compare(
            phantom.ct, phantom.ct, registration=registration, start=sitk.TranslationTransform(3)
        )


def test_identity_trusts_the_places_of_the_files(phantom):
    cropped = replace(
        phantom.ct,
        array=phantom.ct.array[:, :, 4:],
        origin=tuple(phantom.ct.affine[:3, 3] + 4 * phantom.ct.affine[:3, 0]),
    )
    found = compare(phantom.ct, cropped, registration="identity", sensitivity=False)
    assert found.evaluation.figures["mae"].value == pytest.approx(0.0, abs=1e-3)
    assert not found.placement.covered[:, :, :4].any()
    assert "where the CT has values" in found.evaluation.region.description


def test_a_transform_file_moves_the_ct(phantom, tmp_path):
    away = replace(phantom.ct, origin=tuple(np.add(phantom.ct.origin, (30.0, -20.0, 10.0))))
    path = tmp_path / "there.tfm"
    write_transform(
        sitk.CompositeTransform([sitk.TranslationTransform(3, (30.0, -20.0, 10.0))]), path
    )
    found = compare(phantom.ct, away, registration=path, sensitivity=False)
    assert found.placement.kind == "given transform"
    assert found.surface.verdict.passed


def test_a_given_transform_that_mirrors_is_told_and_one_without_a_way_back_refused(phantom):
    mirror, flat = sitk.AffineTransform(3), sitk.AffineTransform(3)
    mirror.SetMatrix((-1, 0, 0, 0, 1, 0, 0, 0, 1))
    found = compare(phantom.ct, phantom.ct, registration=mirror, sensitivity=False)
    assert "mirrors the moving image" in found.placement.told.warnings[0]
    assert found.document.answer.startswith("CANNOT TELL: The given transform mirrors")
    flat.SetMatrix((1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 0))
    with pytest.raises(InputError, match="presses the image flat"):
        compare(phantom.ct, phantom.ct, registration=flat)


def test_landmarks_place_the_ct_and_their_misfit_is_told(phantom):
    away = replace(phantom.ct, origin=tuple(np.add(phantom.ct.origin, (30.0, -20.0, 10.0))))
    on_sct = {
        "a": (0.0, 0.0, 0.0),
        "b": (60.0, 0.0, 0.0),
        "c": (0.0, 60.0, 9.0),
        "d": (9.0, 9.0, 60.0),
    }
    on_ct = {name: tuple(np.add(at, (30.0, -20.0, 10.0))) for name, at in on_sct.items()}
    found = compare(phantom.ct, away, registration=LandmarkPairs(on_sct, on_ct), sensitivity=False)
    assert found.placement.kind == "landmarks"
    assert found.surface.verdict.passed
    assert "The 4 landmark pairs stay 0.0 mm (RMS) apart" in found.placement.description
    slipped = {**on_ct, "d": tuple(np.add(on_ct["d"], (0.0, 16.0, 0.0)))}
    found = compare(
        phantom.ct, away, registration=LandmarkPairs(on_sct, slipped), sensitivity=False
    )
    assert found.document.answer.startswith("CANNOT TELL: The 4 landmark pairs stay ")
    assert "Check that they correspond." in found.document.answer


@pytest.mark.slow
def test_a_rigid_registration_brings_a_moved_ct_back(phantom):
    away = replace(phantom.ct, origin=tuple(np.add(phantom.ct.origin, (6.0, -4.0, 0.0))))
    found = compare(phantom.ct, away, registration="rigid", sensitivity=False)
    overall = found.surface.comparison.overall
    assert overall.pooled.mean_absolute_mm < 1.0
    assert found.document.registration.record.steps == ["rigid"]


def test_an_unknown_registration_is_refused(phantom):
    with pytest.raises(InputError, match="there is no file 'rigd'"):
        compare(phantom.ct, phantom.ct, registration="rigd")


def test_images_without_bone_give_figures_and_the_reason_for_no_surface(phantom):
    soft = phantom.ct.with_array(np.minimum(phantom.ct.array, 100))
    found = compare(soft, soft, sensitivity=False)
    assert found.surface is None
    assert found.document.answer.startswith("CANNOT TELL: No bone")
    assert found.to_dict()["surface"] is None


def test_whatever_else_is_wrong_with_the_surfaces_is_an_error(phantom):
    """Bone this near to cut faces only cannot be aligned, which is no lack of bone."""
    settings = SurfaceSettings(cut_margin_mm=1000.0)
    with pytest.raises(InputError, match="Aligning surfaces takes 3 points"):
        compare(phantom.ct, phantom.ct, settings=settings, align=True, sensitivity=False)


def test_one_slice_has_a_surface_but_no_floor(phantom):
    one = replace(phantom.ct, array=phantom.ct.array[8:9])
    found = compare(one, one)
    assert found.surface.floor is None


def test_a_tolerance_of_0_is_refused(phantom):
    with pytest.raises(InputError, match="tolerance"):
        compare(phantom.ct, phantom.ct, tolerance_mm=0)


def test_sct_labels_need_those_of_the_ct(phantom):
    with pytest.raises(InputError, match="without the CT's"):
        compare(phantom.ct, phantom.ct, sct_labels=phantom.labels)


@pytest.mark.parametrize(
    "change", [lambda a: a - 1024.0, lambda a: a + 0.5], ids=["below", "parts"]
)
def test_an_image_in_the_place_of_labels_is_refused(phantom, change):
    image = replace(phantom.labels, array=change(phantom.labels.array))
    with pytest.raises(InputError, match="labels are whole numbers"):
        compare(phantom.ct, phantom.ct, labels=image)
    with pytest.raises(InputError, match="labels are whole numbers"):
        extract_surface(phantom.ct, labels=image)


def test_an_mr_in_the_place_of_the_ct_is_refused_with_its_values(phantom):
    with pytest.raises(InputError, match=r"says MR; values from 0 to \d+"):
        compare(phantom.ct, replace(phantom.mr, array=np.abs(phantom.mr.array)))


def test_a_cancelled_comparison_stops(phantom):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        compare(phantom.ct, phantom.ct, cancel=cancel)
