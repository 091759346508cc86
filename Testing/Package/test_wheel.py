"""What ``pip install`` gives is the whole program: models, recipes and terminology included."""

import tarfile
import zipfile

import pytest

from tools import wheel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    wheel.build(wheel.ROOT, folder)
    return folder


def names_in(folder):
    """Paths in the wheel and, without its top folder, in the sdist."""
    (binary,) = folder.glob("*.whl")
    (source,) = folder.glob("*.tar.gz")
    with zipfile.ZipFile(binary) as archive:
        in_wheel = set(archive.namelist())
    with tarfile.open(source) as archive:
        in_sdist = {name.split("/", 1)[1] for name in archive.getnames()}
    return in_wheel, in_sdist


def test_both_hold_every_module_and_every_resource(built):
    library = {
        path.relative_to(wheel.ROOT).as_posix()
        for path in (wheel.ROOT / "SyntheticCTLib").rglob("*.py")
    }
    data = {
        path.relative_to(wheel.ROOT).as_posix()
        for kind in ("models", "terminology", "training")
        for path in (wheel.ROOT / "Resources" / kind).rglob("*")
        if path.is_file()
    }
    in_wheel, in_sdist = names_in(built)
    assert library <= in_wheel
    assert {f"SyntheticCTLib/{name}" for name in data} <= in_wheel
    assert library | data <= in_sdist


def test_neither_holds_tests_or_the_panel(built):
    for names in names_in(built):
        assert not [name for name in names if name.startswith(("Testing/", "SyntheticCT/"))]


def test_the_wheel_runs_in_an_environment_of_its_own(built, tmp_path):
    (binary,) = built.glob("*.whl")
    wheel.try_out(wheel.install(binary, tmp_path / "environment"), tmp_path)
    assert (tmp_path / "demo-output" / "index.html").is_file()
