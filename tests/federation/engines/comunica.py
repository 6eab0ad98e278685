"""Comunica's server, from the packages of npm in tests/clients."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests
from tests.federation.questions import SILENT_ANSWERED

from .base import Endpoint, Running, free_port, process, wait_for

_NODE = shutil.which("node")
_PROGRAM = (
    Path(__file__).parents[2]
    / "clients"
    / "node_modules"
    / "@comunica"
    / "query-sparql"
    / "bin"
    / "http.js"
)


class Comunica:
    name = "Comunica"
    own: Mapping[str, str] = {
        "SILENT": "notices too late that nobody answers, and fails; the one that answers is asked",
    }
    wording: Mapping[str, str] = {
        "SILENT": SILENT_ANSWERED,
    }

    def absence(self) -> str:
        return "" if _NODE and _PROGRAM.exists() else "npm ci --prefix tests/clients"

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        source = {
            "type": "serialized",
            "value": data.read_text("utf-8"),
            "mediaType": "text/turtle",
            "baseIRI": "https://observatory.example.org/",
        }
        (folder / "context.json").write_text(json.dumps({"sources": [source]}), "utf-8")
        port = free_port()
        command = [str(_NODE), str(_PROGRAM), "-c", "context.json", "-p", str(port)]
        endpoint = f"http://127.0.0.1:{port}/sparql"
        with process(command, folder) as server:
            wait_for(lambda: requests.get(endpoint, timeout=60), server, folder / "log")
            yield Endpoint(endpoint)
