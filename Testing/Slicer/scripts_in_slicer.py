"""The Python examples of the documents, run inside Slicer as they stand there."""

import os
import re
import unittest
from pathlib import Path

import slicer

ROOT = Path(__file__).resolve().parents[2]


def examples(page):
    """The Python of a page, block by block."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


class ExamplesInSlicerTest(unittest.TestCase):
    """What a reader copies into Slicer's console works."""

    def setUp(self):
        slicer.mrmlScene.Clear()
        widget = slicer.util.getModuleWidget("SyntheticCT")
        if widget.presenter.installer.missing():
            self.skipTest("PyTorch, MONAI and safetensors have to be installed for this test.")
        self.home = Path.cwd()
        os.chdir(slicer.util.tempDirectory())

    def tearDown(self):
        os.chdir(self.home)
        slicer.mrmlScene.Clear()

    def test_the_calls_for_the_console(self):
        names = {"slicer": slicer}
        exec(examples("docs/how-to/scripting.md")[0], names)
        self.assertEqual(names["sct"].GetName(), "thigh phantom MR sCT (synthetic)")
        self.assertIn("of the bone surface", names["found"].answer)

    def test_the_readme(self):
        from SyntheticCTLib.files.volumes import read_volume, write_volume
        from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

        mr = make_limb_phantom(size=(48, 48, 8), spacing=(3.0, 3.0, 6.0), noise=0).mr
        write_volume(mr, "leg_mr.nii.gz")
        for example in examples("README.md"):
            exec(example, {})
        made = read_volume("leg_sct.nii.gz")
        self.assertEqual(made.size, mr.size)
        self.assertLess(made.array.min(), -900)
