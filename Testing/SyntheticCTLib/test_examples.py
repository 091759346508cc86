"""Every example in a docstring runs, and every public function has one."""

import doctest
from importlib import import_module
from inspect import isclass
from pathlib import Path

import pytest

import SyntheticCTLib
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

ROOT = Path(SyntheticCTLib.__file__).parent

#: Modules with examples; those of ``mrml`` need 3D Slicer's console.
MODULES = sorted(
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8") and path.parent.name != "mrml"
)

FUNCTIONS = [name for name in SyntheticCTLib.__all__ if not isclass(getattr(SyntheticCTLib, name))]


@pytest.fixture(scope="module")
def names(tmp_path_factory, make_model_folder):
    """What the examples take as given: a phantom's MR and CT, and a small model."""
    folder = tmp_path_factory.mktemp("examples") / "tiny"
    phantom = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0)
    model = make_model_folder(folder, spacing_mm=(4.0, 4.0, 8.0), overlap=0.0)
    return {"mr": phantom.mr, "ct": phantom.ct, "model": model}


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module, names):
    found = doctest.DocTestFinder().find(import_module(module), extraglobs=names)
    results = [doctest.DocTestRunner().run(example) for example in found]

    assert sum(result.attempted for result in results) > 0
    assert [result.failed for result in results if result.failed] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_has_an_example(name):
    (described,) = doctest.DocTestFinder(recurse=False).find(getattr(SyntheticCTLib, name), name)
    assert [one for one in described.examples if doctest.SKIP not in one.options]
