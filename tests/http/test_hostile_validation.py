"""Hostile documents and shapes end in a clear answer inside the limits, and reach nothing.

Over HTTP and on the command line.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests

from .conftest import Server, judging_by
from .hostile.submissions import DATA, DOCUMENTS, SHAPES, Hostile, shapes

DEADLINE: Final = 6


@pytest.fixture(scope="module")
def attacked(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with judging_by(small_root, tmp_path_factory.mktemp("attacked"), DEADLINE) as running:
        yield running


@pytest.fixture
def nobody() -> Iterator[str]:
    """A port that nobody may come to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()


def send(server: Server, fields: dict[str, str]) -> requests.Response:
    return server.request("POST", "/validate", data={"profile": "core", **fields})


def require_life(server: Server) -> None:
    assert send(server, {"text": DATA}).status_code == 200
    assert server.query("ASK {}", "*/*").json()["boolean"] is True


@pytest.mark.parametrize("hostile", DOCUMENTS.values(), ids=DOCUMENTS)
def test_document_over_http(attacked: Server, nobody: str, hostile: Hostile) -> None:
    response = attacked.request(
        "POST",
        "/validate",
        params={"profile": "core"},
        data=hostile.text.replace("PORT", nobody).encode(),
        headers={"Content-Type": hostile.media_type},
    )
    assert response.status_code == (200 if hostile.judged else 400), response.text[:500]
    assert hostile.say in response.text
    require_life(attacked)


@pytest.mark.parametrize("hostile", SHAPES.values(), ids=SHAPES)
def test_shapes_over_http(attacked: Server, nobody: str, hostile: Hostile) -> None:
    text = hostile.text.replace("PORT", nobody)
    response = send(attacked, {"text": DATA, "shapes": text})
    if hostile.say:
        assert response.status_code == 403, response.text[:500]
        assert hostile.say in response.text
        assert re.search(r"shapes:\d:\d+: ", response.json()["detail"])
    elif hostile.judged:
        assert response.headers["X-Cybernorms-Conforms"] == "true"
    else:
        assert response.status_code in {200, 500, 503}, response.text[:500]
        assert "root:" not in response.text
    require_life(attacked)


def test_200_megabytes_over_http(attacked: Server) -> None:
    body = b"<http://e/a> <http://e/p> '" + b"x" * 200_000_000 + b"' ."
    response = attacked.request(
        "POST", "/validate", data=body, headers={"Content-Type": "text/turtle"}
    )
    assert response.status_code == 413
    assert response.json()["limit"] == "max_submission_bytes"
    require_life(attacked)


def test_late_and_greedy_validations_name_their_limit(attacked: Server) -> None:
    def ask(constraint: str) -> tuple[int, str]:
        response = send(attacked, {"text": DATA, "shapes": shapes(constraint)})
        return response.status_code, response.json().get("limit")

    endless = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
    assert ask(f"sh:sparql [ sh:ask 'ASK {{}}' ; sh:select 'SELECT $this {{ {endless} }}' ]") in {
        (503, "validation_timeout"),
        (503, "validation_memory"),
    }
    doubled = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
    greedy = f'SELECT $this {{ BIND("x" AS ?x0) {doubled} FILTER(?x40 = "y") }}'
    assert ask(f"sh:sparql [ sh:select '''{greedy}''' ]") in {
        (503, "validation_timeout"),
        (503, "validation_memory"),
    }
    require_life(attacked)


def test_validations_beyond_the_queue_are_told_to_wait(attacked: Server) -> None:
    endless = shapes("sh:sparql [ sh:select 'SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }' ]")
    problems: list[str] = []

    def ask() -> None:
        fields = {"text": DATA, "shapes": endless}
        response = requests.post(f"{attacked.url}/validate", data=fields, timeout=90)
        problems.append(response.headers["Content-Type"] + response.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert attacked.query("ASK {}", "*/*").status_code == 200
    for thread in threads:
        thread.join()
    assert any("/problem/too-many-requests" in problem for problem in problems)
    require_life(attacked)


def run(root: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    variables = {"validation_timeout": str(DEADLINE), **settings}
    return subprocess.run(
        [sys.executable, "-m", "cybernorms", "validate", "--root", str(root), *arguments],
        env={
            **os.environ,
            **{f"CYBERNORMS_{name.upper()}": value for name, value in variables.items()},
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# The command reads as the server does, so a few of each will do.
FEW: Final = ("bomb", "nested lists", "nested json", "context", "imports")
FEW_SHAPES: Final = ("service", "service by a prefix", "regular expression", "cross product")


@pytest.mark.parametrize("hostile", [DOCUMENTS[name] for name in FEW], ids=FEW)
def test_document_on_the_command_line(
    small_root: Path, tmp_path: Path, nobody: str, hostile: Hostile
) -> None:
    file = tmp_path / f"hostile.{hostile.suffix}"
    file.write_text(hostile.text.replace("PORT", nobody), "utf-8")
    result = run(small_root, "--profile", "core", str(file))
    if hostile.judged:
        assert result.returncode == 0, result.stderr
    else:
        assert (result.returncode, hostile.say in result.stderr) == (2, True), result.stderr[:500]
        assert str(file) in result.stderr


@pytest.mark.parametrize("hostile", [SHAPES[name] for name in FEW_SHAPES], ids=FEW_SHAPES)
def test_shapes_on_the_command_line(
    small_root: Path, tmp_path: Path, nobody: str, hostile: Hostile
) -> None:
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    (tmp_path / "shapes.ttl").write_text(hostile.text.replace("PORT", nobody), "utf-8")
    result = run(small_root, "--shapes", str(tmp_path / "shapes.ttl"), str(tmp_path / "data.ttl"))
    if hostile.say:
        assert (result.returncode, hostile.say in result.stderr) == (2, True), result.stderr[:500]
    else:
        assert result.returncode in {0, 1, 3}, result.stderr[:500]


def test_regular_expression_that_never_ends_is_stopped(small_root: Path, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES["regular expression"].text, "utf-8")
    files = ("--shapes", str(tmp_path / "shapes.ttl"), str(tmp_path / "data.ttl"))
    result = run(small_root, *files, validator="pyshacl")  # by Python's own engine for them
    assert (result.returncode, "stopped after 6 s" in result.stderr) == (3, True), result.stderr


def test_200_megabytes_on_the_command_line(small_root: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.ttl"
    with file.open("wb") as stream:
        stream.write(b"<http://e/a> <http://e/p> '")
        stream.truncate(200_000_000)
    result = run(small_root, str(file))
    assert (result.returncode, "max_submission_bytes" in result.stderr) == (2, True)
