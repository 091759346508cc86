"""The commands that bring something in: models of other programs, and series of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from damaged.tiny_model import untrained_network
from interruption.command import Command, Inputs, quiet_line
from pydicom import dcmread
from pydicom.dataset import Dataset

from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.add_model import OfferModelJob
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTLib.jobs.job import run_job

#: What a single network's file does not say of it.
_ABOUT = {
    "name": "Tiny",
    "input": "MR",
    "regions": ["leg"],
    "licence": "CC-BY-4.0",
    "training_data": "none",
    "patch_size": [8, 16, 16],
    "size_divisor": [2, 2, 2],
    "overlap": 0.5,
    "input_scale": [{"do": "z-score"}],
    "output_scale": {"mean": 100.0, "sd": 300.0},
}

#: What an archive says of a series beside its numbers: as much of it as is asked for.
_TOLD = ("PatientID", "PatientName", "StudyDate", "Modality", "SeriesNumber", "SeriesDescription")


def commands_from_elsewhere(inputs: Inputs) -> list[Command]:
    """Those that add a model or fetch a series, and the window's jobs that look.

    Args:
        inputs: what they read.
    """

    def network(_: int = 0) -> Path:
        path = inputs.folder / "tiny.pt"
        if not path.is_file():
            example = torch.zeros(1, 1, 8, 16, 16)
            torch.jit.trace(untrained_network().eval(), example).save(path)
            write_json(_ABOUT, path.with_suffix(".json"))
        return path

    def add(folder: Path, seed: int) -> None:
        words = (network(), "--into", folder / "models", "--name", "added", "--yes")
        quiet_line("models", "add", *words)

    def offer(folder: Path, seed: int) -> None:
        run_job(OfferModelJob(str(network()), id=f"of-{seed}", output=str(folder / "offer.json")))

    def look(folder: Path, seed: int) -> None:
        kind, model = ("mr", "ct")[seed], str(inputs.model(0))
        run_job(InspectJob(inputs.file(kind, 0), str(folder / "seen.json"), model=model))

    def devices(folder: Path, seed: int) -> None:
        run_job(DevicesJob(str(folder / "devices.json")))

    def query(folder: Path, seed: int) -> None:
        with _archive(inputs.series(seed)) as address:
            asked = (address, "--patient-id", "*", "-o", folder / "fetched")
            quiet_line("query", *asked)

    return [
        Command("models add", add, network, "empty"),
        Command("offer-model", offer, network),
        Command("inspect", look, inputs.model),
        Command("devices", devices),
        Command("query", query, inputs.series, "empty"),
    ]


@contextmanager
def _archive(folder: Path) -> Iterator[str]:
    """An archive on this machine that has one series; its address."""
    from pynetdicom import AE, evt
    from pynetdicom.sop_class import (
        CTImageStorage,
        StudyRootQueryRetrieveInformationModelFind,
        StudyRootQueryRetrieveInformationModelGet,
    )

    images = [dcmread(path) for path in sorted(folder.iterdir())]

    def find(event: Any) -> Iterator[tuple[int, Dataset]]:
        asked, found = event.identifier, Dataset()
        found.QueryRetrieveLevel = asked.QueryRetrieveLevel
        found.SpecificCharacterSet = "ISO_IR 192"
        for keyword in (*_TOLD, "StudyInstanceUID", "SeriesInstanceUID"):
            if keyword in asked:
                setattr(found, keyword, images[0].get(keyword, ""))
        yield 0xFF00, found

    def get(event: Any) -> Iterator[Any]:
        yield len(images)
        for image in images:
            yield 0xFF00, image

    entity = AE(ae_title="ARCHIVE")
    entity.add_supported_context(StudyRootQueryRetrieveInformationModelFind)
    entity.add_supported_context(StudyRootQueryRetrieveInformationModelGet)
    entity.add_supported_context(CTImageStorage, scu_role=True, scp_role=True)
    handlers: list[Any] = [(evt.EVT_C_FIND, find), (evt.EVT_C_GET, get)]
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
    try:
        yield f"ARCHIVE@127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
