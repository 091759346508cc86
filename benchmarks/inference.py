"""Our tiled inference against MONAI's sliding window inferer and nnU-Net's predictor.

Same weights, same volume (an analytic limb phantom), same overlap, same tiles, one run. Each
contender runs in a process of its own, in turns, so that peak memory is its own and a busy machine
is unfair to all alike; the fastest of its turns counts. CPU time is that of all threads.

The row "as it is used" lays its tiles over the box around the body, so its tiles are fewer and lie
elsewhere: its difference is what tile positions alone change in this network. All other rows have
the same tiles; their differences are rounding.

    python benchmarks/inference.py --model mr-to-ct-limb
    python benchmarks/inference.py --nnunet-python /path/to/other/venv/bin/python

nnU-Net lives in an environment of its own, which needs what this package needs:

    python3 -m venv nnunet && nnunet/bin/pip install -e . "nnunetv2==2.8.1"
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.inference import choose_device, predict
from SyntheticCTLib.models import ModelInfo, load_model
from SyntheticCTLib.preprocessing.body_mask import mr_body
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.model_frame import to_model_input

ROOT = Path(__file__).resolve().parents[1]

#: The first is what the others are compared with.
NAMES = {
    "ours-all": "SyntheticCT, every tile",
    "ours": "SyntheticCT, as it is used (tiles over the body only)",
    "monai": "MONAI sliding_window_inference",
    "nnunet": "nnU-Net nnUNetPredictor",
}

#: Steps from the first tile to the last along k, j, i. Whole steps, so that all contenders lay the
#: same tiles: MONAI shifts the last tile inwards, nnU-Net and we spread all evenly.
STEPS = (1, 2, 3)


class Data(SimpleNamespace):
    """What every contender gets: array and mask, [k, j, i], and how to tile."""

    array: np.ndarray
    mask: np.ndarray
    padding: float
    info: ModelInfo
    overlap: float
    blending: str
    device: torch.device


Contender = Callable[[nn.Module, Data], np.ndarray]


def ours(network: nn.Module, data: Data, mask: np.ndarray | None) -> np.ndarray:
    """Our ``predict``; a mask leaves out tiles without body."""
    return predict(
        network,
        data.array,
        mask,
        patch_size=data.info.patch_size,
        size_divisor=data.info.size_divisor,
        overlap=data.overlap,
        blending=data.blending,
        device=data.device,
        padding=data.padding,
    ).array


def monai(network: nn.Module, data: Data) -> np.ndarray:
    """MONAI's function with its defaults, one tile at a time."""
    from monai.inferers import sliding_window_inference

    image = torch.from_numpy(data.array)[None, None].to(data.device)
    mode = "gaussian" if data.blending == "gaussian" else "constant"
    with torch.inference_mode():
        predicted = sliding_window_inference(
            image, data.info.patch_size, 1, network.to(data.device), overlap=data.overlap, mode=mode
        )
    return predicted[0, 0].cpu().numpy()


def nnunet(network: nn.Module, data: Data) -> np.ndarray:
    """nnU-Net's own predictor, with our network in place of one that it trained."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    predictor = nnUNetPredictor(
        tile_step_size=1 - data.overlap,
        use_gaussian=data.blending == "gaussian",
        use_mirroring=False,
        perform_everything_on_device=data.device.type == "cuda",
        device=data.device,
        allow_tqdm=False,
    )
    predictor.network = network
    predictor.configuration_manager = SimpleNamespace(patch_size=data.info.patch_size)
    predictor.label_manager = SimpleNamespace(num_segmentation_heads=1)
    predicted = predictor.predict_sliding_window_return_logits(torch.from_numpy(data.array)[None])
    return predicted[0].float().cpu().numpy()


CONTENDERS: dict[str, Contender] = {
    "ours-all": lambda network, data: ours(network, data, None),
    "ours": lambda network, data: ours(network, data, data.mask),
    "monai": monai,
    "nnunet": nnunet,
}


def prepare(arguments: argparse.Namespace, folder: Path) -> np.ndarray:
    """Write the phantom's MR as the network sees it. Returns the body mask, [k, j, i]."""
    info = load_model(arguments.model).info
    steps = [max(1, round(side * (1 - arguments.overlap))) for side in info.patch_size]
    sides = zip(info.patch_size, STEPS, steps, strict=True)
    k, j, i = (side + count * step for side, count, step in sides)
    mr = make_limb_phantom(size=(i, j, k), spacing=info.spacing).mr
    seen = to_model_input(mr, mr_body(mr), info)
    np.savez(folder / "input.npz", array=seen.image.array, mask=seen.mask, padding=seen.padding)
    print(
        f"{i} x {j} x {k} voxels, body {seen.mask.mean():.0%}, tiles of {info.patch_size}, "
        f"overlap {arguments.overlap}, {arguments.blending}"
    )
    return seen.mask


def work(arguments: argparse.Namespace) -> None:
    """One turn of one contender, in its own process: prints a line of JSON."""
    folder, name = Path(arguments.folder), arguments.turn_of
    stored = np.load(folder / "input.npz")
    model = load_model(arguments.model)
    data = Data(
        array=np.ascontiguousarray(stored["array"]),
        mask=stored["mask"],
        padding=float(stored["padding"]),
        info=model.info,
        overlap=arguments.overlap,
        blending=arguments.blending,
        device=choose_device(arguments.device),
    )
    network = model.network()
    with torch.inference_mode():  # libraries choose their algorithms in the first call
        network(torch.zeros(1, 1, *model.info.size_divisor).repeat(1, 1, 2, 2, 2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu_started = time.perf_counter(), time.process_time()
    predicted = CONTENDERS[name](network, data)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    np.save(folder / f"{name}.npy", predicted)
    turn = {"seconds": seconds, "cpu_seconds": cpu_seconds}
    turn |= {"kibibytes": after, "more_kibibytes": after - before}
    if data.device.type == "cuda":
        turn["kibibytes"] = turn["more_kibibytes"] = torch.cuda.max_memory_allocated() // 1024
    print(json.dumps(turn))


def take_turn(arguments: argparse.Namespace, name: str, folder: Path) -> dict[str, float] | None:
    """Run one contender in a process of its own. None, with the reason printed, if it cannot."""
    python = arguments.nnunet_python if name == "nnunet" else sys.executable
    passed = ["--model", arguments.model, "--overlap", str(arguments.overlap)]
    passed += ["--blending", arguments.blending, "--device", arguments.device]
    command = [python, __file__, *passed, "--turn-of", name, "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no message"]
        print(f"{NAMES[name]}: left out ({reason[0]})")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def table(
    turns: dict[str, list[dict[str, float]]], folder: Path, mask: np.ndarray, sd: float
) -> str:
    """Rows of time, memory and difference, each with its ratio to the first contender's."""
    lines = [
        "| inference | time (s) | ratio | CPU time (s) | ratio | peak memory (MiB) | ratio "
        "| above the loaded model (MiB) | largest difference in body (HU) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    reference = np.load(folder / "ours-all.npy")
    best = {
        name: {key: min(turn[key] for turn in runs) for key in runs[0]}
        for name, runs in turns.items()
    }
    first = best["ours-all"]
    for name, figures in best.items():
        difference = np.abs(np.load(folder / f"{name}.npy") - reference)[mask].max() * sd
        lines.append(
            f"| {NAMES[name]} | {figures['seconds']:.2f} "
            f"| {figures['seconds'] / first['seconds']:.2f} "
            f"| {figures['cpu_seconds']:.2f} "
            f"| {figures['cpu_seconds'] / first['cpu_seconds']:.2f} "
            f"| {figures['kibibytes'] / 1024:.0f} "
            f"| {figures['kibibytes'] / first['kibibytes']:.2f} "
            f"| {figures['more_kibibytes'] / 1024:.0f} | {difference:.4f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="mr-to-ct-limb", help="model id or folder")
    parser.add_argument("--overlap", type=float, default=0.5)
    parser.add_argument("--blending", choices=("gaussian", "uniform"), default="uniform")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--turns", type=int, default=3, help="runs of each contender")
    parser.add_argument("--nnunet-python", default=sys.executable, help="Python that has nnunetv2")
    parser.add_argument("--turn-of", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.turn_of:
        work(arguments)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mask = prepare(arguments, folder)
        turns: dict[str, list[dict[str, float]]] = {}
        for _ in range(arguments.turns):
            for contender in NAMES:
                turn = take_turn(arguments, contender, folder)
                if turn is not None:
                    turns.setdefault(contender, []).append(turn)
        sd = load_model(arguments.model).info.output_normalisation["sd"]
        print(table(turns, folder, mask, sd))
    return 0


if __name__ == "__main__":
    sys.exit(main())
