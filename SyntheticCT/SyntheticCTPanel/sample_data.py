"""Phantoms in Slicer's module Sample Data. They are drawn on this computer, not downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import qt
import slicer

from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTPanel.drawing import Drawing
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.failures import failure_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import VolumeNode

CATEGORY = "SyntheticCT"

#: Part of the body, and its name in the list.
PHANTOMS = {
    "thigh": "SyntheticCTThighPhantom",
    "knee": "SyntheticCTKneePhantom",
    "head": "SyntheticCTHeadPhantom",
}

#: The one that is no limb: ellipsoids without a face.
_HEAD = "head"

_INTERVAL_MS = 100

#: Drawings that wait for their worker, so that nobody collects them.
_waiting: set[PhantomDrawing] = set()


def register(icons: str | Path) -> None:
    """Put the phantoms into the module Sample Data.

    Args:
        icons: folder of the thumbnails.
    """
    from SampleData import SampleDataLogic

    if hasattr(SampleDataLogic, "registerCustomSampleDataCategory"):  # Slicer 5.12
        SampleDataLogic.registerCustomSampleDataCategory(CATEGORY, title=_("Synthetic CT"))
    for part, name in PHANTOMS.items():
        SampleDataLogic.registerCustomSampleDataSource(
            category=CATEGORY,
            sampleName=name,
            thumbnailFileName=str(Path(icons) / f"{name}.png"),
            uris=[f"phantom:{part}", f"phantom:{part}"],
            fileNames=[None, None],
            nodeNames=_titles(part),
            customDownloader=lambda source, part=part: PhantomDrawing(part).start(),
        )


class PhantomDrawing:
    """Draws a phantom in a worker, and loads its MR and CT when they are there.

    Args:
        part: of ``PHANTOMS``.
        finished: called with the two nodes, or with none after a failure.
    """

    def __init__(self, part: str, finished: Callable[..., None] = lambda *nodes: None) -> None:
        self._part, self._finished = part, finished
        self._timer = qt.QTimer()
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.connect("timeout()", self._tick)

    def start(self) -> None:
        """Begin; returns at once. The same phantom is not drawn twice at a time."""
        if any(other._part == self._part for other in _waiting):
            slicer.util.showStatusMessage(_("This phantom is being drawn already."), 2000)
            return
        try:
            exchange = Exchange(lambda: slicer.app.temporaryPath)
            self._drawing = Drawing(exchange, self._job_in)
        except (SyntheticCTError, OSError) as error:
            slicer.util.errorDisplay(failure_of(error))
            return
        _waiting.add(self)
        scene = slicer.mrmlScene
        self._observed = scene.AddObserver(scene.StartCloseEvent, self._scene_closes)
        slicer.app.connect("aboutToQuit()", self._drawing.close)
        self._timer.start()

    def _job_in(self, folder: Path) -> Job:
        if self._part == _HEAD:
            return HeadPhantomJob(str(folder), format="mhd")
        return PhantomJob(str(folder), PhantomOptions(limb=self._part), format="mhd")

    def _tick(self) -> None:
        for progress in self._drawing.new_progress():
            slicer.util.showStatusMessage(
                _("Drawing the phantom: {percent} %").format(percent=int(100 * progress.fraction)),
                2000,
            )
        if not self._drawing.ended:
            return
        self._leave()
        drawn = self._drawing.read()
        if self._drawing.failure:
            slicer.util.errorDisplay(self._drawing.failure)
            self._finished()
            return
        self._finished(*self._load(*drawn))

    def _scene_closes(self, _scene: object, _event: str) -> None:
        """What was asked for goes with the scene: nothing comes into the next one."""
        self._leave()
        self._drawing.stop()

    def _leave(self) -> None:
        self._timer.stop()
        self._timer.disconnect("timeout()", self._tick)  # Qt keeps whom it would call
        slicer.app.disconnect("aboutToQuit()", self._drawing.close)
        _waiting.discard(self)
        slicer.mrmlScene.RemoveObserver(self._observed)

    def _load(self, *drawn: Volume) -> tuple[VolumeNode, VolumeNode]:
        from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
        from SyntheticCTLib.mrml.views import show_over
        from SyntheticCTLib.mrml.volumes import node_from_volume

        scene = slicer.mrmlScene
        mr, ct = (
            node_from_volume(scene, volume, title)
            for volume, title in zip(drawn, _titles(self._part), strict=True)
        )
        mark_as_hounsfield(ct)
        show_as_ct(ct)
        show_over(scene, mr, None, 0.0)
        slicer.util.resetSliceViews()
        return mr, ct


def _titles(part: str) -> list[str]:
    """Names of the MR and the CT of a phantom."""
    titles = {
        "thigh": [_("thigh phantom MR"), _("thigh phantom CT")],
        "knee": [_("knee phantom MR"), _("knee phantom CT")],
        "head": [_("head phantom MR"), _("head phantom CT")],
    }
    return titles[part]
