"""Terms as pages show them."""

import pytest

from cybernorms.web.terms import Term, iris_of, spoken_names


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://purl.org/dc/terms/hasPart", "has part"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "type"),
        ("http://www.w3.org/ns/prov#Entity", "entity"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "pref label"),
    ],
)
def test_terms_of_others_are_named_by_their_words(iri: str, name: str) -> None:
    assert spoken_names([{"p": Term("uri", iri)}]) == {iri: name}


@pytest.mark.parametrize(
    "term",
    [
        Term("uri", "https://w3id.org/cybernorms/ontology#Norm"),
        Term("uri", "http://e/somewhere"),
        Term("literal", "http://purl.org/dc/terms/hasPart"),
    ],
)
def test_nothing_else_is(term: Term) -> None:
    assert spoken_names([{"p": term}]) == {}


def test_iris_that_a_query_cannot_hold_are_not_asked_for() -> None:
    rows = [{"o": Term("uri", iri)} for iri in ("http://e/a", "http://e/a b", "http://e/>")]
    assert iris_of(rows) == {"http://e/a"}
