"""Binds the presenter to the widgets of the .ui file: signals in, texts and states out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import qt
import slicer

from SyntheticCTLib.errors import SyntheticCTError, sentence_of
from SyntheticCTPanel import choices, words
from SyntheticCTPanel.card_words import card_in_window
from SyntheticCTPanel.checked_nodes import CheckedNodes
from SyntheticCTPanel.clicks import Clicks
from SyntheticCTPanel.desk import Desk
from SyntheticCTPanel.doubts import doubts_in
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.presenter import Presenter
from SyntheticCTPanel.protocols import Widget, Widgets
from SyntheticCTPanel.sight import Sight
from SyntheticCTPanel.states import State
from SyntheticCTPanel.status_bar import StatusBar
from SyntheticCTPanel.widget_texts import give_headings_room, translate_texts
from SyntheticCTPanel.wrapping import WrappingLabels, fit

#: How often the workers are looked at while one runs, ms.
_INTERVAL_MS = 100

#: Labels whose text takes several lines.
_WRAPPING = (
    "inspectionLabel",
    "statusLabel",
    "expectedLabel",
    "verdictLabel",
    "figuresLabel",
    "viewLabel",
    "scoresLabel",
    "modelsLabel",
)

#: Selectors whose nodes a running job is about.
_SELECTORS = (
    "inputSelector",
    "furtherSelector",
    "outputSelector",
    "sctSelector",
    "referenceSelector",
)

_JOB_BUTTONS = (
    "synthesizeButton",
    "devicesButton",
    "previewButton",
    "compareButton",
    "tissuesButton",
    "bonesButton",
    "totalSegmentatorButton",
    "surfaceButton",
    "addModelButton",
)


class PanelView:
    """The widgets' side of the panel.

    Args:
        ui: the widgets by name.
        presenter: see ``presenter.Presenter``; its listener has to be ``refresh``.
        desk: carries out the buttons that need the window.
    """

    def __init__(self, ui: Widgets, presenter: Presenter, desk: Desk) -> None:
        self.ui, self.presenter, self.desk = ui, presenter, desk
        self._shown: dict[str, object] = {}
        self._told = ""
        self._card: Any = None
        self._clicks, self._status, self._sight = Clicks(), StatusBar(), Sight(ui)
        self._further = CheckedNodes(ui.furtherSelector, presenter)
        self._wrapping = WrappingLabels([getattr(ui, name) for name in _WRAPPING])
        self._timer = qt.QTimer()
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.connect("timeout()", presenter.tick)
        translate_texts(ui)
        give_headings_room(ui)
        self._connect()

    def _connect(self) -> None:
        ui = self.ui
        for name in _JOB_BUTTONS:
            self._on_click(name, partial(self._press, name))
        actions: dict[str, Callable[[], str | None]] = {
            "exportButton": self._export,
            "dicomButton": self._save_as_dicom,
            "studyButton": self._study,
            "sampleDataButton": self.desk.sample_data,
            "undoButton": self.presenter.undo,
            "showAgainButton": self.presenter.views.show_again,
            "transformsButton": self.desk.transforms,
            "show3DButton": self.presenter.segmentation.show_3d,
            "segmentEditorButton": self.desk.segment_editor,
            "tableButton": self.desk.table,
            "lineProfileButton": self.desk.line_profile,
            "heatMapButton": self.desk.heat_map,
            "reportButton": self.desk.open_report,
            "saveReportButton": self.desk.save_report,
            "addScoreButton": self._add_score,
            "verifyButton": self.presenter.models.verify,
            "openModelButton": self.desk.open_model,
            "sourceFolderButton": self._choose_source_folder,
            "sourceFileButton": self._choose_source_file,
            "removeModelButton": self._remove_model,
        }
        for name, action in actions.items():
            self._on_click(name, partial(self._do, action))
        for label in (ui.expectedLabel, ui.figuresLabel):
            label.connect("linkActivated(QString)", self.desk.jump_to)
        # With the slider's value: the parameter may follow only after this.
        ui.segmentOpacitySlider.connect("valueChanged(double)", self._cover)
        ui.modelSourceLineEdit.connect("textChanged(QString)", self.presenter.importing.type_source)
        ui.dicomReceiverLineEdit.connect("textChanged(QString)", self.presenter.dicom.type_receiver)
        ui.regionComboBox.connect("activated(int)", self._choose_region)
        ui.modelComboBox.connect("activated(int)", self._choose_model)
        ui.deviceComboBox.connect("activated(int)", self._choose_device)
        ui.memoryLineEdit.text = self.presenter.settings.memory
        ui.memoryLineEdit.connect("editingFinished()", self._choose_memory)

    def _on_click(self, name: str, action: Callable[[], None]) -> None:
        def clicked() -> None:
            if self._clicks.counts(name):
                action()
                self._clicks.answered(name)

        getattr(self.ui, name).connect("clicked()", clicked)

    def refresh(self) -> None:
        """Show what the presenter says, and ask what it wants to know."""
        if self.presenter.active:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_controls()
        self._show_progress()
        self._show_lists()
        self._show_words()
        self._sight.follow(self.presenter.runner, self.presenter.starter.running)
        offer = self.presenter.importing.take_offer()
        if offer is not None and self.desk.agrees(offer):
            self.presenter.importing.install(offer)

    def enter(self) -> None:
        """The module is opened."""
        self._status.enter()

    def exit(self) -> None:
        """Another module is opened."""
        self._status.exit()

    def close(self) -> None:
        """The window goes."""
        self._timer.stop()
        self._wrapping.close()
        self.exit()

    def _show_controls(self) -> None:
        busy = self.presenter.runner.state.busy
        for name, control in self.presenter.controls().items():
            widget = getattr(self.ui, name)
            widget.enabled, widget.toolTip = control.enabled, control.tooltip
            if control.text is not None:
                widget.text = control.text
        for name in _SELECTORS:
            getattr(self.ui, name).enabled = not busy

    def _show_progress(self) -> None:
        runner = self.presenter.runner
        self.ui.progressBar.value = round(100 * runner.fraction)
        self.ui.progressBar.setFormat(words.progress_text(runner))
        self._set_text(self.ui.statusLabel, runner.message)
        self._status.follow(runner)
        self._show_log(runner.log)
        if runner.state is State.FAILED and runner.failure != self._told:
            self._told = runner.failure
            slicer.util.errorDisplay(runner.failure, windowTitle=_("Synthetic CT"))
        elif runner.state is not State.FAILED:
            self._told = ""

    def _show_log(self, lines: Sequence[str]) -> None:
        text = "\n".join(lines)
        if self._shown.get("log") == text:
            return
        self._shown["log"] = text
        bar = self.ui.logTextEdit.verticalScrollBar()
        at_end, place = bar.value == bar.maximum, bar.value
        self.ui.logTextEdit.setPlainText(text)
        bar.setValue(bar.maximum if at_end else place)

    def _show_lists(self) -> None:
        models, now = self.presenter.models, self.presenter.parameters.now
        chosen = models.chosen()
        region = now.bodyRegion if now is not None else choices.ANY_REGION
        places = [(choices.region_title(name), name) for name in models.regions()]
        self._fill(self.ui.regionComboBox, [(_("Any"), choices.ANY_REGION), *places], region)
        offered = [(choices.model_title(info), info.id) for info in models.offered()]
        self._fill(self.ui.modelComboBox, offered, chosen.id if chosen else "")
        devices = choices.devices(self.presenter.synthesis.devices)
        self._fill(self.ui.deviceComboBox, devices, self.presenter.settings.device)
        self._further.show()
        source = self.presenter.importing.source
        if self.ui.modelSourceLineEdit.text.strip() != source:  # it was used up
            self.ui.modelSourceLineEdit.text = source

    def _show_words(self) -> None:
        presenter = self.presenter
        chosen, now = presenter.models.chosen(), presenter.parameters.now
        has_input = now is not None and now.inputVolume is not None
        seen = ""
        if has_input and chosen:
            seen = words.inspection(presenter.inspector.found, chosen.output_modality)
        self._set_text(self.ui.inspectionLabel, seen)
        if self._shown.get("card") != (chosen and str(chosen.folder)):
            self._shown["card"] = chosen and str(chosen.folder)
            self._show_card(card_in_window(chosen.card) if chosen else "")
        self._set_text(self.ui.modelsLabel, words.where(chosen) if chosen else "")
        figures = presenter.comparison.figures()
        self._set_text(self.ui.figuresLabel, words.figures(figures) if figures else "")
        changed = presenter.comparison.outdated()
        self._set_text(self.ui.verdictLabel, words.verdict(figures, changed) if figures else "")
        has_sct = now is not None and now.sctVolume is not None
        record = presenter.synthesis.record()
        doubts = doubts_in(record, told=presenter.inspector.told)
        trust = words.expected(record.expected if record else None, doubts) if has_sct else ""
        self._set_text(self.ui.expectedLabel, trust)
        self._set_text(self.ui.viewLabel, presenter.views.told())
        self._set_text(self.ui.scoresLabel, presenter.readers.told())

    def _show_card(self, text: str) -> None:
        browser, former = self.ui.cardTextBrowser, self._card
        # Not the browser's setMarkdown: on one that is shown it lays out after every block.
        self._card = qt.QTextDocument(browser)  # its child, as it holds on to it unasked
        self._card.setMarkdown(text)
        browser.setDocument(self._card)
        if former is not None:  # only now: the browser takes its leave of the former one
            former.deleteLater()

    def _set_text(self, label: Widget, text: str) -> None:
        if label.text != text:
            label.text = text
            fit(label)
            self._wrapping.look_again()

    def _fill(self, combo: Widget, lines: Sequence[tuple[str, str]], current: str) -> None:
        """Fill a combo box, if it shows something else, and choose one without telling anybody."""
        if self._shown.get(combo.name) != list(lines):
            self._shown[combo.name] = list(lines)
            combo.blockSignals(True)
            combo.clear()
            for title, data in lines:
                combo.addItem(title, data)
            combo.blockSignals(False)
        values = [data for _title, data in lines]
        index = values.index(current) if current in values else 0
        if combo.currentIndex != index:
            combo.blockSignals(True)
            combo.setCurrentIndex(index)
            combo.blockSignals(False)

    def _choose_region(self, index: int) -> None:
        self.presenter.parameters.get().bodyRegion = self.ui.regionComboBox.itemData(index)

    def _choose_model(self, index: int) -> None:
        self.presenter.parameters.get().model = self.ui.modelComboBox.itemData(index)

    def _choose_device(self, index: int) -> None:
        self.presenter.settings.device = self.ui.deviceComboBox.itemData(index)

    def _choose_memory(self) -> None:
        self.presenter.settings.memory = self.ui.memoryLineEdit.text

    def _cover(self, percent: float) -> None:
        if self.presenter.parameters.now is not None:
            self.presenter.segmentation.show_opacity(percent)

    def _press(self, name: str) -> None:
        if name == "synthesizeButton" and not self.desk.may_overwrite(self.presenter):
            return
        self._do(lambda: self.presenter.press(name))

    def _export(self) -> None:
        if self.presenter.runner.state.busy:  # it reads Cancel
            self.presenter.press("exportButton")
            return
        path = self.desk.ask_surface_file()
        if path:
            self.presenter.surface.export(path)

    def _add_score(self) -> str:
        ui = self.ui
        said = self.presenter.readers.add(
            ui.readerLineEdit.text,
            ui.landmarkLineEdit.text,
            ui.scoredImageComboBox.currentIndex,
            ui.scoreSpinBox.value,
        )
        self.refresh()
        return said

    def _save_as_dicom(self) -> None:
        if self.presenter.runner.state.busy:  # it reads Cancel
            self.presenter.press("dicomButton")
            return
        dicom = self.presenter.dicom
        path = self.desk.ask_dicom_target(folder=dicom.is_folder)
        if path:
            dicom.export(path)

    def _study(self) -> None:
        if self.presenter.runner.state.busy:  # it reads Cancel
            self.presenter.press("studyButton")
            return
        folders = self.desk.ask_study()
        if folders is not None:
            self.presenter.study.start(*folders)

    def _choose_source_folder(self) -> None:
        self._choose_source(self.desk.ask_model_folder())

    def _choose_source_file(self) -> None:
        self._choose_source(self.desk.ask_model_file())

    def _choose_source(self, path: str) -> None:
        if path:
            self.ui.modelSourceLineEdit.text = path
            self.presenter.importing.type_source(path)

    def _remove_model(self) -> str:
        models = self.presenter.models
        return models.remove() if self.desk.may_delete(models.doomed()) else ""

    def _do(self, action: Callable[[], str | None]) -> None:
        """Do something and say its sentence, or why it cannot be done."""
        try:
            sentence = action()
        except (SyntheticCTError, OSError) as error:
            slicer.util.errorDisplay(sentence_of(error), windowTitle=_("Synthetic CT"))
            return
        if sentence:
            self.presenter.runner.say(sentence)
