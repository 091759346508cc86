"""For scripts and the Python console: nodes in, nodes out, computed in this process.

The window stays busy meanwhile; a panel starts a worker instead and calls ``show_synthesis`` and
``comparison.nodes_from_found`` with what it wrote. Until everything is computed the scene is left
as it is.

Example:
    >>> from SyntheticCTLib.mrml import logic  # doctest: +SKIP
    >>> mr = slicer.util.getNode("leg MR")  # doctest: +SKIP
    >>> sct = logic.synthesize(slicer.mrmlScene, mr)  # doctest: +SKIP
    >>> logic.compare(slicer.mrmlScene, sct, ct, source_node=mr).answer  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.mrml.comparison import ComparisonNodes, nodes_from_comparison
from SyntheticCTLib.mrml.display import (
    mark_as_hounsfield,
    mark_as_mr_signal,
    show_as_ct,
    show_as_expected_error,
    show_as_synthetic_mr,
)
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.nodes import check_output, check_segmentation, check_volume
from SyntheticCTLib.mrml.origin import set_expected_error, set_input
from SyntheticCTLib.mrml.records import attach_record, record_of
from SyntheticCTLib.mrml.regions import region_of
from SyntheticCTLib.mrml.segment_labels import labels_of
from SyntheticCTLib.mrml.segmentations import node_from_segmentation
from SyntheticCTLib.mrml.surfaces import node_from_surface
from SyntheticCTLib.mrml.volumes import (
    grid_of_node,
    node_from_volume,
    update_node,
    volume_from_node,
)
from SyntheticCTLib.preprocessing.kinds import kind_named
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.synthesis.record import SynthesisRecord, recorded_synthesis


@typed
def synthesize(
    scene: Any,
    input_node: Any,
    *,
    model: str | Path = DEFAULT_MODEL,
    output_node: Any = None,
    prior_node: Any = None,
    modality: Modality | None = None,
    **options: Any,
) -> Any:
    """Make the synthetic CT of a volume node.

    Args:
        scene: where the result goes.
        input_node: ``vtkMRMLScalarVolumeNode``; linear parent transforms count.
        model: id of a catalogued model, or path of a model folder.
        output_node: volume node to overwrite; None for a new one.
        prior_node: the patient's planning CT, for a cone-beam CT.
        modality: "MR", "CT" or "CBCT" where the node does not say it or is wrong.
        options: ``device``, ``strict``, ``progress``, ``cancel`` and the others of
            ``synthesis.synthesize``.

    Returns:
        The output node, see ``show_synthesis``.

    Raises:
        SyntheticCTError: see ``synthesis.synthesize`` and ``volumes.volume_from_node``.
    """
    from SyntheticCTLib.surface.measure.expected import with_expected
    from SyntheticCTLib.synthesis.synthesize import synthesize as synthesize_volume

    check_volume(input_node, "The input")
    if output_node is not None and output_node is input_node:
        raise InputError("The output cannot be the input: choose another volume, or a new one.")
    if output_node is not None:
        check_output(output_node, "The output")
    if prior_node is not None:
        check_volume(prior_node, "The planning CT")
    image = volume_from_node(input_node)
    if modality is not None:
        image = image.of_modality(modality)
    if prior_node is not None:
        options["prior"] = volume_from_node(prior_node)
    made = with_expected(synthesize_volume(image, model=model, **options))
    sct = show_synthesis(
        scene,
        input_node,
        made.volume,
        made.record,
        modality=made.volume.metadata["modality"],
        output_node=output_node,
    )
    if made.expected_error is not None:
        show_expected_error(scene, made.expected_error, like=sct)
    return sct


@typed
def show_synthesis(
    scene: Any,
    input_node: Any,
    volume: Volume,
    record: SynthesisRecord,
    *,
    modality: str = "CT",
    output_node: Any = None,
    image: Any = None,
) -> Any:
    """Put a synthetic image into the scene: beside its input, on its grid, with its record.

    Args:
        scene: where it goes.
        input_node: what it was made from.
        volume: the synthetic image.
        record: how it was made.
        modality: of the synthetic image, the model's ``output_modality``.
        output_node: volume node to overwrite; None for a new one.
        image: see ``volumes.update_node``.

    Returns:
        The output node. A new one is named "<input> sCT (synthetic)", or "<input> sMRI
        (synthetic)", which says so when its texture was sampled. A synthetic CT has the unit HU and
        the soft tissue window, a synthetic MR arbitrary units and the window of their scale.

    Raises:
        InputError: the volume is not on the input's grid.
    """
    if not volume.grid.same(grid_of_node(input_node)):
        raise InputError(f"The synthetic image is not on the grid of {input_node.GetName()!r}.")
    made = kind_named(modality)
    show = show_as_ct if made.in_hounsfield else show_as_synthetic_mr
    node = output_node
    if node is None:
        drawn = "synthetic, sampled texture" if record.is_drawn else "synthetic"
        name = f"{input_node.GetName()} {made.synthetic} ({drawn})"
        node = node_from_volume(scene, volume, name, like=input_node, image=image, show=show)
    else:
        show(node)
        update_node(node, volume, like=input_node, image=image)
    (mark_as_hounsfield if made.in_hounsfield else mark_as_mr_signal)(node)
    attach_record(node, record.to_dict())
    set_input(node, input_node)
    put_beside(node, input_node)
    return node


@typed
def show_expected_error(scene: Any, error: Volume, *, like: Any, image: Any = None) -> Any:
    """The expected absolute error of a synthetic CT, HU, as a node that is shown over it."""
    name = f"{like.GetName()} expected error"
    node = node_from_volume(scene, error, name, like=like, image=image, show=show_as_expected_error)
    mark_as_hounsfield(node)
    attach_record(node, {"expected_error_of": like.GetName()})
    set_expected_error(like, node)
    put_beside(node, like)
    return node


@typed
def compare(
    scene: Any,
    sct_node: Any,
    ct_node: Any,
    *,
    source_node: Any = None,
    registration: str | Path | None = None,
    region_node: Any = None,
    bones_node: Any = None,
    **options: Any,
) -> ComparisonNodes:
    """Compare a synthetic CT with the real one.

    Args:
        scene: where the results go.
        sct_node: synthetic CT, HU.
        ct_node: real CT, HU.
        source_node: what the sCT was made from.
        registration: "rigid", "affine", "deformable", "identity" or a transform file. None takes
            the CT where it is in the scene.
        region_node: ROI, segmentation (its shown segments) or label map: where it counts.
        bones_node: segmentation of the real CT: each segment is measured on its own.
        options: ``tolerance_mm``, ``settings``, ``progress``, ``cancel`` and the others of
            ``comparison.compare.compare``.

    Raises:
        SyntheticCTError: see ``comparison.compare.compare`` and ``volumes.volume_from_node``.
    """
    from SyntheticCTLib.comparison import compare as comparison

    check_volume(sct_node, "The synthetic CT")
    check_volume(ct_node, "The real CT")
    if source_node is not None:
        check_volume(source_node, "The source")
    sct, ct = volume_from_node(sct_node), volume_from_node(ct_node)
    if registration is None and not sct.grid.same(ct.grid):
        registration = "identity"
    bones: Volume | None = None
    rows: list[dict[str, Any]] = []
    if bones_node is not None:
        check_segmentation(bones_node, "The single bones")
        make, rows = labels_of(bones_node, ct_node)
        bones = make()
    found = comparison.compare(
        sct,
        ct,
        mask=None if region_node is None else region_of(region_node, sct_node)(),
        labels=bones,
        names={row["value"]: row["name"] for row in rows} or None,
        source=None if source_node is None else volume_from_node(source_node),
        registration=registration,
        provenance=recorded_synthesis(record_of(sct_node)),
        **options,
    )
    return nodes_from_comparison(scene, found, sct_node=sct_node)


@typed
def extract_surface(
    scene: Any, ct_node: Any, *, settings: SurfaceSettings | None = None, **options: Any
) -> Any:
    """The bone surface of a CT or sCT as a model node named "<input> bone".

    Args:
        scene: where it goes.
        ct_node: CT or sCT, HU.
        settings: what decides where the surface lies; None for the defaults.
        options: ``progress``, ``cancel`` and the others of ``make.extraction.extract_surface``.

    Raises:
        InputError: no bone above the threshold, or a volume that cannot be used.
    """
    from SyntheticCTLib.surface.make import extraction

    check_volume(ct_node, "The CT")
    surface = extraction.extract_surface(volume_from_node(ct_node), settings, **options)
    node = node_from_surface(scene, surface.mesh, f"{ct_node.GetName()} bone", like=ct_node)
    attach_record(
        node,
        {
            "surface_of": ct_node.GetName(),
            "settings": surface.settings.to_dict(),
            "largest_deviation_by_smoothing_mm": surface.deviation_mm,
            "source": record_of(ct_node),
        },
    )
    return node


@typed
def segment_tissues(scene: Any, ct_node: Any, **options: Any) -> Any:
    """The tissues of a CT or sCT by HU as a segmentation node named "<input> tissues".

    Args:
        scene: where it goes.
        ct_node: CT or sCT, HU.
        options: see ``segmentation.hu_tissues.segment_tissues``.

    Raises:
        InputError: no body stands out from air, or a volume that cannot be used.
    """
    from SyntheticCTLib.segmentation import hu_tissues

    check_volume(ct_node, "The CT")
    found = hu_tissues.segment_tissues(volume_from_node(ct_node), **options)
    node = node_from_segmentation(scene, found, f"{ct_node.GetName()} tissues", like=ct_node)
    attach_record(node, found.record)
    return node
