"""The named graphs: their pages, and the SPARQL 1.1 Graph Store HTTP Protocol."""

from dataclasses import replace
from typing import Final
from uuid import uuid4

from flask import Blueprint, Response, make_response, render_template, request

from cybernorms.accounts import MEMBERS
from cybernorms.engine import Entailment
from cybernorms.errors import GoneError, NotFoundError
from cybernorms.namespaces import GRAPH
from cybernorms.protocol.graph_store import (
    names_no_graph,
    parse_documents,
    parse_graph_request,
    parse_patch,
)
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Choice, choose_for_graph, split_suffix
from cybernorms.updates.operation import Kind, Operation, Part
from cybernorms.web.answers import choose_document, data_response, not_modified
from cybernorms.web.methods import WRITES, answer_options
from cybernorms.web.reader import Reader
from cybernorms.web.statements import group_statements
from cybernorms.web.terms import Term, iris_of, label, local_path, own_iri
from cybernorms.web.writing import GRAPH_TYPES, Author, Desk, expected_existence

_KINDS: Final[dict[str, Kind]] = {"PUT": "put", "POST": "post", "DELETE": "delete"}
_NAMED: Final = "CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
_DEFAULT: Final = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
_SAMPLE: Final = "SELECT ?s ?p ?o\nFROM <{iri}>\nWHERE {{ ?s ?p ?o }}\nLIMIT 100\n"
_RETRACTED: Final = """
SELECT ?submission {{
  ?submission dcterms:isVersionOf <{iri}> ; prov:invalidatedAtTime ?time
}} ORDER BY DESC(?time) LIMIT 1
"""
_ABOUT: Final = "SELECT ?p ?o {{ <{iri}> ?p ?o }} LIMIT 200"


def graphs_blueprint(reader: Reader, desk: Desk) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("graphs", __name__)

    @blueprint.get("/graph")
    def graphs() -> str:
        return _list_page(reader)

    @blueprint.get("/graph/<path:path>", provide_automatic_options=False)
    def direct(path: str) -> Response:
        return _named_graph(reader.at(request.args.get("release")), path)

    @blueprint.get("/data", provide_automatic_options=False)
    def indirect() -> Response:
        return _graph_store(reader, desk)

    @blueprint.route("/graph/<path:path>", methods=WRITES, provide_automatic_options=False)
    def write_direct(path: str) -> Response:
        author, body = desk.receive()
        return _write(desk, author, body, own_iri(split_suffix(path)[0], str(GRAPH)))

    @blueprint.route("/data", methods=WRITES, provide_automatic_options=False)
    def write_indirect() -> Response:
        author, body = desk.receive()
        if request.method == "POST" and names_no_graph(request.query_string):
            return _write(desk, author, body, f"{MEMBERS}{author.account.name}/{uuid4().hex}")
        return _write(desk, author, body, parse_graph_request(request.query_string).graph)

    for number, rule in enumerate(("/graph/<path:path>", "/data")):
        blueprint.add_url_rule(
            rule,
            f"options-{number}",
            lambda **_: answer_options("GET", "HEAD", "OPTIONS", *WRITES),
            methods=["OPTIONS"],
        )
    return blueprint


def _write(desk: Desk, author: Author, body: bytes, graph: str | None) -> Response:
    """Put, add to, delete or patch one graph (Graph Store Protocol 5.3 to 5.6)."""
    author.account.require(graph or author.account.home)
    name = graph or author.account.home
    keys = [_key(_NAMED.format(iri=name), content_type) for content_type in GRAPH_TYPES]
    operation = Operation(
        "update" if request.method == "PATCH" else _KINDS[request.method],
        author.token,
        name if request.method == "PATCH" else graph,
        version=desk.expected_version(name, keys),
        exists=expected_existence(),
    )
    content_type = request.headers.get("Content-Type")
    if request.method == "PATCH":
        body = parse_patch(content_type, body).encode("utf-8")
    elif request.method != "DELETE":
        documents, body = parse_documents(content_type, body)
        operation = replace(operation, parts=tuple(Part(*each) for each in documents))
    return desk.perform(operation, body)


def graph_document(reader: Reader, iri: str, choice: Choice) -> Response:
    """Send the statements of one named graph."""
    return construct_document(reader, _NAMED.format(iri=iri), choice)


def construct_document(
    reader: Reader, text: str, choice: Choice, entailment: Entailment = "owlrl"
) -> Response:
    """Send the graph that a CONSTRUCT query of ours makes."""
    key = _key(text, choice.content_type, entailment)
    if unchanged := not_modified(reader.snapshot_id(), key):
        return unchanged
    answer = reader.construct(text, choice.format.media_type, entailment)
    return data_response(answer, choice, entailment, key)


def _key(
    text: str, content_type: str, entailment: Entailment = "owlrl"
) -> tuple[str, str, str, str]:
    """Give all that decides the graph that a query of ours makes, beside the snapshot."""
    return ("graph", text, content_type, entailment)


def _graph_store(reader: Reader, desk: Desk) -> Response:
    """Send a graph that the query string names (Graph Store Protocol 5.2, 5.7).

    The default graph is the one that queries read, or for the holder of a token the graph that
    its writes to the default graph go to.
    """
    wanted = parse_graph_request(request.query_string)
    choice = choose_for_graph(request.headers.get("Accept"), wanted.format, page=False)
    reader = reader.at(wanted.release)
    if wanted.graph is None:
        author = desk.author()
        if author:
            response = graph_document(reader, author.account.home, choice)
        else:
            response = construct_document(reader, _DEFAULT, choice, wanted.entailment)
        response.vary.add("Authorization")
        return response
    _require_graph(reader, wanted.graph)
    return graph_document(reader, wanted.graph, choice)


def _require_graph(reader: Reader, iri: str) -> int:
    """Count the statements of a graph.

    Raises GoneError if a retracted submission was in it, NotFoundError if nothing was.
    """
    graphs = reader.counts().graphs
    if iri not in graphs:
        if last := reader.select(_RETRACTED.format(iri=iri)):
            raise GoneError(
                f"what was in {iri} was retracted; {local_path(last[0]['submission'].value)} tells "
                "when and why"
            )
        raise NotFoundError(f"there is no graph {iri}; /graph lists them")
    return graphs[iri]


def _named_graph(reader: Reader, path: str) -> Response:
    stem, suffix = split_suffix(path)
    choice = choose_document(suffix)
    iri = own_iri(stem, str(GRAPH))
    count = _require_graph(reader, iri)
    if choice.format is not PAGE:
        return graph_document(reader, iri, choice)
    about = reader.select(_ABOUT.format(iri=iri))
    labels = reader.labels({iri, *iris_of(about)})
    rows = [{**row, "g": Term("uri", "")} for row in about]
    response = make_response(
        render_template(
            "graph.html",
            iri=iri,
            title=labels.get(iri, Term("uri", iri).name),
            count=count,
            about=group_statements(rows, "o", labels),
            sample=_SAMPLE.format(iri=iri),
            formats=GRAPHS,
            path=request.path.removesuffix(".html"),
        )
    )
    response.vary.add("Accept")
    return response


def _list_page(reader: Reader) -> str:
    counts = reader.counts()
    labels = reader.labels(counts.graphs)
    listed = [
        (label(Term("uri", iri), labels), number) for iri, number in sorted(counts.graphs.items())
    ]
    return render_template("graphs.html", graphs=listed, total=counts.default)
