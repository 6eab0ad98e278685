"""SPARQL Update worked out as a change: exact terms, W3C's order of things, own graphs only."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import rdflib
from rdflib import BNode, Literal, URIRef

from cybernorms.accounts import Account
from cybernorms.errors import (
    CyberNormsError,
    ForbiddenGraphError,
    ForbiddenQueryError,
    MalformedRequestError,
    NotFoundError,
    QueryError,
    QueryLimitError,
    QuerySyntaxError,
    RdfSyntaxError,
    UnsupportedUpdateError,
)
from cybernorms.journal import Change
from cybernorms.namespaces import XSD
from cybernorms.sources import Document, Sources, read_rdf
from cybernorms.updates import Operation, Part
from cybernorms.updates.preparation import prepare

MINE, HOME = "http://mine/", "http://mine/home"
ACCOUNT = Account("me", (MINE,), HOME, datetime.now(UTC))
PREFIXES = f"PREFIX : <http://e/> PREFIX m: <{MINE}> PREFIX xsd: <{XSD}>\n"


@pytest.fixture(autouse=True)
def _exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what the writer sets in the children that work out changes."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def documents(graphs: dict[str, str]) -> Iterator[Document]:
    for name, turtle in graphs.items():
        text = f"@prefix : <http://e/> . @prefix xsd: <{XSD}> .\n{turtle}"
        yield read_rdf(text.encode(), name, URIRef(name))


def update(text: str, graphs: dict[str, str] | None = None, **more: object) -> Change:
    sources = Sources(tuple(documents(graphs or {})))
    operation = Operation("update", "", **more)  # type: ignore[arg-type]
    return prepare(operation, (PREFIXES + text).encode(), ACCOUNT, sources, {}, max_nesting=200)


def show(change: Change) -> list[str]:
    """Write a change as lines, + for what comes and - for what goes, without the name space."""
    return sorted(
        f"{sign} {' '.join(term.n3().replace('http://e/', '') for term in quad)}"
        for sign, quads in (("+", change.added), ("-", change.removed))
        for quad in quads
    )


def literals(change: Change) -> set[tuple[str, URIRef | None]]:
    return {(str(o), o.datatype) for _, _, o, _ in change.added if isinstance(o, Literal)}


def test_literals_stay_as_they_are_written() -> None:
    change = update(
        'INSERT DATA { :a :p 01 , "300"^^xsd:byte , 1.50 , 1E0 , "x"^^xsd:string , "y"@EN ,'
        ' "5"^^xsd:nonNegativeInteger , "2020-01-01T24:00:00Z"^^xsd:dateTime }'
    )
    assert literals(change) == {
        ("01", XSD.integer),
        ("300", XSD.byte),
        ("1.50", XSD.decimal),
        ("1E0", XSD.double),
        ("x", None),
        ("y", None),
        ("5", XSD.nonNegativeInteger),
        ("2020-01-01T24:00:00Z", XSD.dateTime),
    }


def test_literals_are_copied_and_told_apart_exactly() -> None:
    graphs = {HOME: ':a :p 01 , 1 . :b :p "5"^^xsd:byte , "x" .'}
    copied = update("INSERT { ?s :q ?o } WHERE { ?s :p ?o }", graphs)
    assert literals(copied) == {
        ("01", XSD.integer),
        ("1", XSD.integer),
        ("5", XSD.byte),
        ("x", None),
    }
    assert len(update("DELETE DATA { :a :p 1 }", graphs).removed) == 1
    assert len(update('DELETE DATA { :b :p "x"^^xsd:string }', graphs).removed) == 1
    assert not update("DELETE DATA { :b :p 5 }", graphs).removed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { :a :p :b . GRAPH m:g { :a :p :c } }", ["+ :a :p :b home", "+ :a :p :c g"]),
        ("INSERT DATA { :a :p :old }", []),
        ("DELETE DATA { :a :p :old , :none }", ["- :a :p :old home"]),
        ("DELETE WHERE { :a ?p ?o }", ["- :a :p :old home"]),
        ("DELETE WHERE { GRAPH ?g { :b ?p ?o } }", ["- :b :p :c g"]),
        ("INSERT { ?s :q ?o } WHERE { ?s :p ?o }", [f"+ {x} home" for x in (
            ":a :q :old", ":b :q :c", ":foreign :q :x")]),
        ("WITH m:g INSERT { ?s :q ?o } WHERE { ?s :p ?o }", ["+ :b :q :c g"]),
        ("INSERT { ?s :q ?o } USING m:g WHERE { ?s :p ?o }", ["+ :b :q :c home"]),
        ("WITH m:g INSERT { ?s :q ?o } USING <http://other/> WHERE { ?s :p ?o }",
            ["+ :foreign :q :x g"]),
        ("INSERT { :s :in ?g } USING NAMED m:g WHERE { GRAPH ?g { ?s :p ?o } }",
            ["+ :s :in m:g home"]),
        ("INSERT { ?s :q ?o } USING NAMED m:g WHERE { ?s :p ?o }", []),
        # Deleting comes first for all solutions: the new statement stays.
        ("DELETE { :a :p ?o } INSERT { :a :p :old } WHERE { GRAPH ?g { :a :p ?o } }",
            []),
        ("DELETE DATA { :a :p :old } ; INSERT DATA { :a :p :old }", []),
        ("INSERT DATA { :a :p :b } ; DELETE WHERE { :a :p ?o }", ["- :a :p :old home"]),
        ("CLEAR DEFAULT", ["- :a :p :old home"]),
        ("CLEAR NAMED", ["- :b :p :c g"]),
        ("DROP ALL", ["- :a :p :old home", "- :b :p :c g"]),
        ("CLEAR GRAPH m:none", []),
        ("COPY <http://other/> TO m:g", ["+ :foreign :p :x g", "- :b :p :c g"]),
        ("ADD DEFAULT TO m:g", ["+ :a :p :old g"]),
        ("MOVE m:g TO DEFAULT", ["+ :b :p :c home", "- :a :p :old home", "- :b :p :c g"]),
        ("COPY m:g TO m:g", []),
        ("CREATE GRAPH m:new ; CREATE SILENT GRAPH m:g", []),
        ("LOAD SILENT <http://127.0.0.1:1/>", []),
        ('INSERT { ?l :p :x . :a ?l :x . :a :p ?none } WHERE { BIND("l" AS ?l) }', []),
        ("CLEAR DEFAULT ; PREFIX f: <http://f/> INSERT DATA { f:a f:p f:b }",
            ["+ <http://f/a> <http://f/p> <http://f/b> home", "- :a :p :old home"]),
    ],
)  # fmt: skip
def test_operations_change_what_the_standard_says(text: str, expected: list[str]) -> None:
    graphs = {
        HOME: ":a :p :old .",
        f"{MINE}g": ":b :p :c .",
        "http://other/": ":foreign :p :x .",
    }

    def expand(line: str) -> str:
        *terms, graph = line.split(" ")
        iris = [
            f"<{MINE}{term[2:]}>"
            if term.startswith("m:")
            else f"<{term[1:]}>"
            if term.startswith(":")
            else term
            for term in terms
        ]
        return f"{' '.join(iris)} <{MINE}{graph}>"

    assert show(update(text, graphs)) == sorted(map(expand, expected))


def test_blank_nodes_are_new_for_each_solution_and_shared_between_graphs() -> None:
    twice = "INSERT { ?s :b _:x . GRAPH m:g { _:x :of ?s } } WHERE { ?s :p ?o }"
    change = update(twice, {HOME: ":a :p 1 . :b :p 2 ."})
    nodes = {str(s): o for s, p, o, _ in change.added if str(p) == "http://e/b"}
    assert len(set(nodes.values())) == 2
    back = {str(o): s for s, p, o, _ in change.added if str(p) == "http://e/of"}
    assert back == nodes
    again = update("INSERT DATA { _:x :p 1 } ; INSERT DATA { _:y :p 1 }")
    assert len(again.added) == 2


def test_an_existing_blank_node_is_deleted_by_its_identity() -> None:
    sources = Sources(tuple(documents({HOME: "[] :p :a . [] :p :b ."})))
    (node,) = sources.documents[0].graph.subjects(URIRef("http://e/p"), URIRef("http://e/b"))
    operation = Operation("update", "")
    text = f"{PREFIXES} DELETE WHERE {{ ?s :p :b }}".encode()
    change = prepare(operation, text, ACCOUNT, sources, {}, max_nesting=200)
    assert {quad[0] for quad in change.removed} == {node}


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("INSERT DATA { GRAPH :g { :a :p 1 } }", ForbiddenGraphError, "http://e/g>; it owns"),
        ("CLEAR GRAPH <http://other/>", ForbiddenGraphError, "http://other/"),
        ("CLEAR SILENT GRAPH <http://other/>", ForbiddenGraphError, "http://other/"),
        ("MOVE <http://other/> TO DEFAULT", ForbiddenGraphError, "http://other/"),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", ForbiddenGraphError, "may not write <http://o"),
        ("CREATE GRAPH :g", ForbiddenGraphError, "http://e/g"),
        ("CREATE GRAPH m:home", QueryError, "there is a graph"),
        ("LOAD <http://127.0.0.1:1/>", ForbiddenQueryError, "LOAD"),
        ("INSERT { :a :p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            ForbiddenQueryError, "SERVICE"),
        ("INSERT { :a :p ?o } WHERE { { OPTIONAL { SERVICE SILENT ?v { ?s ?p ?o } } } }",
            ForbiddenQueryError, "SERVICE"),
        ("INSERT { :a :p ?o } WHERE { :a :p ?o FILTER EXISTS { SERVICE :x { ?s ?p ?o } } }",
            ForbiddenQueryError, "SERVICE"),
        ("INSERT { :a :p ?o } WHERE { { SELECT ?o { SERVICE :x { ?s ?p ?o } } } }",
            ForbiddenQueryError, "SERVICE"),
        ("INSERT DATA { :a :p }", QuerySyntaxError, "expected"),
        ("ASK {}", QuerySyntaxError, "CREATE"),
        ("INSERT DATA { :a :p 'x }", QuerySyntaxError, "expected"),
        ("INSERT { :a :p 1 } WHERE " + "{" * 300 + "}" * 300, QueryLimitError, "200 levels"),
        ("DELETE DATA { _:x :p 1 }", QuerySyntaxError, "lank node"),
        ("INSERT DATA { :a :p <<( :a :p 1 )>> }", UnsupportedUpdateError, "carried out"),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_reason(
    text: str, error: type[CyberNormsError], message: str
) -> None:
    graphs = {HOME: ":a :p :old .", "http://other/": ":foreign :p :x ."}
    with pytest.raises(error, match=message):
        update(text, graphs)


def test_syntax_errors_tell_their_place() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        update("CLEAR ALL ;\nPREFIX x: <http://x/>\nINSERT DATA { x:a y:b 1 }")
    assert caught.value.position is not None
    assert (caught.value.position.line, "Prefix not found") == (4, caught.value.message)


def test_the_protocols_dataset_replaces_using_and_clashes_with_it() -> None:
    graphs = {HOME: ":a :p :x .", f"{MINE}g": ":b :p :x ."}
    text = "INSERT { ?s :q ?g } WHERE { ?s :p :x OPTIONAL { GRAPH ?g { ?s :p :x } } }"
    change = update(text, graphs, using=(HOME,), using_named=(f"{MINE}g",))
    assert not change.added
    change = update(text, graphs, using=(HOME,), using_named=(HOME,))
    assert show(change) == [f"+ <a> <q> <{HOME}> <{HOME}>"]
    for clash in ("WITH m:g INSERT { ?s :q 1 } WHERE { ?s ?p ?o }",
                  "INSERT { ?s :q 1 } USING m:g WHERE { ?s ?p ?o }"):  # fmt: skip
        with pytest.raises(MalformedRequestError, match="twice"):
            update(f"CLEAR DEFAULT ; {clash}", graphs, using=(HOME,), using_named=())


def test_a_patch_sees_one_graph_and_writes_no_other() -> None:
    graphs = {HOME: ":a :p :x .", f"{MINE}g": ":b :p :x ."}
    change = update("INSERT { ?s :q 1 } WHERE { ?s ?p ?o }", graphs, graph=f"{MINE}g")
    assert {(str(s), str(g)) for s, _, _, g in change.added} == {("http://e/b", f"{MINE}g")}
    with pytest.raises(ForbiddenGraphError):
        update("INSERT DATA { GRAPH m:home { :a :q 1 } }", graphs, graph=f"{MINE}g")
    with pytest.raises(ForbiddenGraphError):
        update("INSERT DATA { :a :q 1 }", graphs, graph="http://other/")


def store(kind: str, body: bytes = b"", media_type: str = "text/turtle", **more: object) -> Change:
    (document,) = documents({f"{MINE}g": ":b :p :x ; :q [] ."})
    parts = (Part(media_type, len(body)),) if body else ()
    more = {"graph": f"{MINE}g", "parts": parts, **more}
    operation = Operation(kind, "", **more)  # type: ignore[arg-type]
    return prepare(
        operation, body, ACCOUNT, Sources(()), {document.name: document.graph}, max_nesting=200
    )


def test_put_replaces_post_adds_and_delete_removes() -> None:
    body = b"<http://e/b> <http://e/p> <http://e/x> , <y> ."
    put, post = store("put", body), store("post", body)
    assert show(put)[0] == f"+ <b> <p> <{MINE}y> <{MINE}g>"
    assert (len(put.added), len(put.removed)) == (1, 1)
    assert (post.added, post.removed) == (put.added, frozenset())
    assert len(store("delete").removed) == 2
    with pytest.raises(NotFoundError):
        store("delete", graph=f"{MINE}none")
    assert store("delete", graph=None) == Change()
    with pytest.raises(ForbiddenGraphError):
        store("put", body, graph="http://other/")


def test_several_documents_keep_their_blank_nodes_apart() -> None:
    one = b"_:x <http://e/p> 1 ."
    two = b'_:x <http://e/p> "2"^^<http://www.w3.org/2001/XMLSchema#int> .'
    parts = (Part("text/turtle", len(one)), Part("application/n-triples", len(two)))
    change = store("post", one + two, parts=parts)
    subjects = {quad[0] for quad in change.added}
    assert len(subjects) == 2
    assert all(isinstance(node, BNode) for node in subjects)


RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    f'<rdf:Description rdf:about=""><e:p rdf:datatype="{XSD}byte">300</e:p></rdf:Description>'
    "</rdf:RDF>"
)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle", f'<> <http://e/p> "300"^^<{XSD.byte}> .'),
        ("application/n-triples", f'<{MINE}g> <http://e/p> "300"^^<{XSD.byte}> .'),
        ("application/n-quads", f'<{MINE}g> <http://e/p> "300"^^<{XSD.byte}> <{MINE}g> .'),
        ("application/trig", f'<> {{ <> <http://e/p> "300"^^<{XSD.byte}> }}'),
        ("application/trig", f'<> <http://e/p> "300"^^<{XSD.byte}> .'),
        ("application/rdf+xml", RDF_XML),
        ("application/ld+json",
            f'{{"@id": "", "http://e/p": {{"@value": "300", "@type": "{XSD.byte}"}}}}'),
    ],
)  # fmt: skip
def test_every_syntax_is_read_exactly_against_the_graphs_own_iri(
    media_type: str, body: str
) -> None:
    change = store("put", body.encode(), media_type)
    name = URIRef(f"{MINE}g")
    expected = Literal("300", datatype=XSD.byte, normalize=False)
    assert change.added == {(name, URIRef("http://e/p"), expected, name)}


BOMB = (
    b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
)


@pytest.mark.parametrize(
    ("media_type", "body", "error", "message"),
    [
        ("text/turtle", b"<a> <b>\n<c", RdfSyntaxError, "the body:2:"),
        ("text/turtle", b"<a> <b> '\xff' .", RdfSyntaxError, "UTF-8"),
        ("application/n-triples", b"<a> <b> <c> .", RdfSyntaxError, "the body:1:"),
        ("application/ld+json", b'{"@context": "https://schema.org/", "name": "x"}',
            RdfSyntaxError, "remote"),
        ("application/trig", b"<http://e/other> { <a> <b> <c> }", MalformedRequestError, "alone"),
        ("application/n-quads", b"<a:a> <a:b> <a:c> <a:d> .", MalformedRequestError, "alone"),
        ("application/rdf+xml", BOMB, MalformedRequestError, "entity"),
        ("text/turtle", b"<a> <b> <<( <a> <b> <c> )>> .", MalformedRequestError, "triple terms"),
    ],
)  # fmt: skip
def test_documents_that_can_not_be_stored(
    media_type: str, body: bytes, error: type[CyberNormsError], message: str
) -> None:
    with pytest.raises(error, match=message):
        store("put", body, media_type)
