"""No control keeps the window for longer than the aim, with a large image; it takes a quarter hour.

    SYNTHETICCT_GAPS="512 512 300" LP_NUM_THREADS=0 Slicer --testing --no-splash \
        --additional-module-paths SyntheticCT --python-script Testing/Slicer/run.py

On a machine that does nothing else: see ``benchmarks/panel_gaps_in_slicer.py``, which it runs.
"""

import os
import sys
import tempfile
import unittest
from pathlib import Path

import slicer

#: The longest time by the clock for which a press, a choice or a turn may keep the window, s.
AIM = 0.2

SIZE = "SYNTHETICCT_GAPS"


class GapsInSlicerTest(unittest.TestCase):
    """Every control of the window, once."""

    def tearDown(self):
        slicer.mrmlScene.Clear()

    @unittest.skipUnless(os.environ.get(SIZE), f"Set {SIZE} to the voxels along each axis.")
    def test_no_control_keeps_the_window_for_longer_than_the_aim(self):
        sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
        from panel_gaps_in_slicer import measure
        from panel_window.controls import left_over

        i, j, k = (int(number) for number in os.environ[SIZE].split())
        slicer.mrmlScene.Clear()
        with tempfile.TemporaryDirectory() as folder:
            window = measure((i, j, k), Path(folder))
        own = {name: gap for name, gap in window.longest.items() if "Slicer alone" not in name}
        self.assertEqual(left_over(window, set(own)), [])
        self.assertEqual({name: gap for name, gap in own.items() if gap > AIM}, {})
