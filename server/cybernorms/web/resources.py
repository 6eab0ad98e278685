"""Dereferencing: every IRI of ours answers on this host, as RDF or as a page."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request

from cybernorms import __version__
from cybernorms.errors import NotFoundError
from cybernorms.namespaces import BASE, GRAPH_INFERRED, GRAPH_META, LICENSE, PROV
from cybernorms.protocol.negotiation import GRAPHS, PAGE_DATA
from cybernorms.web.extracts import extract
from cybernorms.web.heads import Head, read_head
from cybernorms.web.kinds import kind_of
from cybernorms.web.nearby import near_resources
from cybernorms.web.page import View, choose_page, respond, split_page
from cybernorms.web.reader import Reader
from cybernorms.web.structured import describe_resource
from cybernorms.web.terms import local_path, own_iri

_LONGEST: Final = 500
"""Characters of a path; longer ones name nothing, and are not looked for."""
_PART: Final = '<{iri}> ?link ?part . FILTER (isIRI(?part) && STRSTARTS(STR(?part), "{iri}#"))'
_STATEMENT: Final = "GRAPH ?g {{ ?s ?p ?o }}"
_DESCRIPTION: Final = tuple(
    f"{meant} {_STATEMENT}"
    for meant in (
        "VALUES ?s {{ <{iri}> }}",
        "VALUES ?o {{ <{iri}> }}",
        _PART.replace("?part", "?s"),
        "?s skos:inScheme <{iri}> .",
        "?s rdfs:isDefinedBy <{iri}> .",
        "?chained rdfs:isDefinedBy <{iri}> ; owl:propertyChainAxiom/rdf:rest* ?s .",
    )
)
"""What the description of a resource is about: subjects, or in one case objects, of statements."""
_DOCUMENT: Final = (
    "VALUES (?s ?p ?o) {{ (<{document}> rdf:type foaf:Document) "
    "(<{document}> foaf:primaryTopic <{iri}>) }}",
    f"""
    VALUES ?p {{{{ dcterms:license dcterms:source }}}} BIND (<{{document}}> AS ?s)
    {{{{ SELECT DISTINCT ?stating {{{{ GRAPH ?stating {{{{ <{{iri}}> ?any ?thing }}}} }}}} }}}}
    GRAPH <{GRAPH_META}> {{{{ ?stating ?p ?o }}}}
    """,
    f"""
    VALUES ?p {{{{ dcterms:source }}}} BIND (<{{document}}> AS ?s)
    {{{{ SELECT DISTINCT ?o {{{{ GRAPH ?o {{{{ <{{iri}}> ?any ?thing }}}} }}}} }}}}
    FILTER (!STRSTARTS(STR(?o), "{GRAPH_INFERRED}"))
    """,
)
"""What it says of itself: its topic, and the licences and the sources of the graphs it is from."""


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
    iri = _name(space, stem)
    head = read_head(reader, iri)
    if head is None:
        hint = "check the spelling, or search for it"
        raise NotFoundError(f"nothing is known about {iri}; {hint}", near_resources(reader, iri))
    kind = kind_of(head.types)
    patterns = [
        pattern.format(iri=iri, document=_document(iri, choice.format.suffix))
        for pattern in (*_DESCRIPTION, *_DOCUMENT)
    ]
    view = View(
        kind.template,
        ("resource", iri),
        lambda: kind.read(reader, iri),
        kind.sheet,
        lambda media_type: extract(reader, media_type, *patterns),
        around={
            "structured": describe_resource(head),
            "withdrawn": head.is_withdrawn,
            "replacements": head.replacements,
        },
        status=HTTPStatus.GONE if head.is_withdrawn else HTTPStatus.OK,
    )
    response = respond(reader, choice, view)
    _link(response, head, request.path.removesuffix(f".{suffix}"))
    return response


def _name(space: str, path: str) -> str:
    """Make the IRI that a path stands for. Raises NotFoundError for what no IRI of ours is like."""
    if len(path) > _LONGEST:
        raise NotFoundError(f"no address of ours is as long as {len(path)} characters")
    if not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise NotFoundError("no address of ours has an empty part, or one of dots alone")
    return own_iri(f"{space}/{path}")


def _document(iri: str, suffix: str) -> str:
    """Name the document about a resource; where that has the resource's own name, one form of it.

    Nothing is both an agreement and a document about it, so each needs a name (Cool URIs, 3.1).
    """
    page = BASE + local_path(iri).removeprefix("/")
    return page if page != iri else f"{iri}.{suffix}"


def _link(response: Response, head: Head, path: str) -> None:
    """Point at the resource itself, at its other forms, and at what is said of it (RFC 8288)."""
    links = [
        (head.iri, 'rel="canonical"'),
        ("/void", 'rel="describedby"'),
        (str(LICENSE), 'rel="license"'),
        ("/graph/meta", f'rel="{PROV["has_provenance"]}"'),
        *((term.value, 'rel="successor-version"') for term in head.replacements),
        *(
            (f"{path}.{item.suffix}", f'rel="alternate"; type="{item.media_type}"')
            for item in (*PAGE_DATA, *GRAPHS)
        ),
    ]
    for target, parameters in links:
        response.headers.add("Link", f"<{target}>; {parameters}")
