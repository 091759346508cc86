"""The call that writes the bone surface of a CT."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.mrml.handover import temporary_handover
from SyntheticCTLib.mrml.nodes import check_volume
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions


@typed
def export_surface(
    node: Any,
    path: str | Path,
    *,
    settings: SurfaceSettings | None = None,
    repair: bool = True,
    emboss: bool = False,
    side: str = "",
) -> Path:
    """Write the bone surface of a CT or synthetic CT, with its checks in a JSON file beside it.

    Args:
        node: volume node, HU.
        path: .stl, .obj, .ply, .vtp or .3mf.
        settings: what decides where the surface lies; None for the defaults.
        repair: fill holes and drop islands.
        emboss: raise the node's name, the side and "synthetic, not for clinical use" on it.
        side: "left" or "right"; "" for none.

    Returns:
        The file.

    Raises:
        InputError: no volume node, no CT in HU, no bone, or an unknown format.
    """
    check_volume(node, "The CT")
    with temporary_handover() as handover:
        job = SurfaceJob(
            input=handover.volume(node, "input"),
            output=str(path),
            options=AccuracyOptions(settings or SurfaceSettings()),
            repair=repair,
            emboss=emboss,
            side=side,
            title=node.GetName(),
        )
        handover.write()
        return run_job(job).files["output"]
