"""The images and the home of the tests of added models, for the tests with the real packages."""

import importlib.util
from pathlib import Path

_FILE = Path(__file__).parents[1] / "SyntheticCTLib" / "importing" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("importing_conftest", _FILE)
_shared = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_shared)

home, mr, make_mr = _shared.home, _shared.mr, _shared.make_mr
in_float32 = _shared.in_float32
write_about, add, about = _shared.write_about, _shared.add, _shared.about
