"""All tests that need Slicer's application, without a build of the extension::

    Slicer --testing --no-splash --additional-module-paths SyntheticCT \
        --python-script Testing/Slicer/run.py

The exit code is 0 when all pass.
"""

import sys
import unittest
from pathlib import Path

import slicer


def run():
    """Load the module's own tests and those of this folder, and run them."""
    folder = Path(__file__).resolve().parent
    sys.path.insert(0, str(folder))
    loader = unittest.TestLoader()
    suite = loader.discover(str(folder), "*_in_slicer.py")
    suite.addTests(loader.loadTestsFromName("SyntheticCT.SyntheticCTTest"))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    slicer.util.exit(0 if result.wasSuccessful() else 1)  # --testing overwrites that of slicer.app


run()
