"""The panel put together from its parts, with Slicer's own things where tests take others."""

from __future__ import annotations

import qt
import slicer

from SyntheticCTLib.jobs.ready_workers import ReadyWorkers
from SyntheticCTPanel.desk import Desk
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.installer import SlicerInstaller
from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.protocols import Widgets
from SyntheticCTPanel.settings import MachineSettings
from SyntheticCTPanel.surroundings import Surroundings
from SyntheticCTPanel.totalsegmentator import SlicerTotalSegmentator
from SyntheticCTPanel.view import PanelView
from SyntheticCTPanel.window import Window


def assemble(ui: Widgets, requirements: str) -> tuple[Presenter, PanelView]:
    """Make presenter and view.

    Args:
        ui: the widgets of the .ui file by name.
        requirements: path of the requirements file.
    """
    window = Window()
    presenter = Presenter(
        scene=slicer.mrmlScene,
        make_worker=ReadyWorkers(),
        installer=SlicerInstaller(requirements),
        settings=MachineSettings(qt.QSettings()),
        exchange=Exchange(lambda: slicer.app.temporaryPath),
        guest=SlicerTotalSegmentator(slicer.modules),
        around=Surroundings(
            line_profile=hasattr(slicer.modules, "lineprofile"),
            surfaces_shown=window.look_at_everything,
            later=lambda action: qt.QTimer.singleShot(0, action),
            side_by_side_shown=window.show_middle,
            legend_shown=window.leave_room_for_legends,
            still=window.still,
            file_of_instance=_file_of_instance,
        ),
    )
    desk = Desk(
        window=window,
        parameters=presenter.parameters,
        report=presenter.report,
        surface=presenter.surface,
        models=presenter.models,
    )
    view = PanelView(ui, presenter, desk)
    presenter.set_listener(view.refresh)
    return presenter, view


def _file_of_instance(uid: str) -> str:
    """The file of a SOP instance UID, "" where Slicer's DICOM database does not know it."""
    database = getattr(slicer, "dicomDatabase", None)
    return "" if database is None else str(database.fileForInstance(uid))
