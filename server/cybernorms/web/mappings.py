"""/mappings: what is called otherwise elsewhere, as sets of mappings (SSSOM)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import NotFoundError
from cybernorms.mappings import SSSOM, write_json, write_table
from cybernorms.mappings.published import LIST_ACCEPTED, OWN_SETS, set_query
from cybernorms.namespaces import DCTERMS, LICENSE, OWL, RDF, RDFS
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Format, choose_for_graph, split_suffix
from cybernorms.web.answers import content_type, data_response, not_modified, stamp, write_graph
from cybernorms.web.languages import LANGUAGES
from cybernorms.web.page import Sheet, View, choose_page, respond
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, label

_TABLE: Final = Format("text/tab-separated-values", "tsv", "SSSOM/TSV")
_JSON: Final = Format("application/json", "json", "SSSOM/JSON")
_OWN: Final = (_TABLE, _JSON)
_KEY_LENGTH: Final = 12
_CAPITAL: Final = re.compile(r"(?<=[a-z])([A-Z])")
_LICENSES: Final = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A set in the list: its IRI, its name in addresses, title, licence, graph and size."""

    iri: str
    name: str
    title: str
    license: str
    graph: str
    count: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping on the page of its set."""

    subject: Term
    predicate: Term
    object: Term
    justification: Term
    confidence: str
    comment: str


def mappings_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("mappings", __name__)

    @blueprint.get("/mappings")
    @blueprint.get("/mappings.<suffix>")
    def index(suffix: str | None = None) -> Response:
        view = View(
            "mappings.html",
            ("mappings",),
            lambda: _list(reader),
            _sheet,
            lambda media_type: write_graph(
                _describe(_list(reader)), media_type, reader.snapshot_id()
            ),
            around={"licenses": _LICENSES},
        )
        return respond(reader, choose_page(suffix), view)

    @blueprint.get("/mappings/<path>")
    def one(path: str) -> Response:
        stem, suffix = split_suffix(path, _OWN)
        iri = _find(reader, stem)
        wanted = suffix or request.args.get("format")
        choice = choose_for_graph(request.headers.get("Accept"), wanted, before=_OWN)
        key = ("mappings", iri, LANGUAGES.get(), choice.content_type)
        if unchanged := not_modified(reader.snapshot_id(), key):
            return unchanged
        if choice.format in GRAPHS:
            answer = reader.construct(set_query(iri), choice.format.media_type, "none")
            return data_response(answer, choice, "none", key)
        graph = _read(reader, iri)
        if choice.format is PAGE:
            body = _page(reader, graph, URIRef(iri), stem)
        else:
            write = write_table if choice.format is _TABLE else write_json
            body = write(graph, URIRef(iri))
        typed = None if choice.format is PAGE else content_type(choice)
        response = Response(body, content_type=typed)
        response.vary.add("Accept-Language")
        return stamp(response, reader.snapshot_id(), "none", key)

    return blueprint


def _list(reader: Reader) -> tuple[MappingSet, ...]:
    own = []
    for name, iri in OWN_SETS.items():
        graph = _read(reader, iri)
        title = str(graph.value(URIRef(iri), DCTERMS.title) or name)
        count = sum(1 for _ in graph.objects(URIRef(iri), SSSOM["mappings"]))
        own.append(MappingSet(iri, name, title, str(LICENSE), "", count))
    accepted = {
        row["set"].value: MappingSet(
            row["set"].value,
            _key(row["set"].value),
            row["title"].value if "title" in row else row["set"].value,
            row["license"].value if "license" in row else "",
            row["graph"].value,
            int(row["count"].value),
        )
        for row in reader.select(LIST_ACCEPTED)
    }
    return (*own, *accepted.values())


def _read(reader: Reader, iri: str) -> Graph:
    body = reader.construct(set_query(iri), "application/n-triples", "none").body
    return Graph().parse(data=body, format="nt")


def _describe(sets: tuple[MappingSet, ...]) -> Graph:
    graph = Graph()
    for each in sets:
        iri = URIRef(each.iri)
        graph.add((iri, RDF.type, SSSOM["MappingSet"]))
        graph.add((iri, DCTERMS.title, Literal(each.title)))
        if each.license:
            graph.add((iri, DCTERMS.license, URIRef(each.license)))
    return graph


def _key(iri: str) -> str:
    """Name a set of others in addresses."""
    return hashlib.sha256(iri.encode()).hexdigest()[:_KEY_LENGTH]


def _find(reader: Reader, name: str) -> str:
    if name in OWN_SETS:
        return OWN_SETS[name]
    for row in reader.select(LIST_ACCEPTED):
        if _key(row["set"].value) == name:
            return row["set"].value
    raise NotFoundError(f"there is no mapping set {name[:40]}; /mappings lists them")


def _page(reader: Reader, graph: Graph, iri: URIRef, name: str) -> str:
    rows = []
    for mapping in graph.objects(iri, SSSOM["mappings"]):
        ends = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        values = [graph.value(mapping, end) for end in (*ends, SSSOM["mapping_justification"])]
        if all(isinstance(value, URIRef) for value in values):
            rows.append((mapping, [str(value) for value in values]))
    labels = reader.labels({value for _, values in rows for value in values})
    mappings = []
    for mapping, iris in sorted(rows, key=lambda row: row[1]):
        subject, target = (label(Term("uri", iri), labels) for iri in (iris[0], iris[2]))
        predicate, why = (Term("uri", iri, label=_words(iri)) for iri in (iris[1], iris[3]))
        confidence = _text(graph, mapping, SSSOM["confidence"])
        comment = _text(graph, mapping, RDFS.comment)
        mappings.append(Mapping(subject, predicate, target, why, confidence, comment))
    return render_template(
        "mapping_set.html",
        iri=iri,
        title=_text(graph, iri, DCTERMS.title) or str(iri),
        text=_text(graph, iri, DCTERMS.description),
        license_=_text(graph, iri, DCTERMS.license),
        mappings=mappings,
        formats=(*_OWN, *GRAPHS),
        path=f"/mappings/{name}",
        licenses=_LICENSES,
    )


def _words(iri: str) -> str:
    """Write the name of a term as words: exact match, manual mapping curation."""
    return _CAPITAL.sub(r" \1", iri.replace("#", "/").rpartition("/")[2]).lower()


def _text(graph: Graph, node: Node, property_: URIRef) -> str:
    value = graph.value(node, property_)
    return "" if value is None else str(value)


def _sheet(sets: tuple[MappingSet, ...]) -> Sheet:
    header = ("iri", "name", "title", "license", "graph", "count")
    return Sheet(header, [(s.iri, s.name, s.title, s.license, s.graph, s.count) for s in sets])
