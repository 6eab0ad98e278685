"""One run: readers, a proxy, clients, and a switch of snapshots under them."""

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from ..conftest import Server, free_port, point_current, start, stop, wait_until
from ..mixed.load import Clients, Seen
from ..mixed.run import prepare

CONFIGURATION: Final = Path(__file__).parents[3] / "deploy" / "nginx-readers.conf"
NGINX: Final = "/usr/sbin/nginx"
_MAIN: Final = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{site} }}
"""
_LIMITS: Final[dict[str, Any]] = {
    "timeout": 10,
    "queue_timeout": 10,
    "memory_limit": 512,
    "max_result_bytes": 10_000_000,
}
_COUNTED: Final = re.compile(r'^cybernorms_requests_total\{.*route="/sparql".*\} (\S+)$', re.M)


@dataclass(frozen=True, slots=True)
class Report:
    """What the clients saw, and how many queries each reader was asked."""

    seen: Seen
    shares: list[int]
    different: int


def run(snapshot: Path, folder: Path, requests_: int, concurrency: int, every: int) -> Report:
    """Ask through the proxy, and switch the snapshot once half of the requests are answered."""
    state = folder / "writer"
    prepared = prepare(snapshot, state, 2, every)
    with ExitStack() as ending:
        readers = [
            start(folder / f"reader{number}", **_LIMITS, follow=str(state)) for number in (1, 2)
        ]
        for reader in readers:
            ending.callback(stop, reader)
        url = ending.enter_context(proxy(folder, readers))
        clients = Clients(url, prepared.expected, prepared.cases)
        with ThreadPoolExecutor(concurrency) as threads:
            for seed in range(concurrency):
                threads.submit(clients.work, seed)
            try:
                _await(clients, requests_ // 2)
                point_current(state, prepared.names[1])
                for reader in readers:
                    wait_until(lambda one=reader: _serves(one, prepared.names[1]), 120)  # type: ignore[misc]
                _await(clients, max(requests_, clients.seen.statuses.total() + requests_ // 4))
            finally:
                clients.stop.set()
        return Report(clients.seen, [_count(reader) for reader in readers], prepared.different)


@contextmanager
def proxy(folder: Path, readers: list[Server]) -> Iterator[str]:
    """Run nginx with the configuration of deploy/, its ports replaced; give its address."""
    port = free_port()
    site = CONFIGURATION.read_text("utf-8").replace("listen 8080", f"listen 127.0.0.1:{port}")
    for written, reader in zip(("8001", "8002"), readers, strict=True):
        site = site.replace(f"127.0.0.1:{written}", reader.url.removeprefix("http://"))
    path = folder / "nginx.conf"
    path.write_text(_MAIN.format(folder=folder, site=site), "utf-8")
    process = subprocess.Popen([NGINX, "-c", str(path), "-p", str(folder)])
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url))
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).ok
    except requests.ConnectionError:
        return False


def _serves(reader: Server, name: str) -> bool:
    return requests.get(f"{reader.url}/readyz", timeout=5).text == f"ready {name}\n"


def _count(reader: Server) -> int:
    time.sleep(2)  # counters are told once a second
    text = requests.get(f"{reader.url}/metrics", timeout=5).text
    return int(sum(map(float, _COUNTED.findall(text))))


def _await(clients: Clients, answers: int) -> None:
    pause = threading.Event()
    while clients.seen.statuses.total() + len(clients.seen.wrong) < answers:
        pause.wait(0.1)
