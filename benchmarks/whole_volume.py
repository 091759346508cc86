"""A whole large volume by our ``synthesize`` and by nnU-Net's own steps: time and peak memory.

    python benchmarks/whole_volume.py --nnunet-python /path/to/other/venv/bin/python

The MR of the limb phantom on a grid of 512 x 512 x 300 voxels (0.45 x 0.45 x 1 mm), in a file that
is not packed. Each contender runs once, in a process of its own, from the file to a file on the
same grid, with the weights of one model. nnU-Net does what its predictor does with a case: its
reader, z-scores, its resampling to the model's grid (order 3), its predictor with a step of 0.5,
and its resampling of every output back to the scan's grid (order 1). Ours finds the body, asks its
guards, estimates the error and writes its record besides. ``benchmarks/inference.py`` says how to
install nnU-Net, and compares the answers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.models import load_model
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

ROOT = Path(__file__).resolve().parents[1]

SIZE, SPACING = (512, 512, 300), (0.45, 0.45, 1.0)

#: The phantom is drawn on these voxels, mm, and brought onto the large grid.
DRAWN_MM = (1.0, 1.0, 2.0)


def draw(path: Path, size: tuple[int, ...]) -> None:
    """Write the phantom's MR on the large grid, in 16 bits."""
    extent = [count * step for count, step in zip(size, SPACING, strict=True)]
    i, j, k = (round(mm / step) for mm, step in zip(extent, DRAWN_MM, strict=True))
    mr = make_limb_phantom(size=(i, j, k), spacing=DRAWN_MM).mr
    x, y, z = (-mm / 2 for mm in extent)
    grid = Grid((size[0], size[1], size[2]), spacing=SPACING, origin=(x, y, z))
    large = onto_grid(mr, grid, interpolation="linear", outside=0.0)
    write_volume(large.with_array(np.rint(large.array).astype(np.int16)), path)


def nnunet(model: str, path: Path) -> None:
    """What nnU-Net's predictor does with one case, with our network in place of its own."""
    import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
    from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    from nnunetv2.preprocessing.resampling.default_resampling import (
        compute_new_shape,
        resample_data_or_seg_to_shape,
    )

    info = load_model(model).info
    image, properties = SimpleITKIO().read_images((str(path),))
    spacing, wanted = properties["spacing"], info.spacing[::-1]
    scaled = (image - image.mean()) / image.std()
    shape = compute_new_shape(image.shape[1:], spacing, wanted)
    data = resample_data_or_seg_to_shape(scaled, shape, spacing, wanted, order=3, order_z=0)
    predictor = nnUNetPredictor(
        use_mirroring=False,
        perform_everything_on_device=False,
        device=torch.device("cpu"),
        allow_tqdm=False,
    )
    predictor.network = load_model(model).network()
    predictor.configuration_manager = SimpleNamespace(patch_size=info.patch_size)
    predictor.label_manager = SimpleNamespace(num_segmentation_heads=len(info.outputs))
    logits = predictor.predict_sliding_window_return_logits(torch.from_numpy(data))
    whole = resample_data_or_seg_to_shape(
        logits, image.shape[1:], wanted, spacing, order=1, order_z=0
    )
    scale = info.output_normalisation
    hu = np.rint(np.asarray(whole[0]) * scale["sd"] + scale["mean"]).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(hu), str(path.with_name("nnunet.nrrd")))


def spent(command: list[str], threads: int) -> tuple[float, float, float]:
    """Run a process: wall time, processor time (s) and peak memory (MiB)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": str(threads)}
    environment["ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"] = str(threads)
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, peak


def main() -> int:
    """Draw, run both, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="mr-to-ct-limb", help="model id or folder")
    parser.add_argument("--nnunet-python", default=sys.executable, help="Python that has nnunetv2")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--size", type=int, nargs=3, default=SIZE, metavar=("I", "J", "K"))
    parser.add_argument("--nnunet", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.nnunet:
        torch.set_num_threads(arguments.threads)
        nnunet(arguments.model, arguments.nnunet)
        return 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "mr.nrrd"
        draw(path, tuple(arguments.size))
        ours = [sys.executable, "-m", "SyntheticCTLib.cli", "synthesize", str(path), "--quiet"]
        ours += ["-o", f"{name}/sct.nrrd", "--model", arguments.model, "--device", "cpu"]
        theirs = [arguments.nnunet_python, __file__, "--nnunet", str(path)]
        theirs += ["--model", arguments.model, "--threads", str(arguments.threads)]
        print("| the whole way | time, s | processor time, s | peak memory, MiB |")
        print("| --- | --- | --- | --- |")
        for who, command in {"synthesize": ours, "nnU-Net's steps": theirs}.items():
            wall, processor, peak = spent(command, arguments.threads)
            print(f"| {who} | {wall:.1f} | {processor:.1f} | {peak:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
