"""Calls for scripts, one for each control of the panel: nodes in, nodes out, no widget needed.

Each call waits until it is done, checks its nodes, and says which one it needs. Nothing heavy is
imported before a call is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import slicer

import SyntheticCTLib
from SyntheticCTLib.arguments import typed_calls
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTPanel.file_calls import FileCalls, surface_settings

if TYPE_CHECKING:
    from SyntheticCTLib.jobs.job import Modality
    from SyntheticCTLib.mrml.calls.comparison import PlacedNodes
    from SyntheticCTLib.mrml.comparison import ComparisonNodes
    from SyntheticCTPanel.results import Results

#: What made a result, for its node: no button of the panel replaces it.
_SCRIPT = "script"


@typed_calls
class ScriptCalls(FileCalls):
    """What the module's logic gives to scripts.

    Example::

        logic = slicer.util.getModuleLogic("SyntheticCT")
        mr, ct = logic.sampleData("thigh")
        sct = logic.synthesize(mr)
        print(logic.compare(sct, ct, source=mr).answer)
    """

    _results: Results | None = None

    def scene(self) -> Any:
        """The scene that is worked in."""
        return slicer.mrmlScene

    def version(self) -> str:
        """The version of the engine behind this module."""
        return SyntheticCTLib.__version__

    def sampleData(self, part: str = "thigh") -> tuple[Any, Any]:
        """Draw a simulated "thigh", "knee" or "head".

        :returns: volume nodes of its MR and its CT.
        :raises ValueError: there is no phantom of that part.
        """
        from SyntheticCTLib.mrml.calls.images import sample_data

        mr, ct = sample_data(self.scene(), part)
        self._made(mr, ct)
        return mr, ct

    def synthesize(
        self,
        inputVolume: Any,
        model: str = DEFAULT_MODEL,
        outputVolume: Any = None,
        priorVolume: Any = None,
        modality: str | None = None,
        memory: str | None = None,
        **options: Any,
    ) -> Any:
        """Make the synthetic CT of a volume node.

        :param inputVolume: scalar volume node.
        :param model: id of a model, or path of a model folder.
        :param outputVolume: volume node to overwrite; None for a new one.
        :param priorVolume: the patient's planning CT, for a cone-beam CT.
        :param modality: "MR", "CT" or "CBCT", where the node does not say it or is wrong.
        :param memory: most that Slicer may take in all, as "4GB"; None for all that is free.
        :param options: ``device``, ``method`` ("petra" has no model) and others of
            ``SyntheticCTLib.synthesis.synthesize.synthesize``.
        :returns: the output node, on the input's grid, in HU.
        :raises ValueError: an input that cannot be used.
        """
        from SyntheticCTLib.memory import limited_memory
        from SyntheticCTLib.mrml import logic
        from SyntheticCTLib.mrml.origin import expected_error_of

        with limited_memory(memory):
            sct = logic.synthesize(
                self.scene(),
                inputVolume,
                model=model,
                output_node=outputVolume,
                prior_node=priorVolume,
                modality=cast("Modality | None", modality),
                **options,
            )
        self._made(sct if outputVolume is None else None, expected_error_of(sct))
        return sct

    def synthesizeAll(
        self, inputVolumes: Sequence[Any], model: str = DEFAULT_MODEL, **options: Any
    ) -> list[Any]:
        """Make the synthetic CT of each of several volume nodes, one after the other.

        :param inputVolumes: scalar volume nodes.
        :param model, options: see ``synthesize``.
        :returns: the output nodes, in the order of the inputs.
        :raises ValueError: one that cannot be used; what was made before stays.
        """
        from SyntheticCTLib.mrml.nodes import check_volume

        if not inputVolumes:
            raise InputError("The list of inputs is empty: give a list of scalar volume nodes.")
        for number, node in enumerate(inputVolumes):
            check_volume(node, f"Input {number + 1}")
        return [self.synthesize(node, model=model, **options) for node in inputVolumes]

    def compare(
        self,
        syntheticCT: Any,
        referenceCT: Any,
        source: Any = None,
        registration: str | None = None,
        region: Any = None,
        bones: Any = None,
        threshold: float | None = None,
        smoothing: int = 0,
        **options: Any,
    ) -> ComparisonNodes:
        """Measure a synthetic CT against a real one.

        :param syntheticCT: volume node, HU.
        :param referenceCT: volume node, HU.
        :param source: volume node that the synthetic CT was made from.
        :param registration: "rigid", "affine", "deformable"; None takes the CT where it lies.
        :param region: ROI, segmentation (its shown segments) or label map: where it counts.
        :param bones: segmentation of the CT: each segment is measured on its own.
        :param threshold: bone begins here, HU; None for the usual one.
        :param smoothing: iterations of a windowed-sinc filter.
        :param options: ``tolerance_mm``, ``align``, ``sensitivity`` and others of
            ``SyntheticCTLib.comparison.compare``.
        :returns: nodes and figures, see ``SyntheticCTLib.mrml.comparison.ComparisonNodes``.
        :raises ValueError: volumes that cannot be compared.
        """
        from SyntheticCTLib.mrml import logic

        options.setdefault("settings", surface_settings(threshold, smoothing))
        found = logic.compare(
            self.scene(),
            syntheticCT,
            referenceCT,
            source_node=source,
            registration=registration,
            region_node=region,
            bones_node=bones,
            **options,
        )
        self._made(found.difference, found.ct, *found.surfaces.values(), *found.tables.values())
        return found

    def placeCT(
        self,
        syntheticCT: Any,
        referenceCT: Any,
        registration: str = "rigid",
        start: Any = None,
        source: Any = None,
        points: tuple[Any, Any] | None = None,
    ) -> PlacedNodes:
        """Bring a CT onto a synthetic CT's grid, and measure nothing.

        :param registration: "rigid", "affine", "deformable", "identity"; "transform" takes
            ``start`` as it lies.
        :param start: transform node to start from.
        :param source: volume node that the synthetic CT was made from.
        :param points: point lists on the synthetic CT and on the CT to start from.
        :returns: the placed CT and the transform node that brings the CT there.
        :raises ValueError: volumes that cannot be registered.
        """
        from SyntheticCTLib.mrml.calls.comparison import place_ct

        placed = place_ct(
            self.scene(),
            syntheticCT,
            referenceCT,
            registration=registration,
            start_node=start,
            source_node=source,
            points=points,
        )
        self._made(placed.ct, placed.transform)
        return placed

    def extractSurface(
        self, volume: Any, threshold: float | None = None, smoothing: int = 0
    ) -> Any:
        """The bone surface of a CT or synthetic CT.

        :param volume: volume node, HU.
        :param threshold: bone begins here, HU; None for the usual one.
        :param smoothing: iterations of a windowed-sinc filter.
        :returns: model node named "<volume> bone".
        :raises ValueError: no bone above the threshold.
        """
        from SyntheticCTLib.mrml import logic

        settings = surface_settings(threshold, smoothing)
        made = logic.extract_surface(self.scene(), volume, settings=settings)
        self._made(made)
        return made

    def segmentTissues(self, volume: Any) -> Any:
        """The tissues of a CT or synthetic CT by HU.

        :param volume: volume node, HU.
        :returns: segmentation node named "<volume> tissues".
        :raises ValueError: no body stands out from air.
        """
        from SyntheticCTLib.mrml import logic

        made = logic.segment_tissues(self.scene(), volume)
        self._made(made)
        return made

    def segmentBones(
        self, volume: Any, names: Sequence[str] = (), points: Any = None, **options: Any
    ) -> Any:
        """The bones of a CT or synthetic CT one by one, by shape.

        :param volume: volume node, HU.
        :param names: for the largest, the next and so on; the others are bone 2, bone 3, ...
        :param points: point list, one or more in each bone by its name: what touches is parted
            between them.
        :param options: ``smallest_ml``, ``bridge_mm``: see ``synthetic-ct segment``.
        :returns: segmentation node named "<volume> bones".
        :raises ValueError: no bone, or more names than bones.
        """
        from SyntheticCTLib.mrml.calls.segments import segment_bones

        made = segment_bones(self.scene(), volume, names=tuple(names), points=points, **options)
        self._made(made)
        return made

    def segmentOrgans(
        self, volume: Any, task: str | None = None, interpreter: str | None = None
    ) -> Any:
        """Organs and single bones by TotalSegmentator.

        :param volume: volume node.
        :param task: of TotalSegmentator; None for "total", of an MR "total_mr".
        :param interpreter: Python that TotalSegmentator is installed in; None to look for it.
        :returns: segmentation node.
        :raises ValueError: no volume node.
        """
        from SyntheticCTLib.mrml.calls.segments import segment_organs

        made = segment_organs(self.scene(), volume, task=task, interpreter=interpreter)
        self._made(made)
        return made

    def showSegments(
        self, segmentation: Any, opacity: float | None = None, in3D: bool = False
    ) -> None:
        """How far segments cover the images, and whether they are shown in 3D.

        :param segmentation: segmentation node.
        :param opacity: in the slices, %; None leaves it.
        :param in3D: make the surfaces that are not there yet, as the panel's *Show 3D* does.
        :raises ValueError: no segmentation node.
        """
        from SyntheticCTLib.mrml.calls.segments import show_segments

        show_segments(segmentation, opacity=opacity, in_3d=in3D)

    def lookAt(self, volume: Any, model: str = DEFAULT_MODEL, **options: Any) -> dict[str, Any]:
        """What an image is taken for, and what speaks against using a model on it.

        :param volume: volume node.
        :param model: id of a model, or path of a model folder.
        :param options: ``modality``, where it is known.
        :raises ValueError: a volume that holds no image.
        """
        from SyntheticCTLib.mrml.calls.images import look_at

        return look_at(volume, model=model, **options)

    def showView(self, view: str, amount: float | None = None, axis: str | None = None) -> None:
        """Turn the views, as the panel's chooser does; the module has to have been opened.

        :param view: "input", "ct", "difference", "expected", "checkerboard", "reveal" or "side".
        :param amount: how far the upper image covers the synthetic CT, or where the line is, %.
        :param axis: of the line: "right-left", "front-back" or "foot-head".
        :raises ValueError: there is no such view or direction.
        """
        parameters: Any = self.getParameterNode()
        parameters.shownView = type(parameters.shownView)(view)
        if amount is not None:
            parameters.amount = amount
        if axis is not None:
            parameters.revealAxis = type(parameters.revealAxis)(axis)

    def undo(self) -> str:
        """Take the last result of these calls away; called again, the one before it.

        :returns: a sentence that names it.
        :raises ValueError: there is none.
        """
        if self._results is None:
            raise InputError("There is no result to take back.")
        return self._results.undo()

    def getParameterNode(self) -> Any:
        """The scene's parameters; the module's logic has them."""
        raise NotImplementedError

    def _made(self, *nodes: Any) -> None:
        """Remember what a call made, so that ``undo`` finds it."""
        from SyntheticCTPanel.results import Results

        if self._results is None:
            self._results = Results(self.scene())
        self._results.made(_SCRIPT, nodes, ())
