"""The panel put together from its parts, with Slicer's own things where tests take others."""

import qt
import slicer

from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.installer import SlicerInstaller
from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.settings import MachineSettings
from SyntheticCTPanel.totalsegmentator import SlicerTotalSegmentator
from SyntheticCTPanel.view import PanelView


def assemble(ui, requirements):
    """Make presenter and view.

    Args:
        ui: the widgets of the .ui file by name.
        requirements: path of the requirements file.

    Returns:
        Presenter and view.
    """
    presenter = Presenter(
        scene=slicer.mrmlScene,
        make_worker=WorkerProcess,
        installer=SlicerInstaller(requirements),
        settings=MachineSettings(qt.QSettings()),
        exchange=Exchange(slicer.app.temporaryPath),
        guest=SlicerTotalSegmentator(slicer.modules),
        line_profile=hasattr(slicer.modules, "lineprofile"),
    )
    view = PanelView(ui, presenter)
    presenter.set_listener(view.refresh)
    return presenter, view
