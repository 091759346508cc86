"""What the panel does to Slicer's window: layouts, dialogs, the browser, another module."""

from pathlib import Path

import qt
import slicer

from SyntheticCTLib.mrml.views import VIEWS
from SyntheticCTPanel.i18n import tr as _


class Desk:
    """Slicer's window as the panel uses it. Without a window, as in tests, most of it does nothing.

    Args:
        presenter: see ``presenter.Presenter``.
    """

    def __init__(self, presenter):
        self._presenter = presenter

    def side_by_side(self):
        """Input, synthetic CT and CT beside one another."""
        self._presenter.comparison.arrange_side_by_side()
        qt.QTimer.singleShot(0, self._fill)  # the window may breathe between the two

    def _fill(self):
        if self._presenter.parameters is not None:
            self._presenter.comparison.fill_side_by_side()
            self._show_middle(self._presenter.parameters.sctVolume)

    def checkerboard(self):
        """Fields of both in turn."""
        self._presenter.comparison.show_checkerboard()

    def reveal(self):
        """One up to a line, the other beyond it."""
        self._presenter.comparison.show_reveal()

    def difference(self):
        """The difference map in the usual four views."""
        self._arrange(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)
        self._presenter.comparison.show_difference()
        self._fit()

    def heat_map(self):
        """The coloured surface in a 3D view."""
        self._arrange(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)
        self._presenter.surface.show_heat_map()
        self.look_at_everything()

    def look_at_everything(self):
        """Turn the 3D views to the whole of what they show."""
        manager = slicer.app.layoutManager()
        if manager is None:
            return
        for number in range(manager.threeDViewCount):
            view = manager.threeDWidget(number).threeDView()
            view.resetFocalPoint()
            view.resetCamera()

    def table(self):
        """The table of the metrics beside the views."""
        self._arrange(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpTableView)
        logic = slicer.app.applicationLogic()
        logic.GetSelectionNode().SetActiveTableID(self._presenter.parameters.metricsTable.GetID())
        logic.PropagateTableSelection()

    def line_profile(self):
        """Slicer's module Line Profile with the synthetic CT."""
        sct = self._presenter.parameters.sctVolume
        slicer.util.selectModule("LineProfile")
        slicer.modules.LineProfileWidget.logic.getParameterNode().inputVolume = sct

    def open_report(self):
        """The report in the browser."""
        self._open(self._presenter.comparison.report())

    def save_report(self):
        """Ask where, and copy the comparison's folder there."""
        self._presenter.comparison.report()
        folder = qt.QFileDialog.getExistingDirectory(
            slicer.util.mainWindow(), _("Folder for the report and its files")
        )
        return self._presenter.comparison.save(folder) if folder else ""

    def open_model(self):
        """The model's folder in the file manager."""
        self._open(self._presenter.models.chosen().folder)

    def add_model(self):
        """Ask for a model folder and use it from now on."""
        folder = qt.QFileDialog.getExistingDirectory(
            slicer.util.mainWindow(), _("Model folder, or a folder that holds some")
        )
        return self._presenter.models.add(folder) if folder else ""

    def ask_surface_file(self):
        """Ask for the file of the surface; "" if the user changed his mind."""
        now = self._presenter.parameters
        kind = now.exportFormat
        name = f"{now.sctVolume.GetName()} bone.{kind.lower()}"
        path = qt.QFileDialog.getSaveFileName(
            slicer.util.mainWindow(),
            _("Export the bone surface"),
            name,
            f"{kind} (*.{kind.lower()})",
        )
        if not path:
            return ""
        return path if Path(path).suffix else f"{path}.{kind.lower()}"

    def fit_slices(self):
        """Show all of the images in every slice view."""
        self._fit()

    def _open(self, path):
        qt.QDesktopServices.openUrl(qt.QUrl.fromLocalFile(str(path)))

    def _arrange(self, layout):
        manager = slicer.app.layoutManager()
        if manager is not None:
            manager.setLayout(layout)

    def _fit(self):
        if slicer.app.layoutManager() is not None:
            slicer.util.resetSliceViews()

    def _show_middle(self, volume):
        """Turn our views to a volume's slices, and go to the middle one."""
        manager = slicer.app.layoutManager()
        if manager is None:
            return
        bounds = [0.0] * 6
        volume.GetRASBounds(bounds)
        middle = [(bounds[2 * axis] + bounds[2 * axis + 1]) / 2 for axis in range(3)]
        for name in VIEWS:
            widget = manager.sliceWidget(name)
            widget.mrmlSliceNode().RotateToVolumePlane(volume)
            widget.sliceLogic().FitSliceToBackground()
            widget.mrmlSliceNode().JumpSliceByCentering(*middle)
