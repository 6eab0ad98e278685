"""Documents and shapes that are made to knock a validator over, or to have it call elsewhere.

``PORT`` in a text stands for a port of this machine that nobody may come to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Hostile:
    """A text with what its answer has to say; ``judged`` if it is a harmless one after all.

    Of one without a word to ``say``, either verdict, a limit, or an engine that gives up will do.
    """

    text: str
    say: str = ""
    judged: bool = False
    media_type: str = "text/turtle"
    suffix: str = "ttl"


def _xml(text: str, say: str) -> Hostile:
    return Hostile(text, say, False, "application/rdf+xml", "rdf")


def _json(text: str, say: str) -> Hostile:
    return Hostile(text, say, False, "application/ld+json", "jsonld")


_ENTITIES: Final = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))

DOCUMENTS: Final[Mapping[str, Hostile]] = {
    "bomb": _xml(f'<!DOCTYPE r [{_ENTITIES}]><r xmlns="http://e/">&e9;</r>', "made of markup"),
    "external entity": _xml(
        '<!DOCTYPE r [<!ENTITY e SYSTEM "http://127.0.0.1:PORT/">]><r>&e;</r>', "is elsewhere"
    ),
    "local entity": _xml(
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>', "is elsewhere"
    ),
    "dtd": _xml('<!DOCTYPE r SYSTEM "http://127.0.0.1:PORT/"><r/>', "from elsewhere"),
    "nested elements": _xml("<a>" * 50_000 + "</a>" * 50_000, "nested deeper than 200"),
    "nested lists": Hostile(
        f"<http://e/a> <http://e/p> {'(' * 100_000}{')' * 100_000} .", "nested deeper than 200"
    ),
    "nested nodes": Hostile(
        f"<http://e/a> <http://e/p> {'[<http://e/p>' * 50_000}{']' * 50_000} .",
        "nested deeper than 200",
    ),
    "nested json": _json('{"http://e/p":' * 20_000 + "1" + "}" * 20_000, "nested deeper than 200"),
    "context": _json('{"@context": "http://127.0.0.1:PORT/", "a": 1}', "is elsewhere"),
    "import of a context": _json(
        '{"@context": {"@import": "http://127.0.0.1:PORT/"}, "a": 1}', "is elsewhere"
    ),
    "imports": Hostile(
        "<http://e/a> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:PORT/> .",
        judged=True,
    ),
    "long literal": Hostile(
        f"<http://e/a> <http://e/p> '{'x' * 17_000_000}' .", "longer than 16 MiB"
    ),
}

_SHAPE: Final = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:Shape a sh:NodeShape ; sh:targetClass e:A ; %s .
"""
DATA: Final = f"""\
<http://e/a> a <http://e/A> ; <http://www.w3.org/2000/01/rdf-schema#label> "A" ;
    <http://e/long> "{"a" * 5000}" .
"""


def shapes(constraint: str) -> str:
    """Write a shape that targets the node of DATA."""
    return _SHAPE % constraint


def _query(text: str, say: str = "SERVICE") -> Hostile:
    return Hostile(shapes(f"sh:sparql [ sh:select '''{text}''' ]"), say)


SHAPES: Final[Mapping[str, Hostile]] = {
    "service": _query("SELECT $this { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }"),
    "silent service": _query("SELECT $this { SERVICE SILENT <http://127.0.0.1:PORT/> { } }"),
    "glued service": _query("SELECT $this { ?s ?p ?o . serVICEe:x { ?s ?p ?o } }"),
    "escaped service": _query(r"SELECT $this { \\u0053ERVICE <http://127.0.0.1:PORT/> {} }"),
    "service in a subquery": _query("SELECT $this { { SELECT ?s { SERVICE <a:> { } } } }"),
    "service of a component": Hostile(
        shapes("sh:nodeKind sh:IRI")
        + "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:p ] ; sh:validator ["
        " a sh:SPARQLAskValidator ; sh:ask 'ASK { SERVICE <http://127.0.0.1:PORT/> {} }' ] .",
        "SERVICE",
    ),
    "service by a prefix": Hostile(
        shapes(
            "sh:declare [ sh:prefix 'x' ; "
            "sh:namespace 'http://e/> SELECT $this { SERVICE <http://127.0.0.1:PORT/> {} } #' ]"
        ),
        "is no namespace IRI",
    ),
    "deep query": _query("SELECT $this { " + "{" * 10_000 + "}" * 10_000 + " }", "deeper than"),
    "file": _query("SELECT $this FROM <file:///etc/passwd> { $this ?p ?o }", ""),
    "rule": Hostile(shapes("sh:rule [ a sh:TripleRule ]"), "sh:rule"),
    "javascript": Hostile(
        shapes("sh:js [ sh:jsFunctionName 'f' ; sh:jsLibrary [ sh:jsLibraryURL 'http://e/' ] ]"),
        "sh:js",
    ),
    "target": Hostile(
        shapes("sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this {}' ]"), "sh:target"
    ),
    "imports": Hostile(
        shapes("<http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:PORT/>"), judged=True
    ),
    "regular expression": Hostile(
        shapes("sh:property [ sh:path e:long ; sh:pattern '^(([a-z])+.)+[A-Z]+$' ]")
    ),
    "regular expression of a query": _query(
        'SELECT $this { $this <http://e/long> ?l FILTER REGEX(?l, "^((a+)+)+b$") }', ""
    ),
    "cross product": _query(
        "SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }", ""
    ),
    "recursion": Hostile(shapes("sh:node e:Shape")),
}
