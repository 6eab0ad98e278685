"""Addresses that a member may not have: a test of them opens no connection at all."""

import http.server
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cybernorms.federation.contract import examine
from cybernorms.outbound import Allowance, Outbound
from cybernorms.settings import load_settings

PUBLIC = "93.184.216.34"
ATTEMPTS = (
    "http://127.0.0.1/sparql",
    "http://localhost/sparql",
    "http://127.1/sparql",
    "http://2130706433/sparql",
    "http://0x7f.0.0.1/sparql",
    "http://0177.0.0.1/sparql",
    "http://0.0.0.0/sparql",
    "http://10.0.0.1/sparql",
    "http://172.16.0.1/sparql",
    "http://192.168.1.1/sparql",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/sparql",
    "http://[::1]/sparql",
    "http://[::]/sparql",
    "http://[::ffff:10.0.0.1]/sparql",
    "http://[64:ff9b::a00:1]/sparql",
    "http://[2002:a00:1::]/sparql",
    "http://[fd00::1]/sparql",
    "http://[fe80::1]/sparql",
    f"http://{PUBLIC}:22/sparql",
    f"http://{PUBLIC}:8080/sparql",
    f"https://user:password@{PUBLIC}/sparql",
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "http://name-of-loopback.test/sparql",
)


def conforming(triples: bytes, profile: str) -> Mapping[str, Any]:
    return {"conforms": True, "results": []}


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is connected to; nothing is really, so that no fault of ours can send a packet."""
    opened: list[object] = []
    resolve = socket.getaddrinfo

    def connect(_: socket.socket, address: object) -> None:
        opened.append(address)
        raise OSError("not in a test")

    def getaddrinfo(host: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        if host == "name-of-loopback.test":
            host = "127.0.0.1"
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return opened


@pytest.mark.parametrize("url", ATTEMPTS)
def test_no_connection_is_opened(connections: list[object], url: str) -> None:
    found, description = examine(url, Outbound(Allowance()), conforming)
    assert connections == []
    assert not found.answered
    assert len(found.results) == 1  # nothing else is asked
    assert description == ""


def test_public_addresses_are_called(connections: list[object]) -> None:
    """Else the test above would say nothing."""
    found, _ = examine(f"http://{PUBLIC}/sparql", Outbound(Allowance()), conforming)
    assert connections == [(PUBLIC, 80)]
    assert not found.answered


def test_why_there_was_no_reply_is_not_told(connections: list[object]) -> None:
    """What is refused and what is closed look alike to whoever announced them."""
    told = {
        examine(url, Outbound(Allowance()), conforming)[0].results[0].found.replace(url, "")
        for url in (f"http://{PUBLIC}/sparql", "http://127.0.0.1/sparql", "http://10.0.0.1/sparql")
    }
    assert len(told) == 1
    assert connections


@pytest.fixture
def redirecting() -> Iterator[str]:
    """An endpoint on loopback that leads to another port there."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://[::1]:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_redirects_are_judged_anew(redirecting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    connect = socket.socket.connect

    def noted(own: socket.socket, address: Any) -> None:  # noqa: ANN401
        opened.append(address)
        connect(own, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    allowance = Allowance.of(load_settings({}, outbound_networks="127.0.0.0/8"))
    found, _ = examine(redirecting, Outbound(allowance), conforming)
    assert not found.answered
    assert {address[0] for address in opened} == {"127.0.0.1"}
