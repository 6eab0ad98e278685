"""The W3C's tests of SPARQL 1.1 Federated Query, with their endpoints on loopback.

Data and results are those of https://github.com/w3c/rdf-tests, sparql/sparql11/service.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.federated import Trial
from tests.loopback import endpoints

PROLOGUE = """
PREFIX : <http://example.org/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX doap: <http://usefulinc.com/ns/doap#>
"""
NAMES = ':a foaf:name "Alan" . :b foaf:name "Bob" .'
FIRST = ':a foaf:interest "SPARQL 1.1 Basic Federated Query" .'
SECOND = ':b foaf:interest "SPARQL 1.1 Query" .'
A = {"s": "<http://example.org/a>", "o1": '"Alan"'}
B = {"s": "<http://example.org/b>", "o1": '"Bob"'}
A_FIRST = A | {"o2": '"SPARQL 1.1 Basic Federated Query"'}


@dataclass(frozen=True)
class Case:
    query: str
    ours: str
    members: dict[str, str]
    expected: list[dict[str, str]] = field(default_factory=list)


CASES = {
    "1": Case(
        "SELECT ?s ?o1 ?o2 { ?s ?p1 ?o1 . SERVICE <example> { ?s ?p2 ?o2 } }",
        NAMES,
        {"example": FIRST + SECOND},
        [A_FIRST, B | {"o2": '"SPARQL 1.1 Query"'}],
    ),
    "2": Case(
        "SELECT ?s ?o1 ?o2 { SERVICE <example1> { ?s ?p ?o1 . } "
        "OPTIONAL { SERVICE <example2> { ?s ?p2 ?o2 } } }",
        "",
        {"example1": NAMES, "example2": FIRST},
        [A_FIRST, B],
    ),
    "3": Case(
        "SELECT ?s ?o1 ?o2 { SERVICE <example1> { ?s ?p ?o1 . "
        "OPTIONAL { SERVICE <example2> { ?s ?p2 ?o2 } } } }",
        "",
        {"example1": NAMES, "example2": FIRST},
        [A_FIRST, B],
    ),
    "4a": Case(
        "SELECT ?s ?o1 ?o2 { ?s ?p1 ?o1 OPTIONAL { SERVICE <example> { ?s foaf:knows ?o2 } } } "
        "VALUES (?o2) { (:b) }",
        NAMES + ':a foaf:mbox "alan@example.org" . :b foaf:mbox "bob@example.org" . '
        ':c foaf:name "Alice" ; foaf:mbox "alice@example.org" .',
        {"example": ":a foaf:knows :b . :b foaf:knows :c ." + FIRST + SECOND},
        [
            {"s": f"<http://example.org/{s}>", "o1": f'"{o}"', "o2": "<http://example.org/b>"}
            for s, o in (
                ("a", "Alan"),
                ("a", "alan@example.org"),
                ("c", "Alice"),
                ("c", "alice@example.org"),
            )
        ],
    ),
    "5": Case(
        "SELECT ?service ?title { { ?p dc:subject ?projectSubject ; void:sparqlEndpoint ?service "
        'FILTER regex(?projectSubject, "remote") } SERVICE ?service { ?x doap:name ?title } }',
        '[] dc:subject "Query remote RDF Data" ; void:sparqlEndpoint <example1> . '
        '[] dc:subject "Update remote RDF Data" ; void:sparqlEndpoint <example2> . '
        '[] dc:subject "Query RDF" ; void:sparqlEndpoint <example3> .',
        {
            "example1": '[] doap:name "Query remote RDF Data" . '
            '[] doap:name "Query multiple SPARQL endpoints" .',
            "example2": '[] doap:name "Update remote RDF Data" .',
        },
        [
            {"service": "example1", "title": '"Query remote RDF Data"'},
            {"service": "example1", "title": '"Query multiple SPARQL endpoints"'},
            {"service": "example2", "title": '"Update remote RDF Data"'},
        ],
    ),
    "6": Case(
        "SELECT ?s ?o1 ?o2 { SERVICE <example1> { ?s ?p ?o1 . "
        "OPTIONAL { SERVICE SILENT <invalid> { ?s ?p2 ?o2 } } } }",
        "",
        {"example1": NAMES},
        [A, B],
    ),
    "7": Case(
        "SELECT ?s ?o1 ?o2 { ?s ?p ?o1 . SERVICE SILENT <invalid> { ?s ?p2 ?o2 } }",
        NAMES,
        {},
        [A, B],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_service(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    with endpoints() as served:
        data = Trial(tmp_path, served, PROLOGUE, "").text
        trial = Trial(tmp_path, served, PROLOGUE, data(case.ours))
        for member, turtle in case.members.items():
            trial.admit(member, served.hold(member, data(turtle)))
        expected = Counter(
            frozenset(
                (key, f"<{served.url(value)}>" if key == "service" else value)
                for key, value in row.items()
            )
            for row in case.expected
        )
        assert trial.ours(case.query) == expected
