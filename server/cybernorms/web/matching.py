"""What reconciliation tells of our resources: names, classes, properties and their values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from cybernorms.errors import MalformedRequestError
from cybernorms.namespaces import BASE, CN, GRAPH_INFERRED, GRAPH_ONTOLOGY, XSD
from cybernorms.protocol.reconciliation import Extension, Given
from cybernorms.search import Candidate
from cybernorms.terms import alike
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label, own_iri

Described = dict[str, Any]

MAIN: Final = ("Agreement", "Provision", "Stakeholder", "ImplementingAction")
"""The classes that people reconcile with, first of all."""
_FOR_ONE: Final = 3.0
_AGAINST: Final = 6.0
"""Points for a property that fits, and off for one that does not."""

_ABOUT: Final = """
SELECT ?s ?type ?note {{
  VALUES ?s {{ {iris} }} GRAPH ?g {{ ?s a ?type }}
  FILTER (STRSTARTS(STR(?type), STR(cn:)) && !STRSTARTS(STR(?g), "{inferred}"))
  OPTIONAL {{ ?s dcterms:description|cn:wording|cn:note ?note }}
}}
"""
_INSTANCES: Final = "SELECT DISTINCT ?s {{ VALUES ?type {{ {types} }} ?s a ?type }}"
_TYPES: Final = f"""
SELECT DISTINCT ?type ?definition {{
  GRAPH <{GRAPH_ONTOLOGY}> {{ ?type a owl:Class ; skos:definition ?definition }}
  FILTER (STRSTARTS(STR(?type), STR(cn:)))
  FILTER EXISTS {{ ?s a ?type }}
}} ORDER BY ?type
"""
_PROPERTIES: Final = f"""
SELECT DISTINCT ?p {{
  GRAPH <{GRAPH_ONTOLOGY}> {{
    VALUES ?kind {{ owl:ObjectProperty owl:DatatypeProperty }} ?p a ?kind
    FILTER (STRSTARTS(STR(?p), STR(cn:)))
  }}
  FILTER EXISTS {{ ?s {{type}} ?p ?o }}
}} ORDER BY ?p
"""
_VALUES: Final = """
SELECT DISTINCT ?s ?p ?o {{ VALUES ?s {{ {iris} }} ?s ?p ?o FILTER (?p IN ({properties})) }}
ORDER BY ?s ?p ?o
"""


def iri_of(id_: str) -> str:
    """Give the IRI of an identifier, which is what comes behind the base."""
    return own_iri(id_.removeprefix(BASE))


def describe(reader: Reader, iris: Sequence[str]) -> list[Described]:
    """Tell of resources what the answers of the API have: id, name, description and classes."""
    labels = reader.labels(iris)
    classes: dict[str, dict[str, None]] = defaultdict(dict)
    notes: dict[str, str] = {}
    for row in reader.select(_ABOUT.format(iris=_listed(iris), inferred=GRAPH_INFERRED)):
        classes[row["s"].value][row["type"].value] = None
        if "note" in row:
            notes.setdefault(row["s"].value, row["note"].value)
    named = reader.labels(iri for found in classes.values() for iri in found)
    return [
        {
            "id": iri.removeprefix(BASE),
            "name": labels.get(iri, Term("uri", iri).name),
            "description": notes.get(iri, ""),
            "type": [_named(type_, named) for type_ in classes[iri]],
        }
        for iri in iris
    ]


def instances(reader: Reader, types: Iterable[str]) -> frozenset[str]:
    """Give the IRIs of all that is of any of some classes, which are named as in the ontology."""
    rows = reader.select(_INSTANCES.format(types=_listed(map(_term, types))))
    return frozenset(row["s"].value for row in rows)


def types(reader: Reader) -> list[Described]:
    """List the classes that have members."""
    rows = reader.select(_TYPES)
    labels = reader.labels(row["type"].value for row in rows)
    return [
        {**_named(row["type"].value, labels), "description": row["definition"].value}
        for row in rows
    ]


def properties(reader: Reader, type_: str = "") -> list[Described]:
    """List the properties that members of a class have, or anything."""
    pattern = f"a <{_term(type_)}> ;" if type_ else ""
    rows = reader.select(_PROPERTIES.replace("{type}", pattern))
    labels = reader.labels(row["p"].value for row in rows)
    return [_named(row["p"].value, labels) for row in rows]


def fits(item: Described, prefix: str) -> bool:
    """Tell whether a class or property is called nearly so."""
    wanted = prefix.lower()
    return wanted in item["name"].lower() or wanted in item["id"].lower()


def weigh(
    reader: Reader, found: Sequence[Candidate], given: Sequence[Given]
) -> tuple[Candidate, ...]:
    """Order candidates anew by what else is known of the thing."""
    if not given or not found:
        return tuple(found)
    held = _held(reader, [item.iri for item in found], [item.property for item in given])
    weighed = []
    for item in found:
        points = 0.0
        for known in given:
            values = held[item.iri, _term(known.property)]
            points += _FOR_ONE if _agree(known.values, values) else -_AGAINST
        weighed.append(replace(item, score=round(max(0.0, min(100.0, item.score + points)), 1)))
    return tuple(sorted(weighed, key=lambda item: -item.score))


def extend(reader: Reader, asked: Extension) -> Described:
    """Answer a data extension query (section 6.3)."""
    names = [name for name, _ in asked.properties]
    iris = {id_: iri_of(id_) for id_ in asked.ids}
    held = _held(reader, list(iris.values()), names)
    labels = reader.labels(map(_term, names))
    return {
        "meta": [_named(_term(name), labels) for name in names],
        "rows": {
            id_: {
                name: [_cell(term) for term in held[iri, _term(name)][:most]]
                for name, most in asked.properties
            }
            for id_, iri in iris.items()
        },
    }


def _held(
    reader: Reader, iris: Sequence[str], names: Sequence[str]
) -> defaultdict[tuple[str, str], list[Term]]:
    found: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    if iris and names:
        properties = ", ".join(f"<{_term(name)}>" for name in names)
        rows = reader.select(_VALUES.format(iris=_listed(iris), properties=properties))
        labels = reader.labels(iris_of(rows))
        for row in rows:
            found[row["s"].value, row["p"].value].append(label(row["o"], labels))
    return found


def _agree(known: Sequence[str], values: Sequence[Term]) -> bool:
    """Tell whether a value is one of those known, by its identifier or nearly by its name."""
    ids = {value.value.removeprefix(BASE) for value in values}
    names = [value.name for value in values]
    return any(each in ids or alike(each, names, 1) for each in known)


def _cell(term: Term) -> Described:
    if term.is_iri:
        if term.value.startswith(BASE):
            return {"id": term.value.removeprefix(BASE), "name": term.name}
        return {"str": term.name if term.label else term.value}
    if term.datatype == str(XSD.integer):
        return {"int": int(term.value)}
    return {"str": term.value}


def _named(iri: str, labels: dict[str, str]) -> Described:
    return {"id": iri.removeprefix(str(CN)), "name": labels.get(iri, Term("uri", iri).name)}


def _term(name: str) -> str:
    """Give the IRI of a term of the ontology. Raises MalformedRequestError."""
    local = name.removeprefix(str(CN)).removeprefix("cn:")
    if not local.isascii() or not local.isidentifier():
        raise MalformedRequestError(
            f"{name[:60]}: no name of a class or property; /reconcile/suggest/type and "
            "/reconcile/suggest/property list them"
        )
    return f"{CN}{local}"


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)
