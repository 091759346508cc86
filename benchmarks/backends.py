"""Which backend computes a shipped network's tile fastest, and how far off?

    python benchmarks/backends.py [--model ID] [--size 24 96 96] [--turns 5] [--threads 1]

One tile of noise goes through the same weights by PyTorch as it comes, the compiled form that
synthesis uses (``inference.forward``) in float32 and bfloat16, ``torch.compile``, ONNX Runtime and
OpenVINO in the precisions that they offer; the backends take turns, so that a busy machine slows
all alike. Printed are the fastest wall and processor time of a tile, what getting ready took, and
the mean and the 99.9th percentile of the change from PyTorch's float32 in HU. A backend that is not
installed is left out and named:

    pip install onnxruntime onnx onnxscript openvino     # torch.compile takes a C++ compiler
"""

from __future__ import annotations

import argparse
import copy
import io
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.inference.forward import Forward
from SyntheticCTLib.models import load_model

Tile = np.ndarray
Backend = Callable[[Tile], Tile]


@dataclass
class Timed:
    """One backend's times, s, and answer."""

    name: str
    compute: Backend
    ready: float
    answer: Tile
    wall: float = float("inf")
    processor: float = float("inf")

    def take_a_turn(self, tile: Tile) -> None:
        """Compute the tile once more; the fastest turn counts."""
        wall, processor = time.perf_counter(), time.process_time()
        self.compute(tile)
        self.wall = min(self.wall, time.perf_counter() - wall)
        self.processor = min(self.processor, time.process_time() - processor)


def as_it_comes(network: nn.Module, _: Tile) -> Backend:
    """PyTorch, module by module, in float32."""
    return lambda tile: network(torch.from_numpy(tile)).numpy()


def under_autocast(network: nn.Module, _: Tile) -> Backend:
    """PyTorch's own bfloat16, with features channels last."""
    laid = _copy(network).to(memory_format=torch.channels_last_3d)

    def compute(tile: Tile) -> Tile:
        features = torch.from_numpy(tile).contiguous(memory_format=torch.channels_last_3d)
        with torch.autocast("cpu", torch.bfloat16):
            answer: Tile = laid(features).float().numpy()
        return answer

    return compute


def ours(network: nn.Module, precision: Any) -> Backend:
    """The form that a synthesis runs."""
    forward = Forward(network, precision)
    forward.move_to(torch.device("cpu"))
    return lambda tile: forward(torch.from_numpy(tile)).numpy()


def by_torch_compile(network: nn.Module, _: Tile, *, bfloat16: bool) -> Backend:
    """The inductor's kernels."""
    made = torch.compile(_copy(network).to(memory_format=torch.channels_last_3d))

    def compute(tile: Tile) -> Tile:
        features = torch.from_numpy(tile).contiguous(memory_format=torch.channels_last_3d)
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            answer: Tile = made(features).float().numpy()
        return answer

    return compute


def by_onnx_runtime(network: nn.Module, tile: Tile) -> Backend:
    """ONNX Runtime on the CPU, all graph optimisations, float32: it has no bfloat16 there."""
    import onnxruntime

    written = io.BytesIO()
    torch.onnx.export(network, (torch.from_numpy(tile),), written, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(
        written.getvalue(), options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    return lambda tile: session.run(None, {name: tile})[0]


def by_openvino(network: nn.Module, tile: Tile, *, precision: str) -> Backend:
    """OpenVINO on the CPU."""
    import openvino

    core = openvino.Core()
    converted = openvino.convert_model(network, example_input=torch.from_numpy(tile))
    converted.reshape(list(tile.shape))
    made = core.compile_model(
        converted,
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            "PERFORMANCE_HINT": "LATENCY",
        },
    )
    return lambda tile: np.array(made(tile)[0])


#: What takes its turns, by the name that the table gives it.
BACKENDS: dict[str, Callable[[nn.Module, Tile], Backend]] = {
    "PyTorch float32": as_it_comes,
    "PyTorch bfloat16, channels last": under_autocast,
    "compiled form, float32": lambda network, _: ours(network, "float32"),
    "compiled form, auto": lambda network, _: ours(network, "auto"),
    "torch.compile float32": lambda network, tile: by_torch_compile(network, tile, bfloat16=False),
    "torch.compile bfloat16": lambda network, tile: by_torch_compile(network, tile, bfloat16=True),
    "ONNX Runtime float32": by_onnx_runtime,
    "OpenVINO float32": lambda network, tile: by_openvino(network, tile, precision="f32"),
    "OpenVINO bfloat16": lambda network, tile: by_openvino(network, tile, precision="bf16"),
}


def _copy(network: nn.Module) -> nn.Module:
    return copy.deepcopy(network)


def made_ready(network: nn.Module, tile: Tile) -> list[Timed]:
    """All backends that are installed, each after its first tiles."""
    ready = []
    for name, make in BACKENDS.items():
        started = time.perf_counter()
        try:
            compute = make(network, tile)
        except ImportError as error:
            print(f"{name} is left out: {error}")
            continue
        compute(tile)
        taken = time.perf_counter() - started
        # Of fewer bits the first tile is computed twice, as a check.
        ready.append(Timed(name, compute, taken, compute(tile)))
    return ready


def rows(timed: list[Timed], unit: float) -> list[list[str]]:
    """A row a backend; changes are from the first one."""
    exact = timed[0].answer[:, 0]
    found = []
    for one in timed:
        change = np.abs(one.answer[:, 0] - exact) * unit
        found.append(
            [
                one.name,
                f"{one.wall:.2f}",
                f"{one.processor:.2f}",
                f"{one.ready:.1f}",
                f"{change.mean():.3f}",
                f"{np.percentile(change, 99.9):.2f}",
            ]
        )
    return found


def main() -> None:
    """Make ready, take turns, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--size", nargs=3, type=int, default=[24, 96, 96], help="of a tile, k j i")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = load_model(arguments.model)
    network = model.network().eval()
    channels = next(network.parameters()).shape[1]
    tile = np.random.default_rng(0).normal(size=(1, channels, *arguments.size))
    tile = tile.astype(np.float32)
    with torch.no_grad():
        timed = made_ready(network, tile)
        for _ in range(arguments.turns):
            for one in timed:
                one.take_a_turn(tile)
    print(f"{arguments.model}, a tile of {arguments.size}, {arguments.threads} of {os.cpu_count()}")
    names = ["backend", "wall, s", "processor, s", "ready after, s", "mean, HU", "99.9 %, HU"]
    print(table([names, *rows(timed, unit_of(model))]))


def unit_of(model: Any) -> float:
    """What one of the network's units is in HU."""
    return float(model.info.output_normalisation["sd"])


if __name__ == "__main__":
    main()
