"""How long each step of the panel keeps the window, with an image of 512 x 512 x 300 voxels.

    python benchmarks/panel_gaps.py [--size 512 512 300]

The panel's own presenter, parts, threads and workers on real MRML, without the application: a "gap"
is the longest time by the clock of one press, choice or look of the timer, in which a window could
not have answered, without the time in which other programs had the processor (Linux). Layout and
rendering are not in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
_PARTS = ("", "SyntheticCT", "Testing/Slicer", "Testing/SyntheticCTLib/mrml")
sys.path[:0] = [str(ROOT / part) for part in _PARTS]

from waiting import timed  # noqa: E402

from SyntheticCTLib.image.volume import Volume  # noqa: E402
from SyntheticCTLib.jobs.worker_process import WorkerProcess  # noqa: E402
from SyntheticCTLib.mrml.display import mark_as_hounsfield  # noqa: E402
from SyntheticCTLib.mrml.volumes import node_from_volume  # noqa: E402
from SyntheticCTPanel.exchange import Exchange  # noqa: E402
from SyntheticCTPanel.presenter import Presenter  # noqa: E402
from SyntheticCTPanel.settings import MachineSettings  # noqa: E402

#: A job of minutes is stopped once its images have been handed over and its worker has begun.
_HANDED_OVER_ONLY = ("synthesizeButton", "compareButton", "totalSegmentatorButton")


class Gaps:
    """The longest step of each control."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}

    def step(self, name: str, action: Callable[[], object]) -> None:
        """Do something, and keep its time if it is the longest of its control."""
        self.longest[name] = max(self.longest.get(name, 0.0), timed(action))


def limb(
    size: tuple[int, int, int], limb: float = 0.4, bone: float = 0.06
) -> tuple[Volume, Volume]:
    """An MR and a CT of a cylinder of soft tissue with a bone in it: int16, [k, j, i].

    Args:
        size: (i, j, k), voxels.
        limb, bone: radii as shares of the image's width.
    """
    i, j, k = size
    rows, columns = np.ogrid[:j, :i]
    radius = np.hypot(rows - j / 2, columns - i / 2) / min(i, j)
    ct_slice = np.select([radius < bone, radius < limb], [900, 40], -1000).astype(np.int16)
    mr_slice = np.select([radius < bone, radius < limb], [60, 500], 4).astype(np.int16)
    noise = np.random.default_rng(0).integers(0, 20, (k, 1, 1), dtype=np.int16)
    grid = {"spacing": (0.8, 0.8, 1.0)}
    return Volume(mr_slice + noise, **grid), Volume(ct_slice + noise, **grid)


def a_panel(scene: object, folder: Path) -> Presenter:
    """The presenter with what a window would give it."""
    settings = SimpleNamespace(value=lambda key, default: default, setValue=lambda *_: None)
    return Presenter(
        scene=scene,
        make_worker=WorkerProcess,
        installer=SimpleNamespace(missing=list, install=lambda: ""),
        settings=MachineSettings(settings),
        exchange=Exchange(lambda: folder),
        guest=SimpleNamespace(available=lambda: False),
    )


def measure(size: tuple[int, int, int]) -> Gaps:
    """Choose, press and show everything once."""
    from conftest import slicer_without_window
    from panel.conftest import Choice, Parameters

    gaps, running = Gaps(), slicer_without_window()
    scene = running.scene
    with tempfile.TemporaryDirectory() as folder:
        panel = a_panel(scene, Path(folder))
        parameters = Parameters(registration=Choice("identity"))
        panel.set_parameters(parameters)
        mr, ct = (
            node_from_volume(scene, volume, name)
            for volume, name in zip(limb(size), ("MR", "CT"), strict=True)
        )
        mark_as_hounsfield(ct)

        def tick_until(name: str, ended: Callable[[], bool]) -> None:
            while not ended():
                gaps.step(name, panel.tick)
                time.sleep(0.02)

        def choose(name: str, **choices: object) -> None:
            for key, value in choices.items():
                setattr(parameters, key, value)
            gaps.step(name, panel.refresh)
            tick_until(name, lambda: not panel.active)
            print(f"{name:28} {gaps.longest[name]:6.3f} s", flush=True)

        choose("choose the input", inputVolume=mr)
        choose("choose another input", inputVolume=ct)
        choose("choose the synthetic CT", inputVolume=mr, sctVolume=ct)
        other = node_from_volume(scene, limb(size)[1], "real CT")
        choose("choose the real CT", referenceVolume=other)
        parameters.useAnyway = True
        for button in ("synthesizeButton", "compareButton", "previewButton", "tissuesButton"):
            gaps.step(button, lambda button=button: panel.press(button))
            if button in _HANDED_OVER_ONLY:
                tick_until(
                    button, lambda: panel.runner.stage not in ("", "handing the images over")
                )
                gaps.step(button, panel.runner.cancel)
            tick_until(button, lambda: not panel.active)
            print(f"{button:28} {gaps.longest[button]:6.3f} s", panel.runner.message)
        panel.close()
    scene.Clear(True)
    return gaps


def main() -> None:
    """Print a table of the gaps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=3, default=(512, 512, 300), metavar="N")
    size = tuple(parser.parse_args().size)
    print(f"{size[0]} x {size[1]} x {size[2]} voxels, int16")
    longest = measure(size).longest
    print(f"{'longest of all':28} {max(longest.values()):6.3f} s")


if __name__ == "__main__":
    main()
