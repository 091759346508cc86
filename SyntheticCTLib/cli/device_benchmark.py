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
from SyntheticCTLib.inference.prediction import Prediction, predict
from SyntheticCTLib.models import ModelInfo, list_models, load_model
from SyntheticCTLib.networks.compiled import multiplies_bfloat16
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.synthesis.model_frame import to_model_input
from SyntheticCTLib.tasks.registry import task_of

if TYPE_CHECKING:
    from SyntheticCTLib.inference.precision import Precision
    from SyntheticCTLib.synthesis.model_frame import ModelInput

_CPU = torch.device("cpu")


def benchmark() -> list[dict[str, Any]]:
    """A row a model, device and precision: seconds, memory, and how far it is from the CPU in
    float32, in the image's units (HU). What fails says why in place of the figures."""
    return [row for info in list_models() for row in benchmark_model(info)]


def benchmark_model(info: ModelInfo) -> list[dict[str, Any]]:
    """The rows of one model; the CPU in float32 comes first."""
    seen, network = _phantom_input(info), load_model(info.folder).network()

    def made(device: torch.device, precision: Precision) -> Prediction:
        return predict(
            network,
            seen.image.array,
            seen.mask,
            patch_size=info.patch_size,
            size_divisor=info.size_divisor,
            blending=info.blending,
            device=device,
            padding=seen.padding,
            outputs=len(info.outputs),
            precision=precision,
            unit=unit,
        )

    unit = float(info.output_normalisation["sd"])
    exact = _image(made(_CPU, "float32"))
    rows = []
    for device, precision in _ways():
        row: dict[str, Any] = {"model": info.id, "device": str(device), "precision": precision}
        try:
            made(device, precision)  # libraries choose their algorithms in the first call
            if device.type == "cuda":
                torch.cuda.reset_peak_memory_stats(device)
            started = time.perf_counter()
            found = made(device, precision)
            seconds = time.perf_counter() - started
        except (SyntheticCTError, RuntimeError) as error:
            rows.append({**row, "error": str(error).partition("\n")[0]})
            continue
        change = np.abs(_image(found) - exact)[seen.mask] * unit
        row["precision"] = _told(precision, found.record)
        row["seconds"] = round(seconds, 3)
        row["memory_mib"] = _memory(device)
        row["mean_difference"] = round(float(change.mean()), 4)
        row["p999_difference"] = round(float(np.percentile(change, 99.9)), 3)
        rows.append(row)
    return rows


def _image(found: Prediction) -> np.ndarray:
    """The first output, [k, j, i]: a network may say more beside the image."""
    image: np.ndarray = found.array.reshape(-1, *found.array.shape[-3:])[0]
    return image


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


def _told(asked: Precision, record: dict[str, Any]) -> str:
    """The precision, and that it was given up where the first tile did not pass."""
    check = record["precision_check"]
    return f"{asked}, given up" if check is not None and not check["passed"] else asked


def _memory(device: torch.device) -> int | None:
    """Peak of what torch took on a GPU, MiB; None elsewhere, where nothing tells."""
    return torch.cuda.max_memory_allocated(device) // 2**20 if device.type == "cuda" else None


def _phantom_input(info: ModelInfo) -> ModelInput:
    """One tile of the limb phantom as the model sees it."""
    task = task_of(info)
    k, j, i = info.patch_size
    phantom = make_limb_phantom(PhantomOptions(size=(i, j, k), spacing=info.spacing))
    image = phantom.ct if task.source.in_hounsfield else phantom.mr
    named = image.with_array(image.array, modality=task.source.name)
    observed, body = task.observed(named)
    return to_model_input(observed, body, info)
