"""``synthetic-ct demo``: the whole way once, on a simulated limb or on your own MR."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.evaluate import Evaluation
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.synthesis.synthesize import Synthesis

#: A thigh on a grid like that of the bundled model's training data, so that the demo is quick.
PHANTOM_SIZE = (192, 192, 48)
PHANTOM_SPACING = (0.977, 0.977, 3.27)


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "demo",
        help="the whole way once, on a simulated thigh or on your MR",
        description="Make the synthetic CT of a simulated thigh, or of your MR, compare it with "
        "the true CT if there is one, and write volumes, figures and a picture.",
    )
    parser.add_argument("mr", nargs="?", type=Path, help="an MR; without one, a simulated thigh")
    parser.add_argument("ct", nargs="?", type=Path, help="a CT of the same place, to compare with")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("demo-output"),
        help="folder for the results, made if missing (default: %(default)s)",
    )
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="model id or model folder (default: %(default)s)"
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cuda, cuda:N, mps or cpu (default: %(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Simulate or read, synthesize, compare, and write everything into one folder."""
    from SyntheticCTLib.synthesis.options import SynthesisOptions
    from SyntheticCTLib.synthesis.synthesize import synthesize

    with console.working(arguments) as watch:
        mr, ct = _images(arguments, watch)
        options = SynthesisOptions(device=arguments.device)
        result = synthesize(mr, arguments.model, options, watch=watch.part(0.2, 0.8))
        evaluation = None if ct is None else _compared(result.volume, ct, mr, watch)
        watch.report("writing", 0.95)
        files = _write(arguments.output, mr, ct, result, evaluation)
    answer = {"files": files, **_report(result, evaluation)}
    console.write_result(arguments, answer, _page(files, evaluation))
    return 0


def _images(arguments: argparse.Namespace, watch: Watch) -> tuple[Volume, Volume | None]:
    """The MR, and the CT on its grid if there is one."""
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.hounsfield import OUTSIDE_HU
    from SyntheticCTLib.image.resampling import onto_grid

    mr_path, ct_path = arguments.mr, arguments.ct
    if mr_path is None:
        mr_path, ct_path = _simulated(arguments.output, watch)
    watch.report("reading", 0.19)
    mr = read_volume(mr_path)
    if ct_path is None:
        return mr, None
    ct = read_volume(ct_path)
    return mr, onto_grid(ct, mr, interpolation="linear", outside=OUTSIDE_HU)


def _simulated(folder: Path, watch: Watch) -> tuple[Path, Path]:
    """The files of a phantom's MR and CT."""
    from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
    from SyntheticCTLib.simulation.phantom.options import PhantomOptions

    options = PhantomOptions(size=PHANTOM_SIZE, spacing=PHANTOM_SPACING)
    phantom = make_limb_phantom(options, watch=watch.part(0.0, 0.18))
    files = phantom.write(folder)
    return files["mr"], files["ct"]


def _compared(sct: Volume, ct: Volume, mr: Volume, watch: Watch) -> Evaluation:
    from SyntheticCTLib.evaluation.evaluate import evaluate

    return evaluate(sct, ct, source=mr, watch=watch.part(0.8, 0.95))


def _report(result: Synthesis, evaluation: Evaluation | None) -> dict[str, Any]:
    return {
        "evaluation": None if evaluation is None else evaluation.to_dict(),
        "record": result.record,
    }


def _write(
    folder: Path, mr: Volume, ct: Volume | None, result: Synthesis, evaluation: Evaluation | None
) -> dict[str, Path]:
    """Write the results; the files by what they hold."""
    from SyntheticCTLib.files.plain_json import write_json
    from SyntheticCTLib.files.volumes import write_volume

    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "sct": folder / "sct.nii.gz",
        "report": folder / "report.json",
        "picture": folder / "overview.png",
    }
    write_volume(result.volume, files["sct"])
    _draw(mr, result.volume, ct, files["picture"])
    write_json(_report(result, evaluation), files["report"])
    return files


def _draw(mr: Volume, sct: Volume, ct: Volume | None, path: Path) -> None:
    from SyntheticCTLib.colours.values import CT_WINDOW, grey, grey_of_mr, red_below_blue_above
    from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU, signed_difference
    from SyntheticCTLib.report.pictures.overview import Column, write_overview

    ct_colours = grey(*CT_WINDOW)
    columns = [
        Column(mr, grey_of_mr(mr)),
        Column(sct, ct_colours),
    ]
    if ct is not None:
        difference = signed_difference(sct, ct)
        colours = red_below_blue_above(DIFFERENCE_LIMIT_HU)
        columns += [Column(ct, ct_colours), Column(difference, colours)]
    write_overview(columns, path)


def _page(files: dict[str, Path], evaluation: Evaluation | None) -> str:
    from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU

    columns = "MR, synthetic CT"
    if evaluation is not None:
        columns += (
            ", CT, difference (red: synthetic CT darker, blue: brighter; "
            f"full colour at {DIFFERENCE_LIMIT_HU:g} HU)"
        )
    rows = [
        ["Synthetic CT", str(files["sct"])],
        ["How it was made", str(files["report"])],
        ["Picture", str(files["picture"])],
        ["", f"from left to right: {columns}"],
    ]
    scores = "" if evaluation is None else f"{evaluation_page(evaluation)}\n\n"
    return f"{scores}{console.table(rows)}\nNot for clinical use."
