"""Dereferencing: every IRI of ours answers on this host, as RDF or as a page."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request

from cybernorms import __version__
from cybernorms.engine import Answer
from cybernorms.errors import NotFoundError
from cybernorms.protocol.negotiation import GRAPHS, PAGE_DATA
from cybernorms.web.kinds import kind_of
from cybernorms.web.page import View, choose_page, respond, split_page
from cybernorms.web.quads import WRITERS
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Table, own_iri, read_results

_TYPES: Final = "SELECT DISTINCT ?type {{ <{iri}> a ?type }}"
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
    stem, suffix = split_page(path)
    choice = choose_page(suffix)
    reader = reader.at(request.args.get("release"))
    iri = own_iri(f"{space}/{stem}")
    types = {row["type"].value for row in reader.select(_TYPES.format(iri=iri))}
    if not types and not reader.select(_KNOWN.format(iri=iri)):
        raise NotFoundError(f"nothing is known about {iri}; check the spelling, or search for it")
    kind = kind_of(types)
    view = View(
        kind.template,
        ("resource", iri),
        lambda: kind.read(reader, iri),
        kind.sheet,
        lambda media_type: _describe(reader, iri, media_type),
    )
    response = respond(reader, choice, view)
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
    for item in (*PAGE_DATA, *GRAPHS):
        response.headers.add(
            "Link", f'<{path}.{item.suffix}>; rel="alternate"; type="{item.media_type}"'
        )
