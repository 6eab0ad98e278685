"""The clients that people use, each in the way it works by itself."""

import io
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import requests
from rdflib import RDF, Graph, Literal, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from .conftest import NUMBERS, SNAPSHOT, Author, Server

CLIENTS = Path(__file__).parent.parent / "clients"
INSTALLED = CLIENTS / "node_modules"
CURL, NODE = shutil.which("curl"), shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CALL = "https://w3id.org/cybernorms/id/agreement/call"
AGREEMENT = "https://w3id.org/cybernorms/ontology#Agreement"
PROLOGUE = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
LABELS = PROLOGUE + f"SELECT ?label {{ <{CALL}> rdfs:label ?label }} ORDER BY STR(?label)"
CONSTRUCT = f"CONSTRUCT {{ ?s a <{AGREEMENT}> }} {{ ?s a <{AGREEMENT}> }}"
EXPECTED = ["L'appel", "The Call <b>&amp;"]

needs_npm = pytest.mark.skipif(
    NODE is None or not INSTALLED.is_dir(), reason="run  npm ci  in tests/clients for this client"
)


# curl


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--get", "--data-urlencode", f"query={LABELS}"],
        ["--data-urlencode", f"query={LABELS}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", LABELS],
        [
            *("--request", "QUERY", "--compressed"),
            *("--header", "Content-Type: application/sparql-query", "--data-binary", LABELS),
        ],
    ],
    ids=["GET", "form", "direct", "QUERY"],
)
def test_curl(server: Server, arguments: list[str]) -> None:
    done = subprocess.run(
        [
            *(str(CURL), "--silent", "--fail", "--header", "Accept: text/csv", *arguments),
            f"{server.url}/sparql",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.splitlines()[1:] == EXPECTED


# SPARQLWrapper


def ask(server: Server, text: str, wish: str, method: str = GET, form: str = URLENCODED) -> Any:  # noqa: ANN401
    """Ask as a script does; what comes back depends on the format wished for."""
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(text)
    client.setReturnFormat(wish)
    client.setMethod(method)
    client.setRequestMethod(form)
    return client.queryAndConvert()


@pytest.mark.parametrize("how", [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_each_way(server: Server, how: tuple[str, str]) -> None:
    found = ask(server, LABELS, JSON, *how)["results"]["bindings"]
    assert [row["label"]["value"] for row in found] == EXPECTED


@pytest.mark.parametrize(("wish", "start"), [(CSV, "label"), (TSV, "?label")])
def test_sparqlwrapper_gets_tables(server: Server, wish: str, start: str) -> None:
    lines = ask(server, LABELS, wish).decode().splitlines()
    assert lines[0] == start
    assert len(lines) == 3


def test_sparqlwrapper_gets_xml(server: Server) -> None:
    document = ask(server, LABELS, XML)
    found = [node.firstChild.data for node in document.getElementsByTagName("literal")]
    assert found == EXPECTED
    assert "<boolean>true<" in ask(server, "ASK {}", XML).toxml()
    assert ask(server, "ASK {}", JSON)["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("wish", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_gets_graphs(server: Server, wish: str) -> None:
    found = ask(server, CONSTRUCT, wish)
    if not isinstance(found, Graph):
        found = Graph().parse(data=found, format="turtle")
    assert list(found) == [(URIRef(CALL), RDF.type, URIRef(AGREEMENT))]


# rdflib


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store_reads(server: Server, form: str, method: str) -> None:
    graph = Graph(SPARQLStore(f"{server.url}/sparql", returnFormat=form, method=method))
    assert [str(row[Variable("label")]) for row in graph.query(LABELS).bindings] == EXPECTED
    assert (URIRef(CALL), RDF.type, URIRef(AGREEMENT)) in graph
    assert list(graph.subjects(RDF.type, URIRef(AGREEMENT))) == [URIRef(CALL)]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    if form == "xml":  # as json the store accepts no graph, and is told so by 406
        assert len(graph.query(CONSTRUCT).graph or ()) == 1


def test_rdflib_store_reads_a_named_graph(server: Server) -> None:
    name = URIRef("https://w3id.org/cybernorms/graph/numbers")
    graph = Graph(SPARQLStore(f"{server.url}/sparql"), identifier=name)
    assert len(graph) == NUMBERS
    assert (URIRef(CALL), RDF.type, URIRef(AGREEMENT)) not in graph


def test_rdflib_update_store_writes_with_a_token(author: Author) -> None:
    headers = {"Authorization": f"Bearer {author.token}"}
    url = author.server.url
    store = SPARQLUpdateStore(f"{url}/sparql", f"{url}/update", headers=headers)
    graph = Graph(store, identifier=URIRef(author.account.home))
    triple = (URIRef("http://e/rdflib"), RDF.value, Literal('it\'s "here"\n', lang="en"))
    graph.add(triple)
    assert triple in graph
    assert list(graph.triples((triple[0], None, None))) == [triple]
    graph.remove(triple)
    assert triple not in graph


def test_sparqlwrapper_updates_with_a_token(author: Author) -> None:
    url = author.server.url
    client = SPARQLWrapper(f"{url}/sparql", f"{url}/update")
    client.addCustomHttpHeader("Authorization", f"Bearer {author.token}")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { <http://e/wrapped> <http://e/p> 1 }")
    client.query()
    assert author.ask("<http://e/wrapped> <http://e/p> 1")


# pandas


def test_pandas_reads_csv_from_the_url(server: Server) -> None:
    text = "SELECT ?s ?n { ?s <http://e/p> ?n } ORDER BY ?n"
    url = requests.Request("GET", f"{server.url}/sparql", params={"query": text, "format": "csv"})
    table = pd.read_csv(url.prepare().url)
    assert list(table.columns) == ["s", "n"]
    assert table["n"].sum() == NUMBERS * (NUMBERS - 1) // 2


# R


def test_the_way_of_the_r_package(server: Server) -> None:
    """Its package SPARQL sends a form, asks for XML and walks head/variable and result/binding."""
    answer = server.request(
        "POST", "/sparql", "application/sparql-results+xml", data={"query": LABELS}
    )
    space = {"s": "http://www.w3.org/2005/sparql-results#"}
    tree = ET.parse(io.BytesIO(answer.content))  # noqa: S314  # it is our own
    names = [node.get("name") for node in tree.findall("s:head/s:variable", space)]
    found = [node.text for node in tree.findall("s:results/s:result/s:binding/s:literal", space)]
    assert (names, found) == (["label"], EXPECTED)


# Comunica


@needs_npm
def test_comunica_discovers_and_asks(server: Server) -> None:
    done = subprocess.run(
        [str(NODE), "comunica.mjs", f"{server.url}/sparql"],
        cwd=CLIENTS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"rows": EXPECTED, "answer": True, "subjects": [CALL]}


# Yasgui


@pytest.fixture
def other_origin(server: Server, tmp_path: Path) -> Iterator[str]:
    """Serve the page with Yasgui from an origin of its own."""
    built = INSTALLED / "@zazuko" / "yasgui" / "build"
    for name in ("yasgui.min.js", "yasgui.min.css"):
        (tmp_path / name).symlink_to(built / name)
    page = (CLIENTS / "yasgui.html").read_text("utf-8")
    (tmp_path / "index.html").write_text(page.replace("ENDPOINT", f"{server.url}/sparql"), "utf-8")
    handler = partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@needs_npm
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_yasgui_asks_from_another_origin(other_origin: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *("--disable-dev-shm-usage", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--virtual-time-budget=20000", other_origin),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    shown = re.search(r'<pre id="outcome">(.*?)</pre>', done.stdout)
    assert shown, done.stderr
    outcome = json.loads(unescape(shown[1]))
    assert outcome == {
        "yasgui": [CALL],
        "direct": f"agreement\r\n{CALL}\r\n",
        "snapshot": SNAPSHOT,
    }
