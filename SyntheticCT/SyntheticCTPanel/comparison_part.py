"""Compare: the jobs that place the CT and measure against it, and what they made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import slicer

from SyntheticCTLib.comparison.columns import IMAGE_METRICS_TABLE
from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import TRANSFORM, SavedComparison, read_comparison
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.likeness import is_one_image
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.shared_options import SourceOptions
from SyntheticCTLib.mrml.comparison import (
    ComparisonNodes,
    images_of,
    nodes_in_steps,
    recorded_comparison,
)
from SyntheticCTLib.mrml.handover import SUFFIX, Handover
from SyntheticCTLib.mrml.job_files import ReadImage, read_image, registered_node
from SyntheticCTLib.mrml.nodes import check_present
from SyntheticCTLib.mrml.records import RECORD
from SyntheticCTLib.mrml.regions import region_of, state_of
from SyntheticCTLib.mrml.transforms import transform_node
from SyntheticCTLib.mrml.views import hide
from SyntheticCTLib.mrml.volumes import on_one_grid, same_image
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTPanel.background import in_background
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.parameters import needed, needed_sct, source_of
from SyntheticCTPanel.protocols import (
    Files,
    Node,
    Parameters,
    ParameterSource,
    ReportKeeper,
    Scene,
    Starter,
    Steps,
    VolumeNode,
)
from SyntheticCTPanel.registration_choice import (
    BY_TRANSFORM,
    registration_of,
    start_file,
    uses_torch,
)
from SyntheticCTPanel.results import Results
from SyntheticCTPanel.view_chooser import CT as CT_VIEW
from SyntheticCTPanel.view_chooser import DIFFERENCE
from SyntheticCTPanel.words import answer

#: References from a result to what it was made from; they survive saving and loading.
_SCT, _CT = "SyntheticCT.sct", "SyntheticCT.ct"

#: Attribute of a difference map: the state of the region that was measured in.
_REGION = "SyntheticCT.region"


class ComparisonPart:
    """Starts the jobs and puts what they made into the scene.

    Args:
        scene: where the results go.
        parameters: what is chosen.
        starter: starts the jobs.
        report: keeps the comparison's files.
        results: remembers what was made.
        choose_view: turns the views to a kind of view.
        shown: called when there is something new in 3D.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        parameters: ParameterSource,
        starter: Starter,
        report: ReportKeeper,
        results: Results,
        choose_view: Callable[[str], None],
        shown: Callable[[], None],
    ) -> None:
        self._scene, self._parameters, self._starter = scene, parameters, starter
        self._report, self._results = report, results
        self._choose_view, self._shown = choose_view, shown
        self._read: tuple[str | None, ComparisonDocument | None] | None = None

    def preview(self) -> None:
        """Register, and show where the CT would be, without measuring.

        Raises:
            InputError: a volume is not chosen.
        """
        now = self._parameters.get()
        (sct, ct), source = _needed_pair(now), _source(now)

        def make_job(handover: Handover) -> PlaceJob:
            return PlaceJob(
                sct=handover.volume(sct, "sct"),
                ct=handover.volume(ct, "ct"),
                output=str(handover.folder / f"moved{SUFFIX}"),
                registration=registration_of(now, sct, ct, handover),
                start=start_file(now, handover),
                transform=str(handover.folder / "registration.tfm"),
                scanned=_scanned(source, handover),
            )

        def done(files: Files) -> Steps:
            placed = yield from in_background(lambda: _placed(files["output"], sct, ct))
            check_present(self._scene, sct, ct)
            self._results.clear("previewButton", (sct, ct))
            node, found = registered_node(self._scene, placed, sct_node=sct)
            moved = self._transform(now, files.get("transform"), sct)
            if _are_chosen(now, sct, ct):
                self._place(now, node, sct, ct)
            self._results.made("previewButton", (node, moved), (sct, ct))
            yield
            if _are_chosen(now, sct, ct):
                self._choose_view(CT_VIEW)
            return " ".join(map(said, [found["description"], *found["warnings"]]))

        title = _("Registration of {name}").format(name=ct.GetName())
        self._starter.start("previewButton", title, make_job, done, packages=uses_torch(now))

    def start(self) -> None:
        """Compare values and bone surfaces.

        Raises:
            InputError: a volume is not chosen.
        """
        now = self._parameters.get()
        (sct, ct), source, bones = _needed_pair(now), _source(now), now.bones
        region, measured_in = now.region, state_of(now.region)

        def make_job(handover: Handover) -> CompareJob:
            return CompareJob(
                sct=handover.volume(sct, "sct"),
                ct=handover.volume(ct, "ct"),
                output=str(handover.folder / "comparison"),
                registration=registration_of(now, sct, ct, handover),
                start=start_file(now, handover),
                scanned=_scanned(source, handover),
                mask=None if region is None else _mask(region, sct, handover),
                labels=None if bones is None else handover.labels(bones, ct, "bones"),
                options=accuracy_options(now),
                title=sct.GetName(),
            )

        def done(files: Files) -> Steps:
            made = files["report.html"].parent
            found, images = yield from in_background(lambda: _read(made, sct, ct))
            check_present(self._scene, sct, ct)
            self._results.clear("compareButton", (sct, ct))
            nodes = yield from nodes_in_steps(self._scene, found, sct, images)
            moved = made / TRANSFORM
            transform = self._transform(now, moved if moved.is_file() else None, sct)
            yield
            self._report.keep(made)
            yield
            nodes.difference.SetAttribute(_REGION, measured_in)
            if _are_chosen(now, sct, ct):
                self._show(now, nodes, sct, ct)
            yield
            self._results.made("compareButton", (*_nodes_of(nodes), transform), (sct, ct))
            yield
            if not _are_chosen(now, sct, ct):
                return None
            self._shown()
            yield
            self._choose_view(DIFFERENCE)
            yield
            return answer(nodes.document.verdict)

        title = _("Comparison of {name}").format(name=sct.GetName())
        self._starter.start("compareButton", title, make_job, done, packages=uses_torch(now))

    def figures(self) -> ComparisonDocument | None:
        """Every figure of the comparison of the chosen volumes; None if there is none."""
        now = self._parameters.now
        if now is None or now.differenceVolume is None or not _belongs(now.differenceVolume, now):
            return None
        record = now.differenceVolume.GetAttribute(RECORD)
        if self._read is None or self._read[0] != record:  # the panel asks at every change
            self._read = record, recorded_comparison(now.differenceVolume)
        return self._read[1]

    def outdated(self) -> list[str]:
        """What was changed after the comparison that ``figures`` shows, in words."""
        now, found = self._parameters.now, self.figures()
        if now is None or found is None:
            return []
        asked, chosen = found.parameters, accuracy_options(now)
        then, settings = asked.settings, chosen.settings
        changed = {
            _("the threshold"): then.threshold_hu != settings.threshold_hu,
            _("the smoothing"): then.smoothing_iterations != settings.smoothing_iterations,
            _("the tolerance"): asked.tolerance_mm != chosen.tolerance_mm,
            _("the alignment of the surfaces"): asked.surfaces_aligned_first != chosen.align,
            _("the region"): _region_differs(now),
        }
        return [name for name, differs in changed.items() if differs]

    def ct_on_grid(self) -> VolumeNode | None:
        """The chosen CT on the synthetic CT's grid; None if it has not been put there."""
        now = self._parameters.get()
        if now.placedCT is not None and _belongs(now.placedCT, now):
            return now.placedCT
        sct, ct = now.sctVolume, now.referenceVolume
        if sct is None or ct is None or ct is sct or not on_one_grid(sct, ct):
            return None
        return ct

    def _show(
        self, now: Parameters, found: ComparisonNodes, sct: VolumeNode, ct: VolumeNode
    ) -> None:
        _refer(found.difference, sct, ct)
        now.differenceVolume = found.difference
        now.metricsTable = found.tables[IMAGE_METRICS_TABLE]
        if found.surfaces:
            hide(self._scene, now.boneModel, now.heatMap)  # they lie in the same place
        now.heatMap = found.surfaces.get("sct")
        if found.ct is not None:
            self._place(now, found.ct, sct, ct)

    def _transform(self, now: Parameters, file: Path | None, sct: VolumeNode) -> Node | None:
        """What a registration found, as a node; None where nothing was registered."""
        if file is None or now.registration.value == BY_TRANSFORM:
            return None
        name = _("CT to {name}").format(name=sct.GetName())
        node: Node = transform_node(self._scene, file, name, like=sct)
        if now.sctVolume is sct:
            now.registrationTransform = node
        return node

    def _place(self, now: Parameters, node: VolumeNode, sct: VolumeNode, ct: VolumeNode) -> None:
        old, now.placedCT = now.placedCT, node
        if old is not None and old is not node:
            self._scene.RemoveNode(old)
        _refer(node, sct, ct)


def _refer(node: Node, sct: VolumeNode, ct: VolumeNode) -> None:
    node.SetNodeReferenceID(_SCT, sct.GetID())
    node.SetNodeReferenceID(_CT, ct.GetID())


def _belongs(node: Node, now: Parameters) -> bool:
    """Whether a result is of the volumes that are chosen now."""
    return (
        node.GetNodeReference(_SCT) is now.sctVolume
        and node.GetNodeReference(_CT) is now.referenceVolume
    )


def _are_chosen(now: Parameters, sct: VolumeNode, ct: VolumeNode) -> bool:
    """Whether the panel is still about these two: a scene that was loaded brings its own choice."""
    return now.sctVolume is sct and now.referenceVolume is ct


def accuracy_options(now: Parameters) -> AccuracyOptions:
    """What is chosen of the bone surfaces."""
    return AccuracyOptions(
        SurfaceSettings(threshold_hu=now.threshold, smoothing_iterations=now.smoothing),
        tolerance_mm=now.tolerance,
        align=now.alignFirst,
        sensitivity=now.sensitivity,
    )


def _needed_pair(now: Parameters) -> tuple[VolumeNode, VolumeNode]:
    """The synthetic CT, and the CT to measure it against.

    Raises:
        InputError: one of them is not chosen, or both hold one image: what was saved and loaded
            again may have lost its record, and would pass.
    """
    sct = needed_sct(now)
    ct = needed(now.referenceVolume, _("Choose the real CT of the same patient first."))
    if same_image(sct, ct):
        raise _one_image(sct, ct)
    return sct, ct


def _one_image(sct: VolumeNode, ct: VolumeNode) -> InputError:
    words = _("{ct} has the values of {sct}, as no scan has: choose the real CT.")
    return InputError(words.format(ct=ct.GetName(), sct=sct.GetName()))


def _check_placed(placed: Volume, sct: VolumeNode, ct: VolumeNode) -> None:
    """The same of a CT that came from another grid.

    Raises:
        InputError: it is the synthetic CT, resampled.
    """
    if is_one_image(slicer.util.arrayFromVolume(sct), placed.array):
        raise _one_image(sct, ct)


def _source(now: Parameters) -> VolumeNode | None:
    """What the synthetic CT was made from, as far as that is known and on its grid."""
    source = source_of(now)
    if source is None or source in (now.sctVolume, now.referenceVolume):
        return None
    return source if on_one_grid(source, now.sctVolume) else None


def _placed(file: Path, sct: VolumeNode, ct: VolumeNode) -> ReadImage:
    """The CT that a registration placed."""
    read = read_image(file)
    _check_placed(read.volume, sct, ct)
    return read


def _read(folder: Path, sct: VolumeNode, ct: VolumeNode) -> tuple[SavedComparison, dict[str, Any]]:
    """What a comparison wrote, and its voxels as nodes take them."""
    found = read_comparison(folder)
    if found.ct is not None:
        _check_placed(found.ct, sct, ct)
    return found, images_of(found)


def _scanned(source: VolumeNode | None, handover: Handover) -> SourceOptions:
    """The input as a job's file, or that there is none."""
    return SourceOptions(None if source is None else handover.volume(source, "source"))


def _mask(region: Node, sct: VolumeNode, handover: Handover) -> str:
    """The region on the synthetic CT's voxels as a job's file."""
    return handover.region(region_of(region, sct), region, sct, "mask")


def _region_differs(now: Parameters) -> bool:
    """Whether another region is chosen than the one that was measured in, or it was changed."""
    made = now.differenceVolume
    return made is not None and (made.GetAttribute(_REGION) or "") != state_of(now.region)


def _nodes_of(found: ComparisonNodes) -> list[Any]:
    return [found.difference, found.ct, *found.surfaces.values(), *found.tables.values()]
