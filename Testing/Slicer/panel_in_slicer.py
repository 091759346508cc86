"""The panel inside Slicer: it builds without a main window, binds, and remembers with the scene."""

from pathlib import Path
from unittest import mock

import slicer
from panel_case import PanelCase


class PanelInSlicerTest(PanelCase):
    """What only Slicer can show; what is behind the widgets is tested by pytest."""

    def test_every_control_has_its_widget(self):
        for name in self.widget.presenter.controls():
            self.assertTrue(hasattr(self.widget.ui, name), name)

    def test_a_disabled_button_says_why(self):
        button = self.widget.ui.synthesizeButton
        self.assertFalse(button.enabled)
        self.assertIn("Choose an image first.", button.toolTip)  # Slicer adds markup

    def test_the_widgets_and_the_parameters_follow_one_another(self):
        volume = self.volume("mr")
        self.widget.ui.inputSelector.setCurrentNode(volume)
        self.assertIs(self.parameters().inputVolume, volume)
        self.widget.ui.toleranceSlider.value = 3.5
        self.assertEqual(self.parameters().tolerance, 3.5)
        self.parameters().alignFirst = True
        self.assertTrue(self.widget.ui.alignFirstCheckBox.checked)

    def test_the_chooser_of_views_and_its_parameter_follow_one_another(self):
        parameters = self.parameters()
        parameters.shownView = type(parameters.shownView)("reveal")
        self.assertEqual(self.widget.ui.viewComboBox.currentText, parameters.shownView.label())
        parameters.amount = 30.0
        self.assertEqual(self.widget.ui.amountSlider.value, 30.0)

    def test_further_images_and_their_check_marks_follow_one_another(self):
        import qt

        first, second = self.volume("first"), self.volume("second")
        selector = self.widget.ui.furtherSelector
        selector.setCheckState(second, qt.Qt.Checked)
        self.assertEqual([node.GetName() for node in self.parameters().furtherVolumes], ["second"])
        self.parameters().furtherVolumes = [first]
        self.assertEqual(selector.checkState(second), qt.Qt.Unchecked)
        self.assertEqual(selector.checkState(first), qt.Qt.Checked)

    def test_a_region_is_an_roi_a_segmentation_or_a_label_map(self):
        for kind in (
            "vtkMRMLMarkupsROINode",
            "vtkMRMLSegmentationNode",
            "vtkMRMLLabelMapVolumeNode",
        ):
            node = slicer.mrmlScene.AddNewNodeByClass(kind)
            self.widget.ui.regionSelector.setCurrentNode(node)
            self.assertIs(self.parameters().region, node)

    def test_nothing_is_wider_than_the_panel_however_much_of_it_is_open(self):
        slicer.util.selectModule("SyntheticCT")
        self.volume("an image with a name that is longer than any place for it in the panel")
        boxes = [box for box in vars(self.widget.ui).values() if hasattr(box, "collapsed")]
        closed = [box for box in boxes if box.collapsed]
        for box in closed:
            box.collapsed = False
        slicer.app.processEvents()
        width = self.widget.ui.noticeLabel.parent().minimumSizeHint.width()
        for box in closed:
            box.collapsed = True
        self.assertLessEqual(width, 385)  # the panel has 440, with scroll bar and margins

    def test_nothing_is_wider_in_either_language_whatever_the_nodes_are_called(self):
        from SyntheticCTPanel.i18n import use_language
        from SyntheticCTPanel.widget_texts import give_headings_room, translate_texts

        long = "a result with a name that is longer than any place for it in the panel"
        for kind in (
            "vtkMRMLScalarVolumeNode",
            "vtkMRMLSegmentationNode",
            "vtkMRMLMarkupsROINode",
            "vtkMRMLMarkupsFiducialNode",
            "vtkMRMLLinearTransformNode",
        ):
            slicer.mrmlScene.AddNewNodeByClass(kind, long)
        for language in ("en", "de"):
            root = slicer.util.loadUI(self.widget.resourcePath("UI/SyntheticCT.ui"))
            ui = slicer.util.childWidgetVariables(root)
            root.setMRMLScene(slicer.mrmlScene)
            use_language(language)
            try:
                translate_texts(ui)
            finally:
                use_language(None)
            give_headings_room(ui)
            root.show()  # selectors take the width of what they hold when they are first seen
            for box in vars(ui).values():
                if hasattr(box, "collapsed"):
                    box.collapsed = False
            slicer.app.processEvents()
            width = root.minimumSizeHint.width()
            root.deleteLater()
            self.assertLessEqual(width, 400, language)  # of 440, with scroll bar and margins

    def test_tooltips_are_german_in_a_german_window(self):
        from SyntheticCTPanel.i18n import use_language
        from SyntheticCTPanel.widget_texts import translate_texts

        root = slicer.util.loadUI(self.widget.resourcePath("UI/SyntheticCT.ui"))
        ui = slicer.util.childWidgetVariables(root)
        slicer.app.processEvents()  # Slicer makes a paragraph of each
        use_language("de")
        try:
            translate_texts(ui)
        finally:
            use_language(None)
        self.assertIn("Worauf das Netz läuft", ui.deviceComboBox.toolTip)
        self.assertIn("erhaben", ui.embossCheckBox.toolTip)
        root.deleteLater()

    def test_no_heading_loses_a_part_of_its_last_letter(self):
        slicer.util.selectModule("SyntheticCT")
        for name in ("measureGroupBox", "readersGroupBox", "advancedGroupBox", "logGroupBox"):
            box = getattr(self.widget.ui, name)
            shown = self.pixels(box)
            title, box.title = box.title, box.title + 2 * "\N{NO-BREAK SPACE}"
            with_room = self.pixels(box)
            box.title = title
            self.assertEqual(shown, with_room, name)

    def pixels(self, widget):
        """What the heading of a group box looks like."""
        slicer.app.processEvents()
        image = widget.grab().toImage()
        return [image.pixel(x, y) for y in range(20) for x in range(min(image.width(), 300))]

    def test_the_notice_and_the_card_are_shown(self):
        self.assertIn("Not for clinical use", self.widget.ui.noticeLabel.text)
        self.assertIn("Soft-tissue-Sarcoma", self.widget.ui.cardTextBrowser.plainText)

    def test_the_card_follows_the_model_and_the_browser_keeps_it_alive(self):
        slicer.util.selectModule("SyntheticCT")
        browser = self.widget.ui.cardTextBrowser
        offered = self.widget.presenter.models.offered()
        for info in offered * 3:  # of three documents the first one is surely gone
            self.parameters().model = info.id
            self.until(lambda: not self.widget.presenter.active)
            slicer.app.processEvents()
            heading = info.card.removeprefix("# ").splitlines()[0]
            self.assertIn(heading, browser.plainText)
            self.assertEqual(browser.document.parent(), browser)  # Qt takes no ownership itself
        self.assertGreater(len(offered), 1)

    def test_the_notice_stands_in_the_status_bar_once(self):
        import qt

        window = slicer.util.mainWindow()
        if window is None:
            self.skipTest("There is no status bar without a main window.")
        for _again in range(3):
            slicer.util.selectModule("Data")
            slicer.util.selectModule("SyntheticCT")
        labels = window.statusBar().findChildren(qt.QLabel)
        shown = [one for one in labels if "not for clinical use" in one.text and one.visible]
        self.assertEqual(len(shown), 1)

    def test_choices_are_saved_and_loaded_with_the_scene(self):
        slicer.util.selectModule("SyntheticCT")  # the selectors are bound while the scene is loaded
        parameters = self.parameters()
        parameters.inputVolume = self.volume("mr")
        parameters.tolerance = 1.5
        parameters.registration = type(parameters.registration).AFFINE
        file = slicer.util.tempDirectory() + "/scene.mrb"
        self.assertTrue(slicer.util.saveScene(file))
        slicer.mrmlScene.Clear()
        self.assertEqual(self.parameters().tolerance, 2.0)
        slicer.util.loadScene(file)
        loaded = self.parameters()
        self.assertEqual(loaded.tolerance, 1.5)
        self.assertEqual(loaded.inputVolume.GetName(), "mr")
        self.assertIs(self.widget.ui.inputSelector.currentNode(), loaded.inputVolume)
        self.assertEqual(loaded.registration.value, "affine")

    def test_the_first_volume_is_chosen_on_entering(self):
        self.widget.exit()
        volume = self.volume("mr")
        self.widget.enter()
        self.assertIs(self.parameters().inputVolume, volume)

    def test_a_volume_that_comes_into_the_open_panel_is_chosen_if_none_is(self):
        slicer.util.selectModule("SyntheticCT")
        self.assertIsNone(self.parameters().inputVolume)
        volume = self.volume("mr")
        self.until(lambda: self.parameters().inputVolume is not None)
        self.assertIs(self.parameters().inputVolume, volume)
        self.volume("another")
        slicer.app.processEvents()
        self.assertIs(self.parameters().inputVolume, volume)

    def test_sample_data_is_loaded_and_chosen(self):
        slicer.util.selectModule("SyntheticCT")
        self.parameters().inputVolume = self.volume("mr")
        self.widget.ui.sampleDataButton.click()
        self.until(lambda: self.parameters().inputVolume.GetName() != "mr")
        self.assertEqual(self.parameters().inputVolume.GetName(), "thigh phantom MR")

    def test_the_folder_of_temporary_files_is_chosen_on_the_page_that_the_sentences_name(self):
        from SyntheticCTLib.errors import DISK_IS_FULL
        from SyntheticCTLib.files.folders import TEMPORARY_PREFIX
        from SyntheticCTPanel.failures import failure_in

        full = DISK_IS_FULL.format(name=f"{slicer.app.temporaryPath}/{TEMPORARY_PREFIX}1/mr.mhd")
        page = failure_in(full).rstrip(".").split(" > ")[-1]
        dialog = slicer.app.settingsDialog()
        dialog.setCurrentPanel(page)
        chooser = slicer.util.findChild(dialog.currentPanel, "TemporaryDirectoryButton")
        self.assertIsNotNone(chooser, page)

    def test_packages_that_are_not_installed_leave_a_sentence_and_a_working_panel(self):
        from SyntheticCTPanel.installer import SlicerInstaller

        file = Path(slicer.util.tempDirectory()) / "requirements.txt"
        file.write_text("no-such-package-at-all>=1\n", encoding="utf-8")
        runner = self.widget.presenter.runner
        self.assertFalse(runner.install(SlicerInstaller(file).install))
        self.assertIn("no-such-package-at-all>=1 would have to be installed", runner.failure)
        self.parameters().inputVolume = self.volume("mr")
        self.parameters().useAnyway = True  # it is no limb
        self.until(lambda: not self.widget.presenter.active)
        self.assertTrue(self.widget.ui.synthesizeButton.enabled)

    def test_a_slicer_without_a_package_manager_asks_and_runs_pip(self):
        import slicer.packaging

        from SyntheticCTPanel.installer import SlicerInstaller

        file = Path(slicer.util.tempDirectory()) / "requirements.txt"
        file.write_text("no-such-package-at-all>=1\n", encoding="utf-8")
        newer = {name: getattr(slicer.packaging, name) for name in ("pip_ensure", "pip_check")}
        for name in newer:  # Slicer 5.10 has slicer.util.pip_install alone
            delattr(slicer.packaging, name)
        yes = mock.patch.object(slicer.util, "confirmOkCancelDisplay", return_value=True)
        try:
            with yes as asked:
                sentence = SlicerInstaller(file).install()
        finally:
            for name, function in newer.items():
                setattr(slicer.packaging, name, function)
        asked.assert_called_once()
        self.assertIn("The installation of no-such-package-at-all>=1 failed", sentence)

    def test_labels_are_as_high_as_their_text_needs_at_any_width(self):
        import qt

        from SyntheticCTPanel.wrapping import WrappingLabels

        window = qt.QWidget()  # of a label that is one itself the desktop decides how wide it is
        window.resize(1000, 400)
        label = qt.QLabel("A sentence of some length. " * 8, window)
        label.wordWrap = True
        kept = WrappingLabels([label])  # nobody else keeps it
        window.show()
        heights = []
        for width in (900, 300, 900):
            label.resize(width, 20)
            slicer.app.processEvents()
            heights.append(label.minimumHeight)
        self.assertGreater(heights[1], 1.5 * heights[0])
        self.assertEqual(heights[0], heights[2])
        label.text = "A sentence of some length. " * 24  # of which no change of width tells
        kept.look_again()
        slicer.app.processEvents()
        self.assertGreater(label.minimumHeight, 1.5 * heights[0])
        self.assertLessEqual(label.heightForWidth(label.width), label.minimumHeight)
        del kept
        window.deleteLater()

    def test_segments_that_are_taken_back_are_not_cut_out_of_their_label_map_first(self):
        import numpy as np

        from SyntheticCTLib.image.volume import Volume
        from SyntheticCTLib.mrml.segmentations import node_from_segmentation
        from SyntheticCTLib.segmentation.labels import Label, Segmentation
        from SyntheticCTPanel.results import Results

        labels = np.zeros((8, 8, 8), np.uint8)
        labels[2:4], labels[5:7] = 1, 2
        table = [Label(value, f"part {value}", (255, 0, 0)) for value in (1, 2)]
        found = Segmentation(Volume(labels), tuple(table), "parts")
        source = self.volume("sct")
        node = node_from_segmentation(slicer.mrmlScene, found, "parts", like=source)
        results, cut = Results(slicer.mrmlScene), []
        results.made("tissuesButton", (node,), (source,))
        event = slicer.vtkSegmentation.SourceRepresentationModified
        node.GetSegmentation().AddObserver(event, lambda *_: cut.append(True))
        results.undo()
        self.assertFalse(slicer.mrmlScene.IsNodePresent(node))
        self.assertEqual(cut, [])

    def test_sample_data_has_the_phantoms(self):
        from SampleData import SampleDataLogic

        from SyntheticCTPanel.sample_data import CATEGORY, PHANTOMS

        sources = SampleDataLogic.sampleDataSourcesByCategory(CATEGORY)
        self.assertEqual({source.sampleName for source in sources}, set(PHANTOMS.values()))
