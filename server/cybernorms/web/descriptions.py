"""/void and /catalog: what is here, as VoID (with partitions), as DCAT, and as a page.

Beside them /context.jsonld, the JSON-LD context that data for us may use.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request

from cybernorms.namespaces import BASE, GRAPH_META
from cybernorms.protocol.negotiation import GRAPHS, PAGE, Choice
from cybernorms.sources import own_context
from cybernorms.web.answers import choose_document
from cybernorms.web.graphs import construct_document, graph_document
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_CATALOGUE: Final = f"""
CONSTRUCT {{ ?s ?p ?o }} {{
  GRAPH <{GRAPH_META}> {{
    ?s ?p ?o FILTER (!STRSTARTS(STR(?p), STR(void:)))
    FILTER EXISTS {{
      ?s a ?type VALUES ?type {{
        dcat:Catalog dcat:Dataset dcat:DataService dcat:Distribution foaf:Agent
      }}
    }}
  }}
}}
"""
_DATASETS: Final = f"""
SELECT ?dataset ?title ?description ?license ?n {{
  GRAPH <{GRAPH_META}> {{
    ?dataset a dcat:Dataset ; dcterms:title ?title ; dcterms:description ?description ;
      dcterms:license ?license ; void:triples ?n .
  }}
}} ORDER BY DESC(?dataset = <{BASE}void#dataset>) ?dataset
"""
_DOWNLOADS: Final = f"""
SELECT ?dataset ?file {{
  GRAPH <{GRAPH_META}> {{ ?dataset dcat:distribution/dcat:downloadURL ?file }}
}} ORDER BY ?file
"""
_CLASSES: Final = f"""
SELECT ?class ?n {{
  GRAPH <{GRAPH_META}> {{
    <{BASE}void#dataset> void:classPartition [ void:class ?class ; void:entities ?n ]
  }}
}} ORDER BY DESC(?n) ?class
"""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set of the catalogue, as its page shows it."""

    name: Term
    title: str
    description: str
    license: str
    triples: int
    downloads: tuple[Term, ...]


def descriptions_blueprint(reader: Reader) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("descriptions", __name__)

    @blueprint.get("/void")
    @blueprint.get("/void.<suffix>")
    def void(suffix: str | None = None) -> Response:
        return _describe(
            reader, suffix, lambda choice: graph_document(reader, str(GRAPH_META), choice)
        )

    @blueprint.get("/catalog")
    @blueprint.get("/catalog.<suffix>")
    def catalog(suffix: str | None = None) -> Response:
        return _describe(
            reader, suffix, lambda choice: construct_document(reader, _CATALOGUE, choice)
        )

    @blueprint.get("/.well-known/void")
    def well_known() -> Response:
        return make_response(redirect("/void", 302))  # VoID 7.2 asks for this status

    @blueprint.get("/context.jsonld")
    def context() -> Response:
        response = make_response(json.dumps(own_context(), indent=1))
        response.content_type = "application/ld+json"
        response.add_etag()
        response.make_conditional(request)
        return response

    return blueprint


def _describe(
    reader: Reader, suffix: str | None, document: Callable[[Choice], Response]
) -> Response:
    choice = choose_document(suffix)
    if choice.format is not PAGE:
        return document(choice)
    classes = reader.select(_CLASSES)
    labels = reader.labels(iris_of(classes))
    page = render_template(
        "catalog.html",
        datasets=_datasets(reader),
        classes=[(label(row["class"], labels), int(row["n"].value)) for row in classes],
        formats=GRAPHS,
        path=request.path.removesuffix(".html"),
    )
    response = make_response(page)
    response.vary.add("Accept")
    return response


def _datasets(reader: Reader) -> list[Dataset]:
    files = reader.select(_DOWNLOADS)
    return [
        Dataset(
            row["dataset"],
            row["title"].value,
            row["description"].value,
            row["license"].value,
            int(row["n"].value),
            tuple(_named(item["file"]) for item in files if item["dataset"] == row["dataset"]),
        )
        for row in reader.select(_DATASETS)
    ]


def _named(file: Term) -> Term:
    """Name a download by its format, which ends its address."""
    suffix = file.value.replace("=", ".").rpartition(".")[2]
    return Term("uri", file.value, label=next(f.label for f in GRAPHS if f.suffix == suffix))
