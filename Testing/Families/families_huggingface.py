"""A repository is fetched at one commit by huggingface_hub's client, from a server on loopback."""

import json
import subprocess
import sys

import pytest

pytest.importorskip("huggingface_hub")

pytestmark = pytest.mark.families

FILES = {
    "README.md": b"---\nlicense: cc-by-nc-4.0\n---\n",
    "MR/app.json": b"{}",
    "MR/Prediction.yml": b"Predictor: {}",
    "CBCT/app.json": b'{"other": 1}',
    "CBCT/Prediction.yml": b"Predictor: {}",
}

#: Fetches its argument, and says what came.
FETCH = """
import json, sys
from SyntheticCTLib.importing.sources import fetched
from SyntheticCTLib.progress import UNWATCHED
with fetched(sys.argv[1], None, UNWATCHED) as came:
    app = (came.folder / "app.json").read_text()
    print(json.dumps([came.revision, app, came.told, came.sha256]))
"""


@pytest.fixture
def hub(serve_hub):
    return serve_hub({"owner/name": FILES})


def fetch(source, environment):
    command = [sys.executable, "-c", FETCH, source]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_folder_of_a_repository_is_fetched_at_its_commit(hub):
    ended = fetch("hf:owner/name:MR", hub.environment)

    revision, app, told, digest = json.loads(ended.stdout)
    assert (revision, app) == (hub.commit, "{}")
    assert told == {"licence": "cc-by-nc-4.0", "training_data": "SynthRAD2025"}
    assert len(digest) == 64


def test_of_several_models_one_has_to_be_named_and_nothing_is_fetched(hub):
    ended = fetch("hf:owner/name", hub.environment)

    words = "There are 2 models, name one: hf:owner/name:CBCT, hf:owner/name:MR."
    assert words in ended.stderr
    assert not [path for path in hub.asked if "/resolve/" in path]


def test_a_repository_that_is_not_there_is_a_sentence(hub):
    ended = fetch("hf:nobody/nothing", hub.environment)

    assert "nobody/nothing cannot be fetched" in ended.stderr


def test_without_a_network_it_is_a_sentence(hub):
    nobody = {**hub.environment, "HF_ENDPOINT": "http://127.0.0.1:9"}

    ended = fetch("hf:owner/name", nobody)

    assert "ResourceError: owner/name cannot be fetched: " in ended.stderr
