"""What a console shows of a volume or a result: one short line, never its voxels."""

import pytest

import SyntheticCTLib as sct  # noqa: N813 - as the documents name it


@pytest.fixture(scope="module")
def phantom():
    return sct.make_limb_phantom(size=(32, 32, 10), spacing=(5.0, 5.0, 8.0), noise=0)


@pytest.fixture(scope="module")
def results(phantom, tmp_path_factory, make_model_folder):
    """One of each kind by its name, of a phantom's images."""
    folder = tmp_path_factory.mktemp("shown") / "tiny"
    model = sct.load_model(make_model_folder(folder, spacing_mm=(5.0, 5.0, 8.0), overlap=0.0))
    points = {"a": (0.0, 0.0, 0.0), "b": (40.0, 0.0, 0.0), "c": (0.0, 40.0, 9.0)}
    landmarks = {"fixed_landmarks": points, "moving_landmarks": points}
    comparison = sct.compare(phantom.ct, phantom.ct, sensitivity=False)
    found = (
        phantom,
        phantom.ct,
        model,
        model.info,
        sct.synthesize(phantom.mr, model),
        comparison,
        comparison.evaluation,
        comparison.surface,
        comparison.surface.ct_surface,
        sct.register(phantom.mr, phantom.ct, steps=("landmarks",), **landmarks),
        sct.segment_tissues(phantom.ct),
    )
    return {type(one).__name__: repr(one) for one in found}


def test_a_volume_tells_its_grid_type_and_modality(results):
    told = "<Volume of 32 x 32 x 10 voxels of 5 x 5 x 8 mm, float32 of modality CT>"

    assert results["Volume"] == told


def test_a_grid_is_printed_in_words(phantom):
    assert str(phantom.ct.grid) == "32 x 32 x 10 voxels of 5 x 5 x 8 mm from (-77.5, -77.5, -36.0)"
    assert eval(repr(phantom.ct.grid), {"Grid": sct.Grid}) == phantom.ct.grid


def test_results_tell_in_one_line_what_they_are(results):
    for name, told in results.items():
        assert told.startswith((f"<{name} ", f"<{name}: ")), told
        assert "\n" not in told, told
        assert len(told) < 400, told


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Synthesis", "by tiny 0.1.0: <Volume of 32 x 32 x 10 voxels"),
        ("Comparison", "PASSED: 100.0\u00a0% of the bone surface is within 2 mm"),
        ("Evaluation", "MAE: 0 HU"),
        ("SurfaceCheck", "PASSED: 100.0\u00a0% of the bone surface is within 2 mm"),
        ("Registration", "by landmarks: body Dice"),
        ("Segmentation", "cortical bone"),
        ("BoneSurface", "triangles"),
        ("ModelInfo", "MR to CT"),
    ],
)
def test_results_tell_what_matters_most(results, name, part):
    assert part in results[name]
