"""How long every control of the panel keeps Slicer's window, with 512 x 512 x 300 voxels.

    LP_NUM_THREADS=0 Slicer --testing --no-splash --additional-module-paths SyntheticCT \
        --python-script benchmarks/panel_gaps_in_slicer.py [--size 512 512 300]

The real buttons, views and workers; layout and drawing are in it. A "gap" is the longest time by
the clock of one press, choice or turn of the event loop, without the time in which others had
the processor (Linux). LP_NUM_THREADS=0 lets Mesa, which draws where there is no graphics card, do
so in the window's own thread, whose waiting is known to the turn: of threads beside it only how
long they waited in all (``Testing/Slicer/waiting.py``). The first lines are Slicer alone: what
drawing the views once takes where nothing of the panel happens, and what opening those modules for
the first time that the panel's buttons open.
Which control no step uses is said at the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import slicer

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks")]

from panel_gaps import Gaps, limb  # noqa: E402
from panel_window.controls import choices, left_over, presses  # noqa: E402

#: Radii of the limb and of its bone, as shares of the image's width: a forearm in a wide field of
#: view. What the window does goes by the voxels; a thicker limb makes only the workers slower.
LIMB, BONE = 0.12, 0.03

#: A job that takes longer than this is cancelled, once what comes before it was measured, s.
PATIENCE = 600


class Window(Gaps):
    """The panel in its window, and the longest step of each control."""

    def __init__(self) -> None:
        super().__init__()
        slicer.util.selectModule("SyntheticCT")
        self.widget = slicer.modules.SyntheticCTWidget
        self.ui, self.presenter = self.widget.ui, self.widget.presenter

    def parameters(self) -> Any:
        """The scene's parameters."""
        return self.widget.logic.getParameterNode()

    def wait(self, name: str, seconds: float = 1.0) -> None:
        """Let the window work until nothing runs, and a moment longer."""
        ends, quiet = time.monotonic() + PATIENCE, None
        while quiet is None or time.monotonic() < quiet:
            self.step(name, slicer.app.processEvents)
            time.sleep(0.005)
            if self.presenter.active:
                quiet = None
                if time.monotonic() > ends:
                    self.presenter.runner.cancel()
            elif quiet is None:
                quiet = time.monotonic() + seconds

    def act(self, name: str, action: Callable[[], object]) -> None:
        """Do one thing with a control, wait for its end, and print its longest step."""
        begun = time.monotonic()
        self.step(name, action)
        self.wait(name)
        said = self.presenter.runner.failure or self.presenter.runner.message
        took = time.monotonic() - begun
        print(f"{name:34} {self.longest[name]:6.3f} s of {took:6.1f} s  {said[:90]}", flush=True)

    def click(self, name: str, button: str) -> None:
        """Press a button; one that is closed is told, not pressed."""
        widget = getattr(self.ui, button)
        if widget.enabled:
            self.act(name, widget.click)
        else:
            print(f"{name:34} closed: {widget.toolTip}", flush=True)

    def choose(self, name: str, **choices: object) -> None:
        """Choose something, as the widgets that are bound to the parameters do."""

        def change() -> None:
            for key, value in choices.items():
                setattr(self.parameters(), key, value)

        self.act(name, change)


def measure(size: tuple[int, int, int], folder: Path) -> Window:
    """Every control once."""
    from SyntheticCTLib.mrml.display import mark_as_hounsfield
    from SyntheticCTLib.mrml.volumes import node_from_volume

    window = Window()
    mr_volume, ct_volume = limb(size, LIMB, BONE)
    window.presenter.settings.device = "cpu"
    mr = node_from_volume(slicer.mrmlScene, mr_volume, "limb MR")
    ct = node_from_volume(slicer.mrmlScene, ct_volume, "limb CT")
    mark_as_hounsfield(ct)
    del mr_volume, ct_volume
    slicer.util.setSliceViewerLayers(background=ct, fit=True)
    window.wait("load")
    window.longest.clear()
    window.act("Slicer alone: draw all views", slicer.util.forceRenderAllViews)
    window.act("Slicer alone: another volume", lambda: slicer.util.setSliceViewerLayers(mr))
    for module in ("LineProfile", "SegmentEditor", "Transforms", "SyntheticCT"):
        opening = partial(slicer.util.selectModule, module)
        window.act(f"Slicer alone: opening {module}", opening)
    now = window.parameters()
    window.choose("Image: another input", inputVolume=ct)
    window.choose("Image", inputVolume=mr)
    window.choose("Use it all the same", useAnyway=True)
    for info in window.presenter.models.offered()[:2]:
        window.choose(f"Model: {info.id}", model=info.id)
    window.choose("Model: the default", model="")
    window.choose("Real CT", referenceVolume=ct)
    window.click("Synthesize, to the image in views", "synthesizeButton")
    if now.sctVolume is None:
        made = node_from_volume(slicer.mrmlScene, limb(size, LIMB, BONE)[1], "limb sCT")
        mark_as_hounsfield(made)
        window.choose("Synthetic CT", sctVolume=made)
    window.choose("Registration: none", registration=type(now.registration)("identity"))
    window.click("Preview registration", "previewButton")
    for view in ("input", "ct", "checkerboard", "reveal", "side", "input"):
        window.choose(f"View: {view}", shownView=type(now.shownView)(view))
    window.choose("View: reveal", shownView=type(now.shownView)("reveal"))
    window.choose("Line moves", revealAxis=type(now.revealAxis)("foot-head"))
    window.choose("Amount in reveal", amount=70.0)
    window.choose("View: input", shownView=type(now.shownView)("input"))
    window.choose("Amount", amount=20.0)
    window.click("Show again", "showAgainButton")
    window.click("Measure against the CT", "compareButton")
    for view in ("difference", "expected"):
        window.choose(f"View: {view}", shownView=type(now.shownView)(view))
    window.choose("Threshold", threshold=250.0)
    window.choose("Tolerance", tolerance=1.5)
    window.click("Table", "tableButton")
    window.click("Make bone surface", "surfaceButton")
    window.click("Heat map", "heatMapButton")
    window.click("Tissues by HU", "tissuesButton")
    window.choose("Opacity", segmentOpacity=30.0)
    window.click("Show 3D", "show3DButton")
    window.click("Bones by shape", "bonesButton")
    for kind in ("STL", "3MF"):
        path = folder / f"bone.{kind.lower()}"
        window.act(
            f"Export surface: {kind}", lambda path=path: window.presenter.surface.export(path)
        )
    for kind, name in (("series", "series"), ("seg", "labels.dcm"), ("stl", "bone.dcm")):
        window.choose(f"As DICOM: {kind}", dicomKind=type(now.dicomKind)(kind))
        save = partial(window.presenter.dicom.export, str(folder / name))
        window.act(f"Save as DICOM: {kind}", save)
    for name, choose in choices(window).items():
        window.act(name, choose)
    for name, press in presses(window, folder).items():
        if getattr(getattr(window.ui, name, None), "enabled", True):
            window.act(name, press)
        else:
            print(f"{name:34} closed: {getattr(window.ui, name).toolTip}", flush=True)
            window.longest.setdefault(name, 0.0)
    for what in ("bones", "tissues", "bone surface"):
        window.click(f"Take the last result back: {what}", "undoButton")
    return window


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=3, default=(512, 512, 300), metavar="N")
    i, j, k = parser.parse_args().size
    print(f"{i} x {j} x {k} voxels, int16", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        window = measure((i, j, k), Path(folder))
    own = {name: value for name, value in window.longest.items() if "Slicer alone" not in name}
    name = max(own, key=lambda key: own[key])
    print(f"longest of the panel: {own[name]:.3f} s, {name}")
    print("controls that were not used:", ", ".join(left_over(window, set(own))) or "none")
    slicer.util.exit(0)


if __name__ == "__main__":
    main()
