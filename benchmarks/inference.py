"""Our inference against nnU-Net's predictor and MONAI's sliding window inferer.

Same weights, same volume, one run: the limb phantom, or an aligned pair's image (``--pairs``,
``--patient``), whose CT then tells each contender's error. Each contender runs in a process of its
own, in turns, so that peak memory is its own and a busy machine is unfair to all alike; of its
turns the median counts, and the range is told. Processor time is that of all threads: it says more
than wall time where others use the machine.

"As it is used" has the model's own overlap and tiles over the body; all other rows have the tiles
that nnU-Net lays with its step of 0.5, in float32 unless they say otherwise. bfloat16 is left out
where the CPU would emulate it. Of a network of several outputs all contenders join all, and the
image is compared.

    python benchmarks/inference.py --model mr-to-ct-limb
    python benchmarks/inference.py --pairs ALIGNED --patient sts_040
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

from SyntheticCTLib.inference.device import choose_device
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.models import ModelInfo, load_model
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.networks.compiled import multiplies_bfloat16
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.model_frame import to_model_input
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.training.data.aligned_pairs import read_pair

ROOT = Path(__file__).resolve().parents[1]

#: The first is what the others are compared with.
NAMES = {
    "ours": "SyntheticCT, as it is used",
    "ours-all": "SyntheticCT, everyone's tiles",
    "nnunet": "nnU-Net nnUNetPredictor",
    "monai": "MONAI sliding_window_inference",
    "monai-bfloat16": "MONAI, bfloat16, channels last",
}

#: Whose answer the differences are from.
EXACT = "monai"

#: Share of a tile that its neighbour covers in everyone's tiles: nnU-Net's default.
EVERYONES_OVERLAP = 0.5

#: Steps from the first tile to the last along k, j, i of the phantom. Whole steps, so that all lay
#: the same tiles: MONAI shifts the last tile inwards, nnU-Net and we spread all evenly.
STEPS = (1, 2, 3)


class Data(SimpleNamespace):
    """What every contender gets: array and mask, [k, j, i], and how to tile."""

    array: np.ndarray
    mask: np.ndarray
    padding: float
    info: ModelInfo
    device: torch.device


Contender = Callable[[nn.Module, Data], np.ndarray]


def ours(network: nn.Module, data: Data, mask: np.ndarray | None, overlap: float) -> np.ndarray:
    """Our ``predict``; a mask leaves out tiles without body, and lets them be longer."""
    own = data.info.tiling
    tiling = Tiling(own.kind, overlap, longest=None if mask is None else own.longest)
    predicted = predict(
        network,
        data.array,
        mask,
        tiles=Tiles(data.info.patch_size, data.info.size_divisor, tiling),
        channels=Channels(len(data.info.outputs), data.padding),
        computing=Computing(data.device, unit=data.info.output_normalisation["sd"]),
    ).array
    return predicted.reshape(-1, *data.array.shape)[0]


def monai(network: nn.Module, data: Data, dtype: torch.dtype | None = None) -> np.ndarray:
    """MONAI's function with its defaults, one tile at a time; with a type, autocast to it."""
    from monai.inferers import sliding_window_inference

    image = torch.from_numpy(data.array)[None, None].to(data.device)
    mode = "gaussian" if data.info.tiling.kind == "gaussian" else "constant"
    network = network.to(data.device)
    if dtype is not None:
        network = network.to(memory_format=torch.channels_last_3d)
    with (
        torch.inference_mode(),
        torch.autocast(data.device.type, dtype, enabled=dtype is not None),
    ):
        predicted = sliding_window_inference(
            image, data.info.patch_size, 1, network, overlap=EVERYONES_OVERLAP, mode=mode
        )
    return predicted[0, 0].float().cpu().numpy()


def nnunet(network: nn.Module, data: Data) -> np.ndarray:
    """nnU-Net's own predictor, with our network in place of one that it trained."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    predictor = nnUNetPredictor(
        tile_step_size=1 - EVERYONES_OVERLAP,
        use_gaussian=data.info.tiling.kind == "gaussian",
        use_mirroring=False,
        perform_everything_on_device=data.device.type == "cuda",
        device=data.device,
        allow_tqdm=False,
    )
    predictor.network = network
    predictor.configuration_manager = SimpleNamespace(patch_size=data.info.patch_size)
    predictor.label_manager = SimpleNamespace(num_segmentation_heads=len(data.info.outputs))
    predicted = predictor.predict_sliding_window_return_logits(torch.from_numpy(data.array)[None])
    return predicted[0].float().cpu().numpy()


CONTENDERS: dict[str, Contender] = {
    "ours": lambda network, data: ours(network, data, data.mask, data.info.tiling.overlap),
    "ours-all": lambda network, data: ours(network, data, None, EVERYONES_OVERLAP),
    "nnunet": nnunet,
    "monai": monai,
    "monai-bfloat16": lambda network, data: monai(network, data, torch.bfloat16),
}


def prepare(arguments: argparse.Namespace, folder: Path) -> None:
    """Write what every contender gets: input, body, and the CT with where it may be believed."""
    info = load_model(arguments.model).info
    task = task_of(info)
    if arguments.pairs:
        pair = read_pair(arguments.pairs, arguments.patient, info.frame)
        image, truth, scored = task.input_of(pair), pair.ct.array, task.scored_mask(pair)
    else:
        steps = [max(1, round(side * (1 - EVERYONES_OVERLAP))) for side in info.patch_size]
        sides = zip(info.patch_size, arguments.steps, steps, strict=True)
        k, j, i = (side + count * step for side, count, step in sides)
        image = make_limb_phantom(size=(i, j, k), spacing=info.spacing).mr
        truth, scored = np.zeros(0), np.zeros(0, bool)
    observed, body = task.observed(image)
    seen = to_model_input(observed, body, info)
    np.savez(
        folder / "input.npz",
        array=seen.image.array,
        mask=seen.mask,
        padding=seen.padding,
        truth=truth,
        scored=scored,
    )
    k, j, i = seen.mask.shape
    print(
        f"{i} x {j} x {k} voxels, body {seen.mask.mean():.0%}, tiles of {info.patch_size} (k, j, "
        f"i), {arguments.turns} turn(s), {arguments.threads} thread(s)"
    )


def work(arguments: argparse.Namespace) -> None:
    """One turn of one contender, in its own process: prints a line of JSON."""
    folder, name = Path(arguments.folder), arguments.turn_of
    torch.set_num_threads(arguments.threads)
    if name == "monai-bfloat16" and arguments.device == "cpu" and not multiplies_bfloat16():
        raise SystemExit("this CPU would emulate bfloat16")
    stored = np.load(folder / "input.npz")
    model = load_model(arguments.model)
    data = Data(
        array=np.ascontiguousarray(stored["array"]),
        mask=stored["mask"],
        padding=float(stored["padding"]),
        info=model.info,
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
    passed = ["--model", arguments.model, "--device", arguments.device]
    passed += ["--threads", str(arguments.threads)]
    command = [python, __file__, *passed, "--turn-of", name, "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no message"]
        print(f"{NAMES[name]}: left out ({reason[0]})")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def table(turns: dict[str, list[dict[str, float]]], folder: Path, info: ModelInfo) -> str:
    """Rows of time and memory, each with its ratio to the first contender's, and of accuracy."""
    stored, scale = np.load(folder / "input.npz"), info.output_normalisation
    hu = {
        name: np.clip(np.load(folder / f"{name}.npy") * scale["sd"] + scale["mean"], *scale["clip"])
        for name in turns
    }
    mask, scored = stored["mask"], stored["scored"]
    middle = {
        name: {key: float(np.median([turn[key] for turn in runs])) for key in runs[0]}
        for name, runs in turns.items()
    }
    first = middle["ours"]
    lines = [
        "| inference | time (s) | ratio | processor time (s), range | ratio | peak memory (MiB) "
        "| above the loaded model (MiB) | ratio | from MONAI in float32, body: mean, largest (HU) "
        "| MAE to the CT (HU) |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, figures in middle.items():
        spent = [turn["cpu_seconds"] for turn in turns[name]]
        change = np.abs(hu[name] - hu[EXACT])[mask]
        error = np.abs(hu[name] - stored["truth"])[scored].mean() if scored.size else np.nan
        lines.append(
            f"| {NAMES[name]} | {figures['seconds']:.1f} "
            f"| {figures['seconds'] / first['seconds']:.2f} "
            f"| {figures['cpu_seconds']:.1f} ({min(spent):.1f} to {max(spent):.1f}) "
            f"| {figures['cpu_seconds'] / first['cpu_seconds']:.2f} "
            f"| {figures['kibibytes'] / 1024:.0f} "
            f"| {figures['more_kibibytes'] / 1024:.0f} "
            f"| {figures['more_kibibytes'] / first['more_kibibytes']:.2f} "
            f"| {change.mean():.3f}, {change.max():.1f} | {error:.2f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="mr-to-ct-limb", help="model id or folder")
    parser.add_argument("--pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("--patient", help="which of them")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument(
        "--steps",
        type=int,
        nargs=3,
        default=STEPS,
        metavar=("K", "J", "I"),
        help="tiles beyond the first along each axis of the phantom (default: 1 2 3)",
    )
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
        prepare(arguments, folder)
        turns: dict[str, list[dict[str, float]]] = {}
        for _ in range(arguments.turns):
            for contender in NAMES:
                turn = take_turn(arguments, contender, folder)
                if turn is not None:
                    turns.setdefault(contender, []).append(turn)
        print(table(turns, folder, load_model(arguments.model).info))
    return 0


if __name__ == "__main__":
    sys.exit(main())
