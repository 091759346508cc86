"""What the panel's buttons open: views, dialogs, the browser, another module."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import qt
import slicer

from SyntheticCTLib.files.names import fit_name
from SyntheticCTPanel.file_names import with_format
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.importing_part import ModelOffer
from SyntheticCTPanel.models_part import ModelsPart
from SyntheticCTPanel.parameters import needed, needed_sct
from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.protocols import ParameterSource, VolumeNode
from SyntheticCTPanel.report_files import ReportFiles
from SyntheticCTPanel.sample_data import PhantomDrawing
from SyntheticCTPanel.surface_part import SurfacePart
from SyntheticCTPanel.window import Window

#: The formats of a bone surface by their suffix.
SURFACE_SUFFIXES = (".stl", ".obj", ".ply", ".3mf")

_DICOM = ".dcm"


class Desk:
    """Carries out the buttons that need the window, with the parts that know what to show.

    Args:
        window: the views.
        parameters: what is chosen.
        report: the comparison's files.
        surface: the bone surfaces.
        models: the models.
    """

    def __init__(
        self,
        *,
        window: Window,
        parameters: ParameterSource,
        report: ReportFiles,
        surface: SurfacePart,
        models: ModelsPart,
    ) -> None:
        self._window, self._parameters = window, parameters
        self._report, self._surface, self._models = report, surface, models

    def heat_map(self) -> None:
        """The coloured surface in a 3D view."""
        with self._window.still():
            self._window.four_up()
            self._surface.show_heat_map()
            self._window.look_at_everything()

    def jump_to(self, place: str) -> None:
        """Turn the slice views to a place of the panel's text, RAS mm with blanks between."""
        right, front, up = (float(number) for number in place.split())
        self._window.jump(right, front, up)

    def table(self) -> None:
        """The table of the metrics beside the views."""
        table = needed(self._parameters.get().metricsTable, _("Measure against a CT first."))
        with self._window.still():
            self._window.show_table(table)

    def segment_editor(self) -> None:
        """Slicer's Segment Editor with the chosen segmentation and the synthetic CT."""
        now = self._parameters.get()
        chosen = needed(now.segmentation, _("Make or choose a segmentation first."))
        slicer.util.selectModule("SegmentEditor")
        editor = slicer.modules.SegmentEditorWidget.editor
        editor.setSegmentationNode(chosen)
        editor.setSourceVolumeNode(needed_sct(now))

    def transforms(self) -> None:
        """Slicer's module Transforms with the chosen transform."""
        chosen = needed(self._parameters.get().startTransform, _("Choose a transform first."))
        slicer.app.openNodeModule(chosen)

    def sample_data(self) -> None:
        """The simulated thigh, drawn, loaded and chosen."""

        def loaded(*nodes: VolumeNode) -> None:
            if nodes and self._parameters.now is not None:
                self._parameters.now.inputVolume = nodes[0]

        PhantomDrawing("thigh", loaded).start()

    def may_overwrite(self, presenter: Presenter) -> bool:
        """Whether the output may take the place of what is in the chosen volume; asks."""
        output = self._parameters.get().outputVolume
        if output is None or output.GetImageData() is None or presenter.runner.state.busy:
            return True
        question = _("{name} holds an image already. Replace it?").format(name=output.GetName())
        return bool(slicer.util.confirmYesNoDisplay(question))

    def line_profile(self) -> None:
        """Slicer's module Line Profile with the synthetic CT."""
        sct = self._parameters.get().sctVolume
        slicer.util.selectModule("LineProfile")
        slicer.modules.LineProfileWidget.logic.getParameterNode().inputVolume = sct

    def open_report(self) -> None:
        """The report in the browser."""
        _open(self._report.page())

    def save_report(self) -> str:
        """Ask where, and copy the comparison's folder there."""
        self._report.page()
        parent = _ask_folder(_("Folder in which the report gets a folder of its own"))
        if not parent:
            return ""
        name = fit_name(needed_sct(self._parameters.get()).GetName())
        folder = Path(parent) / _("{name} report").format(name=name)
        if not _may_replace(folder):
            return ""
        return self._report.save(folder, replace=True)

    def open_model(self) -> None:
        """The model's folder in the file manager."""
        _open(self._models.folder())

    def ask_model_folder(self) -> str:
        """Ask for a model folder, or one that holds some; "" if the user changed his mind."""
        return _ask_folder(_("Model folder, or a folder that holds some"))

    def ask_model_file(self) -> str:
        """Ask for an archive or the file of a network; "" if the user changed his mind."""
        return str(
            qt.QFileDialog.getOpenFileName(
                slicer.util.mainWindow(), _("Archive, or file of a network"), ""
            )
        )

    def agrees(self, offer: ModelOffer) -> bool:
        """Whether the user wants a model of which he was shown licence, origin and size."""
        return bool(
            slicer.util.confirmYesNoDisplay(
                "\n".join([offer.question, "", *offer.lines]), windowTitle=_("Add a model")
            )
        )

    def may_delete(self, folder: Path | None) -> bool:
        """Whether a folder may be deleted; asks, unless there is none."""
        if folder is None:
            return True
        question = _("{folder} will be deleted with all its files. Go on?").format(folder=folder)
        return bool(slicer.util.confirmYesNoDisplay(question))

    def ask_surface_file(self) -> str:
        """Ask for the file of the surface; "" if the user changed his mind."""
        now = self._parameters.get()
        suffix = f".{now.exportFormat.lower()}"
        name = _("{name} bone").format(name=fit_name(needed_sct(now).GetName()))
        title = _("Export the bone surface")
        return _ask_file(title, name, now.exportFormat, suffix, SURFACE_SUFFIXES)

    def ask_study(self) -> tuple[Path, Path] | None:
        """Ask for the folder of patients and where the study goes; None if nothing is wanted."""
        source = _ask_folder(_("Folder with the images of many patients"))
        if not source:
            return None
        parent = _ask_folder(_("Folder in which the study gets a folder of its own"))
        if not parent:
            return None
        name = _("{name} study").format(name=fit_name(Path(source).name))
        return Path(source), Path(parent) / name

    def ask_dicom_target(self, *, folder: bool) -> str:
        """Ask where DICOM goes, a folder or a file; "" if the user changed his mind."""
        return self._ask_dicom_folder() if folder else self._ask_dicom_file()

    def _ask_dicom_file(self) -> str:
        now = self._parameters.get()
        name = f"{fit_name(needed_sct(now).GetName())} {now.dicomKind.value}"
        return _ask_file(_("Save as DICOM"), name, "DICOM", _DICOM, (_DICOM,))

    def _ask_dicom_folder(self) -> str:
        name = fit_name(needed_sct(self._parameters.get()).GetName())
        folder = _ask_folder(_("Folder in which the DICOM series gets a folder of its own"))
        return str(Path(folder) / f"{name} DICOM") if folder else ""


def _ask_folder(title: str) -> str:
    return str(qt.QFileDialog.getExistingDirectory(slicer.util.mainWindow(), title))


def _ask_file(title: str, name: str, kind: str, suffix: str, known: Sequence[str]) -> str:
    """Ask for a file to write, of one of the known suffixes; "" if the user changed his mind."""
    typed = str(
        qt.QFileDialog.getSaveFileName(
            slicer.util.mainWindow(), title, f"{name}{suffix}", f"{kind} (*{suffix})"
        )
    )
    if not typed:
        return ""
    path = with_format(typed, known, suffix)
    # The dialog has asked about the name that was typed, not about the one with a suffix.
    return str(path) if str(path) == typed or _may_replace(path) else ""


def _may_replace(path: Path) -> bool:
    """Whether there is nothing at a path, or the user lets it be replaced."""
    if not path.exists():
        return True
    question = _("{path} is there already. Replace it?").format(path=path)
    return bool(slicer.util.confirmYesNoDisplay(question))


def _open(path: Path) -> None:
    """Open a page or a folder in the program that the desktop has for it."""
    opener = shutil.which("xdg-open") if sys.platform.startswith("linux") else None
    if opener is None:
        qt.QDesktopServices.openUrl(qt.QUrl.fromLocalFile(str(path)))
        return
    # Qt's way copies Slicer's process first, which takes seconds where it holds large images.
    subprocess.Popen(
        [opener, str(path)],
        env=slicer.util.startupEnvironment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
