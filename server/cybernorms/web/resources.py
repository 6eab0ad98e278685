"""Dereferencing: every IRI of ours answers on this host, as RDF or as a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request

from cybernorms import __version__
from cybernorms.engine import Answer
from cybernorms.errors import NotFoundError
from cybernorms.namespaces import RDF, is_inferred
from cybernorms.protocol.negotiation import GRAPHS, PAGE, split_suffix
from cybernorms.web.answers import choose_document, data_response, not_modified
from cybernorms.web.quads import WRITERS
from cybernorms.web.reader import Reader
from cybernorms.web.statements import group_statements
from cybernorms.web.terms import Solution, Table, Term, iris_of, label, own_iri, read_results

_MOST: Final = 500
"""Statements in one direction that a page shows."""

_KNOWN: Final = "SELECT * {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }} LIMIT 1"
_PART: Final = '<{iri}> ?link ?part . FILTER (isIRI(?part) && STRSTARTS(STR(?part), "{iri}#"))'
_MEANT: Final = (
    "VALUES ?s {{ <{iri}> }}",
    "VALUES ?o {{ <{iri}> }}",
    _PART.replace("?part", "?s"),
    "?s skos:inScheme <{iri}> .",
    "?s rdfs:isDefinedBy <{iri}> .",
    "?chained rdfs:isDefinedBy <{iri}> ; owl:propertyChainAxiom/rdf:rest* ?s .",
)
"""What the description of a resource is about: subjects, or in one case objects, of statements."""


def _statements(pattern: str) -> str:
    return " UNION ".join(f"{{{{ {meant} {pattern} }}}}" for meant in _MEANT)


_DESCRIBE: Final = f"CONSTRUCT {{{{ ?s ?p ?o }}}} {{{{ {_statements('?s ?p ?o')} }}}}"
_QUADS: Final = "SELECT DISTINCT ?s ?p ?o ?g {{{{ {} }}}}".format(
    _statements("GRAPH ?g {{ ?s ?p ?o }}")
)
_OUTGOING: Final = f"SELECT ?p ?o ?g {{{{ GRAPH ?g {{{{ <{{iri}}> ?p ?o }}}} }}}} LIMIT {_MOST + 1}"
_INCOMING: Final = f"SELECT ?s ?p ?g {{{{ GRAPH ?g {{{{ ?s ?p <{{iri}}> }}}} }}}} LIMIT {_MOST + 1}"
_PARTS: Final = f"SELECT DISTINCT ?part ?p ?o ?g {{{{ {_PART} GRAPH ?g {{{{ ?part ?p ?o }}}} }}}}"


def resources_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("resources", __name__)

    @blueprint.get("/id/<path:path>")
    def identifier(path: str) -> Response:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.args else ""
        response = make_response(redirect(own_iri(path, "/doc/") + query, 303))
        response.vary.add("Accept")
        return response

    @blueprint.get("/doc/<path:path>")
    def document(path: str) -> Response:
        return _resource(reader, "id", path)

    @blueprint.get("/scheme/<path:path>")
    def scheme(path: str) -> Response:
        return _resource(reader, "scheme", path)

    @blueprint.get("/ontology/<path:path>")
    @blueprint.get(f"/ontology/{__version__}/<path:path>")
    def module(path: str) -> Response:
        return _resource(reader, "ontology", path)

    @blueprint.get("/shapes/<path:path>")
    @blueprint.get(f"/shapes/{__version__}/<path:path>")
    def shapes_module(path: str) -> Response:
        return _resource(reader, "shapes", path)

    return blueprint


def _resource(reader: Reader, space: str, path: str) -> Response:
    stem, suffix = split_suffix(path)
    choice = choose_document(suffix)
    reader = reader.at(request.args.get("release"))
    iri = own_iri(f"{space}/{stem}")
    if not reader.select(_KNOWN.format(iri=iri)):
        raise NotFoundError(f"nothing is known about {iri}; check the spelling, or search for it")
    if choice.format is PAGE:
        response = make_response(_resource_page(reader, iri))
        response.vary.add("Accept")
    else:
        key = ("resource", iri, choice.content_type)
        if unchanged := not_modified(reader.snapshot_id(), key):
            return unchanged
        answer = _describe(reader, iri, choice.format.media_type)
        response = data_response(answer, choice, "owlrl", key)
    _link(response, iri, request.path.removesuffix(f".{suffix}"))
    return response


def _describe(reader: Reader, iri: str, media_type: str) -> Answer:
    """Describe a resource, with the graph of each statement where the format has room for it."""
    if media_type not in WRITERS:
        return reader.construct(_DESCRIBE.format(iri=iri), media_type)
    asked = reader.ask_own(_QUADS.format(iri=iri))
    found = read_results(asked.body)
    rows = found.rows if isinstance(found, Table) else ()
    return replace(asked, form="CONSTRUCT", media_type=media_type, body=WRITERS[media_type](rows))


def _link(response: Response, iri: str, path: str) -> None:
    """Point at the resource itself and at its other forms (RFC 8288)."""
    response.headers.add("Link", f'<{iri}>; rel="canonical"')
    response.headers.add("Link", '</void>; rel="describedby"')
    for item in GRAPHS:
        response.headers.add(
            "Link", f'<{path}.{item.suffix}>; rel="alternate"; type="{item.media_type}"'
        )


def _resource_page(reader: Reader, iri: str) -> str:
    outgoing = reader.select(_OUTGOING.format(iri=iri))
    incoming = reader.select(_INCOMING.format(iri=iri))
    parts = reader.select(_PARTS.format(iri=iri))
    labels = reader.labels({iri, *iris_of((*outgoing, *incoming, *parts))})
    by_part: dict[str, list[Solution]] = defaultdict(list)
    everything = (*outgoing, *incoming, *parts)
    graphs = {label(row["g"], labels) for row in everything if not is_inferred(row["g"].value)}
    for row in parts:
        by_part[row["part"].value].append(row)
    for part in by_part:
        labels.setdefault(part, part.removeprefix(iri))
    return render_template(
        "resource.html",
        iri=iri,
        title=labels.get(iri, Term("uri", iri).name),
        types=_types(outgoing, labels),
        outgoing=group_statements(outgoing[:_MOST], "o", labels),
        incoming=group_statements(incoming[:_MOST], "s", labels),
        parts=[
            (part.rpartition("#")[2], group_statements(rows, "o", labels))
            for part, rows in sorted(by_part.items())
        ],
        sources=sorted(graphs, key=lambda graph: graph.name),
        cut=max(len(outgoing), len(incoming)) > _MOST,
        formats=GRAPHS,
        path=request.path.removesuffix(".html"),
    )


def _types(outgoing: Iterable[Solution], labels: Mapping[str, str]) -> list[Term]:
    """List the stated classes; the inferred ones stand among the statements."""
    found = {
        row["o"]: None
        for row in outgoing
        if row["p"].value == str(RDF["type"]) and not is_inferred(row["g"].value)
    }
    return [label(term, labels) for term in found]
