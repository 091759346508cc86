"""The images and the home of the tests of added models, for the tests with the real packages."""

import hashlib
import importlib.util
import json
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[1] / "SyntheticCTLib" / "importing" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("importing_conftest", _FILE)
_shared = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_shared)

home, mr, make_mr = _shared.home, _shared.mr, _shared.make_mr
in_float32 = _shared.in_float32
write_about, add, about = _shared.write_about, _shared.add, _shared.about

_SPEC = importlib.util.spec_from_file_location("tiny_nnunet", _FILE.with_name("test_nnunet.py"))
_nnunet = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_nnunet)

#: A trained configuration of a tiny nnU-Net, of two folds.
networks, nnunet_folder = _nnunet.networks, _nnunet.folder


@dataclass
class Hub:
    """A server on loopback that answers as huggingface.co does, as far as its client asks.

    Attributes:
        repositories: by id, their files by name.
        asked: the paths that were asked for.
        environment: of a process that takes it for Hugging Face.
    """

    repositories: dict[str, dict[str, bytes]]
    asked: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    commit: str = "0123456789abcdef0123456789abcdef01234567"

    def answer(self, path):
        """Status, headers and content."""
        self.asked.append(path)
        for name, files in self.repositories.items():
            if path.startswith(f"/api/models/{name}/tree/"):
                told = [self._entry(file, content) for file, content in files.items()]
                return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()
            if path.startswith(f"/api/models/{name}"):
                told = {
                    "id": name,
                    "sha": self.commit,
                    "siblings": [{"rfilename": file} for file in files],
                    "cardData": {"license": "cc-by-nc-4.0", "datasets": ["SynthRAD2025"]},
                }
                return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()
            content = files.get(path.removeprefix(f"/{name}/resolve/{self.commit}/"))
            if content is not None:
                tag = hashlib.sha1(content).hexdigest()
                return 200, {"ETag": f'"{tag}"', "X-Repo-Commit": self.commit}, content
        return 404, {"X-Error-Code": "EntryNotFound"}, b""

    def _entry(self, name, content):
        return {"type": "file", "path": name, "size": len(content), "oid": "0" * 40}


@pytest.fixture
def serve_hub():
    """Serve repositories, until the test ends."""
    servers = []

    def serve(repositories):
        hub = Hub(repositories)

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                code, headers, content = hub.answer(self.path.partition("?")[0])
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(content)

            do_HEAD = do_GET  # noqa: N815

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{servers[-1].server_port}"
        own = {"HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
        hub.environment = {**os.environ, **own}
        return hub

    yield serve
    for server in servers:
        server.shutdown()
