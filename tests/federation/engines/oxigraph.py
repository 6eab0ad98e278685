"""Oxigraph's server, from the package of PyPI."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from .base import Endpoint, Running, free_port, process, wait_for

_PROGRAM = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
    "oxigraph"
)


class Oxigraph:
    name = "Oxigraph"
    own: Mapping[str, str] = {}
    wording: Mapping[str, str] = {}

    def absence(self) -> str:
        return "" if _PROGRAM else "pip install oxigraph"

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        address = f"127.0.0.1:{free_port()}"
        with process([str(_PROGRAM), "serve", "--cors", "--bind", address], folder) as server:
            store = f"http://{address}/store?default"
            wait_for(lambda: requests.get(store, timeout=5), server, folder / "log")
            turtle = {"Content-Type": "text/turtle"}
            requests.put(store, data.read_bytes(), headers=turtle, timeout=30).raise_for_status()
            yield Endpoint(f"http://{address}/query")
