"""``synthetic-ct doctor --benchmark``: one tile with every model, device and precision.

What one machine cannot run is checked on another by one command, whose table goes into a report.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.inference.device import choose_device, devices
from SyntheticCTLib.inference.forward import Forward
from SyntheticCTLib.inference.tiles import pad_to
from SyntheticCTLib.models import ModelInfo, list_models, load_model
from SyntheticCTLib.networks.compiled import multiplies_bfloat16
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.synthesis.model_frame import to_model_input
from SyntheticCTLib.tasks.registry import task_of

if TYPE_CHECKING:
    from SyntheticCTLib.inference.precision import Precision, PrecisionCheck
    from SyntheticCTLib.synthesis.model_frame import ModelInput

_CPU = torch.device("cpu")


def benchmark() -> list[dict[str, Any]]:
    """A row a model, device and precision: seconds, memory, and how far it is from the CPU in
    float32, in the image's units (HU). What fails says why in place of the figures."""
    return [row for info in list_models() for row in benchmark_model(info)]


def benchmark_model(info: ModelInfo) -> list[dict[str, Any]]:
    """The rows of one model; the CPU in float32 comes first."""
    seen, network = _phantom_input(info), load_model(info.folder).network()
    margins = pad_to(seen.mask.shape, info.patch_size)
    tile = torch.from_numpy(np.pad(seen.image.array, margins, mode="edge"))[None, None]
    body = np.pad(seen.mask, margins)
    unit = float(info.output_normalisation["sd"])
    rows, exact = [], np.empty(0)
    for device, precision in _ways():
        row: dict[str, Any] = {"model": info.id, "device": str(device), "precision": precision}
        try:
            found, seconds, check = _predicted(Forward(network, precision, unit=unit), tile, device)
        except (SyntheticCTError, RuntimeError) as error:
            rows.append({**row, "error": str(error).partition("\n")[0]})
            continue
        exact = exact if rows else found
        change = np.abs(found - exact)[body] * unit
        row["precision"] = precision if check is None or check.passed else f"{precision}, given up"
        row["seconds"] = round(seconds, 3)
        row["memory_mib"] = _memory(device)
        row["mean_difference"] = round(float(change.mean()), 4)
        row["p999_difference"] = round(float(np.percentile(change, 99.9)), 3)
        rows.append(row)
    return rows


def _predicted(
    forward: Forward, tile: torch.Tensor, device: torch.device
) -> tuple[np.ndarray, float, PrecisionCheck | None]:
    """The image of a tile, [k, j, i], the seconds that it takes, and how its precision was found.

    The first time the tile is held against float32, and libraries choose their algorithms.
    """
    with torch.inference_mode():
        forward.move_to(device)
        there = tile.to(device)
        forward(there)
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
        started = time.perf_counter()
        found = forward(there)[0, 0].cpu().numpy()  # a network may say more beside the image
        seconds = time.perf_counter() - started
    forward.release()
    return found, seconds, forward.check


def _ways() -> list[tuple[torch.device, Precision]]:
    ways: list[tuple[torch.device, Precision]] = [(_CPU, "float32")]
    if multiplies_bfloat16():
        ways.append((_CPU, "bfloat16"))
    for described in devices():
        device = choose_device(described["device"])
        if device.type == "cuda":
            ways += [(device, "float32"), (device, "float16"), (device, "bfloat16")]
        elif device.type == "mps":
            ways += [(device, "float32"), (device, "float16")]
    return ways


def _memory(device: torch.device) -> int | None:
    """Peak of what torch took on a GPU, MiB; None elsewhere, where nothing tells."""
    return torch.cuda.max_memory_allocated(device) // 2**20 if device.type == "cuda" else None


def _phantom_input(info: ModelInfo) -> ModelInput:
    """One tile of the limb phantom as the model sees it."""
    task = task_of(info)
    k, j, i = info.patch_size
    phantom = make_limb_phantom(PhantomOptions(size=(i, j, k), spacing=info.spacing))
    image = phantom.ct if task.source.in_hounsfield else phantom.mr
    named = image.of_modality(task.source.name)
    observed, body = task.observed(named)
    return to_model_input(observed, body, info)
