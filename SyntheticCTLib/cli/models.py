"""``synthetic-ct models``: list the models, show their cards, verify, add and compare them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import add_job_options, carry_out, job_of
from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.jobs.add_model import AddModelJob
from SyntheticCTLib.jobs.rank_models import RankModelsJob
from SyntheticCTLib.tolerance import TOLERANCE_MM, within

if TYPE_CHECKING:
    from SyntheticCTLib.importing.offer import Offer
    from SyntheticCTLib.models import ModelInfo


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command and its sub-commands."""
    parser = subparsers.add_parser(
        "models",
        help="list models, show cards, verify weights, add another program's model",
        description="Models are looked for in the folders named by SYNTHETICCT_MODELS, in your own "
        "(~/.synthetic-ct/models) and in the program's.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    actions.add_parser("list", help="list the models (the default)")
    card = actions.add_parser("card", help="show a model's card")
    card.add_argument("model", help="model id or model folder")
    verify = actions.add_parser("verify", help="compare weights with their SHA-256")
    verify.add_argument("model", nargs="*", help="model ids or folders (default: all)")
    add = actions.add_parser(
        "add",
        help="convert, try and install another program's model",
        description="Known are nnU-Net folders that translate images, KonfAI apps of IMPACT-"
        "Synth's kind, MONAI bundles, and single networks as TorchScript or ONNX with a small JSON "
        "file. Nothing of SOURCE is run but TorchScript, after a warning.",
    )
    add_job_options(add, AddModelJob)
    rank = actions.add_parser(
        "compare",
        help="rank every model that fits on a pair of your own",
        description="Makes a CT of INPUT with each model and holds it against CT.",
    )
    add_job_options(rank, RankModelsJob)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; verifying returns 2 when a model is damaged."""
    actions = {None: _list, "list": _list, "card": _card, "verify": _verify}
    actions |= {"add": _add, "compare": _compare}
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from SyntheticCTLib.models import list_models

    found = [_described(info) for info in list_models()]
    header = ["ID", "VERSION", "FROM", "TO", "REGIONS", "PARAMETERS", "SIZE"]
    rows = [
        [
            model["id"],
            model["version"],
            model["input_modality"],
            model["output_modality"],
            ", ".join(model["body_regions"]),
            f"{model['parameters'] / 1e6:.1f} M",
            f"{model['bytes'] / 1e6:.1f} MB",
        ]
        for model in found
    ]
    text = console.table(rows, header=header) if rows else "There are no models."
    console.write_result(arguments, found, text)
    return 0


def _card(arguments: argparse.Namespace) -> int:
    from SyntheticCTLib.models import find_model_folder, read_info

    info = read_info(find_model_folder(arguments.model))
    card = info.card.strip() or f"Model {info.id} has no card."
    console.write_result(arguments, {**_described(info), "card": info.card}, card)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from SyntheticCTLib.models import list_models

    states = [_state(model) for model in arguments.model or [info.id for info in list_models()]]
    text = console.table([[state["id"], state["state"]] for state in states])
    console.write_result(arguments, states, text or "There are no models.")
    return 0 if all(state["verified"] for state in states) else 2


def _add(arguments: argparse.Namespace) -> int:
    job = job_of(arguments, AddModelJob)

    def agree(offer: Offer) -> bool:
        console.tell("\n".join(offer.lines))
        return job.yes or console.asked("Install it? (yes/no)")

    with console.working(arguments) as watch:
        added = job.carried_out(agree, watch).result
    info, trial = added.info, added.trial
    same = (
        "the original could not be asked"
        if trial.difference is None
        else f"differs from the original by at most {trial.difference:.1g} of its range"
    )
    told = {**_described(info), "trial": trial}
    text = f"Installed {info.id} in {info.folder}; it runs, and {same}."
    console.write_result(arguments, told, text)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    _, done = carry_out(arguments, RankModelsJob)
    found = done.result
    header = [
        "MODEL",
        "MAE, HU",
        "MEAN ERROR, HU",
        "BONE DICE",
        within(TOLERANCE_MM).upper(),
        "SECONDS",
    ]
    rows = [
        [model.id, model.failure]
        if model.failure
        else [
            model.id,
            console.cell(model.figures.get("mae"), ".1f"),
            console.cell(model.figures.get("mean_error"), "+.1f"),
            console.cell(model.figures.get("bone_dice"), ".3f"),
            console.cell(model.share, ".1%"),
            f"{model.seconds:.0f}",
        ]
        for model in found.models
    ]
    doubts = [f"{model.id}: {said}" for model in found.models for said in model.warnings]
    lines = [console.table(rows, header=header), *doubts, found.registration, found.note]
    text = "\n".join(lines)
    console.write_result(arguments, found, text)
    return 0


def _state(model: str) -> dict[str, Any]:
    from SyntheticCTLib.models import verify

    try:
        info = verify(model)
    except ModelError as error:
        return {"id": model, "verified": False, "state": str(error)}
    hashes = " and ".join(file.sha256 for file in info.weights)
    return {"id": info.id, "verified": True, "state": f"verified, SHA-256 {hashes}"}


def _described(info: ModelInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "name": info.name,
        "version": info.version,
        "input_modality": info.input_modality,
        "output_modality": info.output_modality,
        "body_regions": list(info.body_regions),
        "spacing_mm": list(info.spacing),
        "parameters": sum(file.parameters for file in info.weights),
        "bytes": sum(file.bytes for file in info.weights),
        "sha256": info.sha256,
        "weights": info.weights,
        "folder": str(info.folder),
    }
