import pytest

from cybernorms.namespaces import CN
from cybernorms.protocol.unknown_terms import names_ours, unknown_terms

HEAD = f"PREFIX cn: <{CN}>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
OURS = {str(CN.hasProvision), str(CN.Agreement)}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?a cn:hasProvison ?b }", ["3:15 cn:hasProvison … cn:hasProvision?"]),
        ("SELECT * { ?a a cn:Argeement ; skos:prefLable ?b }", [
            "3:17 cn:Argeement … cn:Agreement?", "3:32 skos:prefLable … skos:prefLabel?",
        ]),
        (f"SELECT * {{ ?a <{CN}hasProvison>+ ?b , ?c }}", [
            "3:15 cn:hasProvison … cn:hasProvision?",
        ]),
        ("SELECT * { ?a cn:hasProvision ?b ; skos:prefLabel ?c }", []),
        ("SELECT * { ?a skos:zzzzzz 'cn:hasProvison' } # cn:hasProvison", ["3:15 skos:zzzzzz … "]),
        ("SELECT * { ?a <http://e.org/hasProvison> 'x'@en }", []),
        ("SELECT * { ?a cn:hasProvison ?b . ?b cn:hasProvison ?c }", [
            "3:15 cn:hasProvison … cn:hasProvision?",
        ]),
        ("SELECT * { ?a other:hasProvison ?b }", []),
        ("'unclosed { <<( ?", []),
    ],
)  # fmt: skip
def test_term_that_does_not_exist_is_named_with_the_nearest(query: str, said: list[str]) -> None:
    found = [
        f"{term.position.line}:{term.position.column} {str(term).split()[0]} … "
        f"{str(term).partition('did you mean ')[2]}"
        for term in unknown_terms(HEAD + query, OURS)
    ]
    assert found == said


def test_prefix_line_alone_names_no_term() -> None:
    assert not names_ours(HEAD + "ASK {}")
    assert names_ours(HEAD + "ASK { ?x a cn:Any }")


def test_our_terms_are_left_alone_where_there_is_no_ontology() -> None:
    assert unknown_terms(HEAD + "ASK { ?x cn:hasProvison ?y }", set()) == []
