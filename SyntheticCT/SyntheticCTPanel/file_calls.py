"""Calls for scripts that write files or only tell something, and make no node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.arguments import typed_calls
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTPanel.model_calls import ModelCalls

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.reader_scores import ReaderScore
    from SyntheticCTLib.surface.make.settings import SurfaceSettings
    from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy


@typed_calls
class FileCalls(ModelCalls):
    """Files of results, see ``script_calls.ScriptCalls``."""

    def expectedAccuracy(self, syntheticCT: Any) -> ExpectedAccuracy | None:
        """What to expect of the bone of a synthetic CT without a CT; None if nobody can say.

        :param syntheticCT: volume node that a synthesis made.
        :raises ValueError: an image that no model made.
        """
        from SyntheticCTLib.mrml.calls.images import expected_accuracy

        return expected_accuracy(syntheticCT)

    def exportSurface(
        self,
        volume: Any,
        path: str,
        repair: bool = True,
        emboss: bool = False,
        side: str = "",
        threshold: float | None = None,
        smoothing: int = 0,
    ) -> Path:
        """Write the bone surface of a CT or synthetic CT for print.

        :param volume: volume node, HU.
        :param path: .stl, .obj, .ply or .3mf.
        :param repair: fill holes and drop islands.
        :param emboss: raise the node's name, the side and "synthetic, not for clinical use" on it.
        :param side: "left" or "right"; "" for none.
        :param threshold, smoothing: see ``extractSurface``.
        :raises ValueError: no CT in HU, no bone, or an unknown format.
        """
        from SyntheticCTLib.mrml.calls.surface import export_surface

        settings = surface_settings(threshold, smoothing)
        return export_surface(
            volume, path, settings=settings, repair=repair, emboss=emboss, side=side
        )

    def saveAsDicom(
        self,
        volume: Any,
        folder: str,
        like: str | None = None,
        enhanced: bool = False,
        send: str | None = None,
    ) -> Path:
        """Write a synthetic image as a DICOM series.

        :param volume: volume node.
        :param folder: a new folder.
        :param like: folder of the series whose study it goes into.
        :param enhanced: all slices in one Enhanced CT or MR.
        :param send: node that it is also sent to, TITLE@HOST:PORT.
        :raises ValueError: the folder is there, or the image cannot be written.
        """
        from SyntheticCTLib.mrml.calls.dicom import save_as_dicom

        return save_as_dicom(volume, folder, like=like, enhanced=enhanced, send=send)

    def saveDicomObject(
        self,
        item: Any,
        path: str,
        like: str,
        kind: str | None = None,
        volume: Any = None,
        moving: str | None = None,
        send: str | None = None,
    ) -> Path:
        """Write segments, a surface, a registration or an answer as one DICOM file.

        :param item: segmentation, model or transform node, or the folder of ``saveReport``.
        :param path: .dcm
        :param like: folder of the series that it belongs to.
        :param kind: "rtstruct" in place of "seg", "surface" of "stl", "pdf" of "verdict".
        :param volume: of a segmentation, the volume node that was segmented.
        :param moving: of a registration, folder of the series that it brings onto the other.
        :param send: node that it is also sent to, TITLE@HOST:PORT.
        :raises ValueError: no such node, or it does not fit the series.
        """
        from SyntheticCTLib.mrml.calls.dicom import save_dicom_object

        return save_dicom_object(
            item, path, like=like, kind=kind, volume=volume, moving=moving, send=send
        )

    def saveReport(
        self,
        syntheticCT: Any,
        referenceCT: Any,
        folder: str,
        source: Any = None,
        registration: str | None = None,
        region: Any = None,
        bones: Any = None,
        threshold: float | None = None,
        smoothing: int = 0,
        **options: Any,
    ) -> Path:
        """Measure as ``compare`` does, and write the folder with report and every figure.

        :param folder: where it goes.
        :param source, registration, region, bones, threshold, smoothing: see ``compare``.
        :param options: ``tolerance_mm``, ``align``, ``sensitivity``.
        :returns: the page.
        :raises ValueError: volumes that cannot be compared, or a folder that cannot be written.
        """
        from SyntheticCTLib.mrml.calls.comparison import save_report

        options.setdefault("settings", surface_settings(threshold, smoothing))
        return save_report(
            syntheticCT,
            referenceCT,
            folder,
            source_node=source,
            registration=registration,
            region_node=region,
            bones_node=bones,
            **options,
        )

    def addScore(
        self, folder: str, reader: str, landmark: str, image: str, score: float
    ) -> list[ReaderScore]:
        """Keep a reader's score beside a report; complete, it stands in the report.

        :param folder: of a report, see ``saveReport``.
        :param image: "sCT" or "CT".
        :param score: 0 (not to be seen) to 10 (as on a diagnostic CT).
        :returns: every score that the folder has.
        :raises ValueError: no report is there, or a name or the score cannot be used.
        """
        from SyntheticCTLib.evaluation.reader_scores import ReaderScore
        from SyntheticCTLib.mrml.reader_scores import keep_score

        return keep_score(Path(folder), ReaderScore(reader, landmark, image, score))

    def runStudy(
        self, source: str, folder: str, model: str = DEFAULT_MODEL, **options: Any
    ) -> Path:
        """Work off the patients of a folder as one study; what is done already is not done again.

        :param source: folder of images, root of a DICOM tree, or a CSV table of cases.
        :param folder: the study's folder.
        :param model: id of a model, or path of a model folder.
        :param options: of ``SyntheticCTLib.synthesis.options.SynthesisOptions``.
        :returns: the study's page.
        :raises ValueError: there are no patients, or the folder is of another study.
        """
        from SyntheticCTLib.mrml.calls.study import run_study

        return run_study(source, folder, model=model, **options)


def surface_settings(threshold: float | None, smoothing: int) -> SurfaceSettings:
    """Where a surface lies, by a call's arguments; without them the usual place."""
    from SyntheticCTLib.surface.make.settings import SurfaceSettings

    settings = SurfaceSettings(smoothing_iterations=smoothing)
    return settings if threshold is None else settings.with_changes(threshold_hu=float(threshold))
