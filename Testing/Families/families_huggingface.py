"""A repository is fetched at one commit by huggingface_hub's client, from a server on loopback."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("huggingface_hub")

pytestmark = pytest.mark.families

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "README.md": b"---\nlicense: cc-by-nc-4.0\n---\n",
    "MR/app.json": b"{}",
    "MR/Prediction.yml": b"Predictor: {}",
    "CBCT/app.json": b'{"other": 1}',
    "CBCT/Prediction.yml": b"Predictor: {}",
}


#: What was asked of the server since it was started.
ASKED: list[str] = []


class Hub(BaseHTTPRequestHandler):
    """Answers as huggingface.co does, as far as the client asks."""

    def log_message(self, *_):
        pass

    def _answer(self, content, headers=(), code=200):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def do_GET(self):
        path = self.path.partition("?")[0]
        ASKED.append(path)
        if path.startswith("/api/models/owner/name"):
            told = {
                "id": "owner/name",
                "sha": COMMIT,
                "siblings": [{"rfilename": name} for name in FILES],
                "cardData": {"license": "cc-by-nc-4.0", "datasets": ["SynthRAD2025"]},
            }
            kind = [("Content-Type", "application/json")]
            if "/tree/" in path:
                tree = [
                    {"type": "file", "path": name, "size": len(content), "oid": "0" * 40}
                    for name, content in FILES.items()
                ]
                return self._answer(json.dumps(tree).encode(), kind)
            return self._answer(json.dumps(told).encode(), kind)
        name = path.removeprefix(f"/owner/name/resolve/{COMMIT}/")
        if name not in FILES:
            return self._answer(b"", [("X-Error-Code", "EntryNotFound")], 404)
        tag = hashlib.sha1(FILES[name]).hexdigest()
        headers = [("ETag", f'"{tag}"'), ("X-Repo-Commit", COMMIT)]
        return self._answer(FILES[name], headers)

    do_HEAD = do_GET  # noqa: N815


@pytest.fixture
def environment():
    """Of a process that takes a server on loopback for Hugging Face."""
    ASKED.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield {**os.environ, "HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
    server.shutdown()


#: Fetches its argument, and says what came.
FETCH = """
import json, sys
from SyntheticCTLib.importing.sources import fetched
from SyntheticCTLib.progress import UNWATCHED
with fetched(sys.argv[1], None, UNWATCHED) as came:
    app = (came.folder / "app.json").read_text()
    print(json.dumps([came.revision, app, came.told, came.sha256]))
"""


def fetch(source, environment):
    command = [sys.executable, "-c", FETCH, source]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_folder_of_a_repository_is_fetched_at_its_commit(environment):
    ended = fetch("hf:owner/name:MR", environment)

    revision, app, told, digest = json.loads(ended.stdout)
    assert (revision, app) == (COMMIT, "{}")
    assert told == {"licence": "cc-by-nc-4.0", "training_data": "SynthRAD2025"}
    assert len(digest) == 64


def test_of_several_models_one_has_to_be_named_and_nothing_is_fetched(environment):
    ended = fetch("hf:owner/name", environment)

    words = "There are 2 models, name one: hf:owner/name:CBCT, hf:owner/name:MR."
    assert words in ended.stderr
    assert not [path for path in ASKED if "/resolve/" in path]


def test_a_repository_that_is_not_there_is_a_sentence(environment):
    ended = fetch("hf:nobody/nothing", environment)

    assert "nobody/nothing cannot be fetched" in ended.stderr


def test_without_a_network_it_is_a_sentence(environment):
    nobody = {**environment, "HF_ENDPOINT": "http://127.0.0.1:9"}

    ended = fetch("hf:owner/name", nobody)

    assert "ResourceError: owner/name cannot be fetched: " in ended.stderr
