"""``cybernorms query``, over a snapshot of its own and against a running server."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Server

SEVEN = "SELECT ?o { <http://e/7> ?p ?o }"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=["local", "remote"])
def run(request: pytest.FixtureRequest, server: Server) -> Run:
    """Run the command both ways; they have to agree."""

    def call(text: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        where = ["--endpoint", f"{server.url}/sparql"] if request.param == "remote" else []
        return command(server.state, text, *where, *arguments)

    return call


def command(
    state: Path, text: str | bytes, *arguments: str, **settings: str
) -> "subprocess.CompletedProcess[str]":
    result = subprocess.run(
        [sys.executable, "-m", "cybernorms", "query", *arguments],
        env={
            **os.environ,
            "CYBERNORMS_STATE_DIR": str(state),
            "CYBERNORMS_TIMEOUT": "1.5",
            "CYBERNORMS_MEMORY_LIMIT": "150",
            **settings,
        },
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        result.args, result.returncode, result.stdout.decode(), result.stderr.decode()
    )


@pytest.mark.parametrize(
    ("text", "arguments", "output"),
    [
        (SEVEN, [], "o\r\n7\r\n"),
        (SEVEN, ["--format", "tsv"], "?o\n7\n"),
        ("ASK {}", ["--format", "json"], '{"head":{},"boolean":true}\n'),
        ("CONSTRUCT WHERE { <http://e/7> ?p ?o }", [], "<http://e/7> <http://e/p> 7 .\n"),
        (
            "ASK { ?s <https://w3id.org/cybernorms/ontology#isProvisionOf> ?o }",
            ["--entailment", "none"],
            "false\n",
        ),
    ],
)
def test_query_prints_the_answer(run: Run, text: str, arguments: list[str], output: str) -> None:
    result = run(text, *arguments)
    assert (result.returncode, result.stdout) == (0, output)
    # The server's small graph does not define all that is asked for.
    assert [line for line in result.stderr.splitlines() if "does not exist" not in line] == []


@pytest.mark.parametrize(
    ("text", "arguments", "code", "words"),
    [
        ("ASK {\n oops }", [], 2, "oops"),
        ("ASK { SERVICE <http://a/> {} }", [], 2, "SERVICE"),
        ("CLEAR ALL", [], 2, "only reads"),
        ("ASK {}", ["--format", "ttl"], 2, "ASK"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", [], 3, "stopped after"),
    ],
)
def test_query_exits_by_reason(
    run: Run, text: str, arguments: list[str], code: int, words: str
) -> None:
    result = run(text, *arguments)
    assert result.returncode == code, result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_query_reads_a_file_and_names_it_in_errors(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "wrong.rq"
    file.write_text("ASK {\n  ?s cn:p ?o }", "utf-8")
    result = command(server.state, "", str(file))
    assert result.returncode == 2
    assert f"{file}:2:6:" in result.stderr


def test_query_that_is_not_utf_8_is_told(server: Server) -> None:
    result = command(server.state, "ASK { 'é' }".encode("latin-1"))
    assert result.returncode == 2
    assert "UTF-8" in result.stderr


def test_query_without_a_snapshot_says_what_to_do(tmp_path: Path) -> None:
    result = command(tmp_path, "ASK {}")
    assert result.returncode == 2
    assert "cybernorms build" in result.stderr


@pytest.mark.parametrize(
    ("endpoint", "code"), [("http://127.0.0.1:9/sparql", 3), ("file:///etc/passwd", 2)]
)
def test_endpoint_that_is_none_is_told(server: Server, endpoint: str, code: int) -> None:
    result = command(server.state, "ASK {}", "--endpoint", endpoint)
    assert result.returncode == code
    assert endpoint in result.stderr


def test_term_that_does_not_exist_is_told_apart_from_the_answer(server: Server) -> None:
    text = "ASK { ?s <http://www.w3.org/2004/02/skos/core#prefLable> ?o }"
    result = command(server.state, text, "--format", "json")
    assert result.stdout == '{"head":{},"boolean":false}\n'
    assert "1:10: skos:prefLable does not exist" in result.stderr
    assert "did you mean skos:prefLabel?" in result.stderr
    assert result.returncode == 0
