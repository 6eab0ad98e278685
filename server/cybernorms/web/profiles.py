"""/validate/profiles: what data can be judged as, out of the graph of shapes."""

import json
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, make_response, render_template, request

from cybernorms.namespaces import GRAPH_SHAPES
from cybernorms.protocol.negotiation import PAGE, Format, choose_for_graph
from cybernorms.web.answers import data_response, not_modified, stamp
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Solution, Term

_JSON: Final = Format("application/json", "json", "JSON")
_FOUND: Final = f"""
SELECT ?iri ?name ?version ?text ?class {{
  GRAPH <{GRAPH_SHAPES}> {{
    ?iri a prof:Profile ; prof:hasToken ?name ; owl:versionInfo ?version ; rdfs:comment ?text
    OPTIONAL {{ ?iri cnsh:takes/rdf:rest*/rdf:first ?class }}
  }}
}}
"""
_AS_GRAPH: Final = f"""
CONSTRUCT {{ ?s ?p ?o }} {{
  GRAPH <{GRAPH_SHAPES}> {{
    {{ ?s a prof:Profile ; ?p ?o }}
    UNION {{ ?profile cnsh:takes/rdf:rest* ?s . ?s ?p ?o }}
    UNION {{ ?profile prof:hasResource ?s . ?s ?p ?o }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of a profile; it takes instances of these classes, or of any if there are none.

    ``is_latest`` tells whether the name alone means this version.
    """

    iri: str
    name: str
    version: str
    text: str
    classes: tuple[Term, ...]
    is_latest: bool

    @property
    def token(self) -> str:
        """What a request names it by."""
        return f"{self.name}@{self.version}"

    def as_dict(self) -> dict[str, Any]:
        """Give it as the JSON document has it."""
        return {
            "profile": self.token,
            "name": self.name,
            "version": self.version,
            "latest": self.is_latest,
            "description": self.text,
            "takes": [term.value for term in self.classes],
            "iri": self.iri,
        }


def list_profiles(reader: Reader) -> list[Profile]:
    """List all versions of all profiles, by name, the latest first."""
    rows: dict[str, Solution] = {}
    classes: dict[str, set[str]] = {}
    for row in reader.select(_FOUND):
        iri = row["iri"].value
        rows[iri] = row
        classes.setdefault(iri, set()).update([row["class"].value] if "class" in row else [])
    labels = reader.labels(set().union(*classes.values()))
    order = sorted(rows, key=lambda i: (rows[i]["name"].value, -int(rows[i]["version"].value)))
    latest: dict[str, str] = {}
    for iri in order:
        latest.setdefault(rows[iri]["name"].value, iri)
    return [
        Profile(
            iri,
            rows[iri]["name"].value,
            rows[iri]["version"].value,
            rows[iri]["text"].value,
            tuple(Term("uri", c, label=labels.get(c, "")) for c in sorted(classes[iri])),
            latest[rows[iri]["name"].value] == iri,
        )
        for iri in order
    ]


def profiles_document(reader: Reader, suffix: str | None) -> Response:
    """Answer with the profiles as JSON, as RDF or as a page."""
    accept, wanted = request.headers.get("Accept"), suffix or request.args.get("format")
    choice = choose_for_graph(accept, wanted, before=(_JSON,))
    if choice.format is PAGE:
        page = make_response(render_template("profiles.html", profiles=list_profiles(reader)))
        page.vary.add("Accept")
        return page
    key = ("profiles", choice.content_type)
    if unchanged := not_modified(reader.snapshot_id(), key):
        return unchanged
    if choice.format is not _JSON:
        answer = reader.construct(_AS_GRAPH, choice.format.media_type)
        return data_response(answer, choice, "owlrl", key)
    snapshot = reader.snapshot_id()
    body = json.dumps([each.as_dict() for each in list_profiles(reader)], ensure_ascii=False)
    response = Response(body + "\n", content_type="application/json")
    return stamp(response, snapshot, "owlrl", key)
