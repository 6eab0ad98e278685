"""``cybernorms mirror``: the copy answers as the original does, and takes over nothing else."""

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from cybernorms.errors import InputError, RemoteError
from cybernorms.feed import Ledger
from cybernorms.mirror import Mirror
from cybernorms.settings import load_settings

from .conftest import Author, start, stop, wait_until
from .mirroring import kill_often, quads_of, run_mirror, start_mirror

ASK = "SELECT * { ?s <http://e/mirrored> ?o FILTER (!isBlank(?o)) } ORDER BY ?o"
Change = Callable[[str, bytes], bytes]


def mirror_of(url: str, state: Path) -> Mirror:
    return Mirror(url, load_settings({}, state_dir=state))


@contextmanager
def relay(author: Author, change: Change, asked: list[str]) -> Iterator[str]:
    """A server that hands on what another one says, changed on the way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            headers = {"Host": self.headers["Host"], "Accept": self.headers["Accept"]}
            got = requests.get(author.server.url + self.path, headers=headers, timeout=60)
            body = change(self.path, got.content)
            self.send_response(got.status_code)
            for name in ("Content-Type", "Retry-After"):
                if name in got.headers:
                    self.send_header(name, got.headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def copy(author: Author, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with a copy of the server that tests write to."""
    state = tmp_path_factory.mktemp("mirror") / "state"
    update = "INSERT DATA { <http://e/m> <http://e/mirrored> 1 , [] }"
    assert author.update(update).ok
    mirror_of(author.server.url, state).update()
    return state


def test_copy_answers_with_the_same_ids_and_follows_without_a_restart(
    author: Author, copy: Path
) -> None:
    running = start(copy, timeout=10)
    try:
        follower = start_mirror(author.server.url, copy, "--every", "1")
        try:
            assert author.update("INSERT DATA { <http://e/m> <http://e/mirrored> 2 }").ok
            original = author.server.query(ASK)

            def same() -> bool:
                answer = running.query(ASK)
                return (
                    answer.headers["X-Cybernorms-Snapshot"]
                    == original.headers["X-Cybernorms-Snapshot"]
                )

            wait_until(same, 120)
            answer = running.query(ASK)
            assert (answer.text, answer.headers["ETag"]) == (
                original.text,
                original.headers["ETag"],
            )
            wait_until(lambda: Ledger(copy).last() == Ledger(author.server.state).last(), 120)
        finally:
            follower.kill()
            follower.communicate()
        feed = running.get("/feed/1", "text/csv").text
        assert feed == author.server.get("/feed/1", "text/csv").text
    finally:
        stop(running)
    assert quads_of(copy) == quads_of(author.server.state)


def test_only_what_changed_is_fetched(author: Author, copy: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    shutil.copytree(copy, state, symlinks=True)
    assert author.update("INSERT DATA { <http://e/m> <http://e/mirrored> 3 }").ok
    asked: list[str] = []
    with relay(author, lambda _, body: body, asked) as url:
        done = mirror_of(url, state).update()
        fetched = {path for path in asked if path.startswith("/dumps/version/")}
        heads = Ledger(author.server.state).heads()
        assert len(fetched) == done.graphs < len(heads)
        assert done.snapshot.id == quads_of(author.server.state)[0]
        assert mirror_of(url, state).update().versions == 0
    assert not (state / "mirror").exists()


@pytest.mark.parametrize("place", ["dump", "feed", "id"])
def test_what_was_tampered_with_is_refused(author: Author, tmp_path: Path, place: str) -> None:
    current = quads_of(author.server.state)[0]

    def change(path: str, body: bytes) -> bytes:
        if place == "dump" and path.startswith("/dumps/version/"):
            return body.replace(b"Treaty", b"Treachery").replace(b"treaty", b"treachery") + b"\n"
        if place == "feed" and path == "/feed/1":
            return body[: len(body) // 2]
        if place == "id":
            return body.replace(current.encode(), b"0" * 16) if path.startswith("/feed") else body
        return body

    with relay(author, change, []) as url, pytest.raises(RemoteError) as caught:
        mirror_of(url, tmp_path).update()
    if place == "dump":
        assert "not what the feed announced" in str(caught.value)
        assert urlsplit(url).netloc in str(caught.value)
    assert quads_of(tmp_path) == ("", b"")
    assert Ledger(tmp_path).last() is None


def test_history_of_another_server_is_refused(author: Author, copy: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    shutil.copytree(copy, state, symlinks=True)
    with Ledger(state)._database.write() as connection:
        connection.execute("UPDATE version SET graph = graph || 'x'")
    with pytest.raises(InputError, match="state folder that nothing else is built in"):
        mirror_of(author.server.url, state).update()


def test_killed_mirror_leaves_what_was_there_and_goes_on(author: Author, tmp_path: Path) -> None:
    told = run_mirror(author.server.url, tmp_path / "first")
    assert told.startswith("mirrored: snapshot ")
    seen = kill_often(author.server.url, tmp_path / "second", 4, 3.0, random.Random(1))  # noqa: S311
    current = quads_of(author.server.state)
    assert seen <= {"", current[0]}
    run_mirror(author.server.url, tmp_path / "second")
    assert quads_of(tmp_path / "second") == current
    assert "up to date" in run_mirror(author.server.url, tmp_path / "second")
    left = {path.name for path in (tmp_path / "second" / "snapshots").iterdir()}
    assert left == {current[0]}
