"""SPARQL endpoints of this process on loopback: pyoxigraph over a few triples, or a script."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Said:
    """What an endpoint says to a query."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON})


Script = Callable[[str], Said]


@dataclass(slots=True)
class Endpoints:
    """Endpoints by name under one address; ``asked`` has the queries that each got."""

    base: str
    scripts: dict[str, Script] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)

    def url(self, name: str) -> str:
        return f"{self.base}/{name}"

    def hold(self, name: str, turtle: str) -> str:
        """Make an endpoint over some data, and give its address."""
        store = ox.Store()
        store.load(turtle.encode(), ox.RdfFormat.TURTLE)

        def answer(text: str) -> Said:
            try:
                found = store.query(text)
            except SyntaxError as error:
                return Said(str(error).encode(), 400, {"Content-Type": "text/plain"})
            if isinstance(found, ox.QueryTriples):
                graph = found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
                return Said(graph, 200, {"Content-Type": "application/n-triples"})
            return Said(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

        return self.play(name, answer)

    def play(self, name: str, script: Script) -> str:
        """Make an endpoint that answers by a script, and give its address."""
        self.scripts[name] = script
        self.asked[name] = []
        return self.url(name)


@contextmanager
def endpoints() -> Iterator[Endpoints]:
    """Serve endpoints until the block ends."""
    served: Endpoints

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.headers["Content-Type"] == "application/sparql-query":
                self._say(body)
            else:
                self._answer(body)

        def _answer(self, form: str) -> None:
            self._say(parse_qs(form).get("query", [""])[0])

        def _say(self, text: str) -> None:
            name = urlsplit(self.path).path[1:]
            served.asked.setdefault(name, []).append(text)
            script = served.scripts.get(name)
            said = script(text) if script else Said(b"nobody is here", 404, {})
            self.send_response(said.status)
            for header, value in said.headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(said.body)))
            with suppress(ConnectionError):  # whoever asked may have gone
                self.end_headers()
                self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served = Endpoints(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
