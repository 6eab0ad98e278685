"""The rules of OWL 2 RL that conclude ``false``, and those that make two things one, as patterns.

OWL 2 Profiles 4.3, tables 4 to 8. A pattern is a SPARQL group graph pattern, so that any engine can
look for it in its closure.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import PREFIXES
from cybernorms.reasoning.datatypes import DATATYPES, fits
from cybernorms.reasoning.engine import Row, Triple


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its W3C name.

    ``about`` lists the variables that stand for individuals, ``holds`` decides on what a pattern
    cannot.
    """

    name: str
    sentence: str
    about: str
    premises: tuple[str, ...]
    where: str = ""
    holds: Callable[[Row], bool] = lambda _: True

    @property
    def pattern(self) -> str:
        """The group graph pattern whose solutions are applications of the rule.

        Engines may join in the order of the text; so what narrows a list comes right behind the
        two premises that lead to it, before all that is said of its members.
        """
        parts = (*self.premises[:2], self.where, *self.premises[2:])
        return " . ".join(part for part in parts if part)

    def instances(self, row: Row) -> Iterator[Triple]:
        """Give the premises as a solution has them."""
        for premise in self.premises:
            s, p, o = (_term(word, row) for word in premise.split())
            yield s, p, o


def _term(word: str, row: Row) -> Node:
    if word.startswith("?"):
        return row[word[1:]]
    prefix, _, name = word.partition(":")
    return URIRef(PREFIXES[prefix] + name)


def _pair(list_: str, x: str, y: str) -> str:
    """Match two members of a list, the first of them further ahead."""
    return (
        f"?{list_} rdf:rest* ?cell . ?cell rdf:first ?{x} . ?cell rdf:rest/rdf:rest*/rdf:first ?{y}"
    )


def _is_misfit(row: Row) -> bool:
    value, datatype = row["y"], row["d"]
    return isinstance(value, Literal) and datatype in DATATYPES and not fits(value, datatype)


_SAME: Final = "FILTER (?x = ?y || EXISTS { ?x owl:sameAs ?y })"
_NONE: Final = "FILTER (?n = 0)"

FALSE: Final = (
    Rule(
        "eq-diff1",
        "{x} and {y} are said to be the same and to differ",
        "x y",
        ("?x owl:sameAs ?y", "?x owl:differentFrom ?y"),
        "FILTER (?x != ?y)",
    ),
    Rule("eq-diff1", "{x} is said to differ from itself", "x", ("?x owl:differentFrom ?x",)),
    *(
        Rule(
            name,
            "{x} and {y} are the same, but are listed as different",
            "x y",
            ("?a rdf:type owl:AllDifferent", f"?a {members} ?l", "?x owl:sameAs ?y"),
            _pair("l", "x", "y"),
        )
        for name, members in (("eq-diff2", "owl:members"), ("eq-diff3", "owl:distinctMembers"))
    ),
    Rule(
        "prp-irp",
        "{x} has itself as {p}, which is irreflexive",
        "x",
        ("?p rdf:type owl:IrreflexiveProperty", "?x ?p ?x"),
    ),
    Rule(
        "prp-asyp",
        "{x} and {y} have each other as {p}, which is asymmetric",
        "x y",
        ("?p rdf:type owl:AsymmetricProperty", "?x ?p ?y", "?y ?p ?x"),
    ),
    Rule(
        "prp-pdw",
        "{x} has {y} both as {p} and as {q}, which are disjoint",
        "x y",
        ("?p owl:propertyDisjointWith ?q", "?x ?p ?y", "?x ?q ?y"),
    ),
    Rule(
        "prp-adp",
        "{x} has {y} both as {p} and as {q}, which are listed as disjoint",
        "x y",
        ("?a rdf:type owl:AllDisjointProperties", "?a owl:members ?l", "?x ?p ?y", "?x ?q ?y"),
        _pair("l", "p", "q"),
    ),
    *(
        Rule(
            name,
            "{x} has {y} as {p}, which is denied",
            "x y",
            (
                "?a owl:sourceIndividual ?x",
                "?a owl:assertionProperty ?p",
                f"?a {target} ?y",
                "?x ?p ?y",
            ),
        )
        for name, target in (("prp-npa1", "owl:targetIndividual"), ("prp-npa2", "owl:targetValue"))
    ),
    Rule("cls-nothing2", "{x} is an owl:Nothing", "x", ("?x rdf:type owl:Nothing",)),
    Rule(
        "cls-com",
        "{x} is a {c} and a {d}, which are complements",
        "x",
        ("?c owl:complementOf ?d", "?x rdf:type ?c", "?x rdf:type ?d"),
    ),
    Rule(
        "cls-maxc1",
        "{x} is a {c} and has {y} as {p}, of which that has none",
        "x",
        (
            "?c owl:maxCardinality ?n",
            "?c owl:onProperty ?p",
            "?x rdf:type ?c",
            "?x ?p ?y",
        ),
        _NONE,
    ),
    Rule(
        "cls-maxqc1",
        "{x} is a {c} and has the {d} {y} as {p}, of which that has none",
        "x y",
        (
            "?c owl:maxQualifiedCardinality ?n",
            "?c owl:onProperty ?p",
            "?c owl:onClass ?d",
            "?x rdf:type ?c",
            "?x ?p ?y",
            "?y rdf:type ?d",
        ),
        f"{_NONE} FILTER (?d != owl:Thing)",
    ),
    Rule(
        "cls-maxqc2",
        "{x} is a {c} and has {y} as {p}, of which that has none",
        "x",
        (
            "?c owl:maxQualifiedCardinality ?n",
            "?c owl:onProperty ?p",
            "?c owl:onClass owl:Thing",
            "?x rdf:type ?c",
            "?x ?p ?y",
        ),
        _NONE,
    ),
    Rule(
        "cax-dw",
        "{x} is a {c} and a {d}, which are disjoint",
        "x",
        ("?c owl:disjointWith ?d", "?x rdf:type ?c", "?x rdf:type ?d"),
    ),
    Rule(
        "cax-adc",
        "{x} is a {c} and a {d}, which are listed as disjoint",
        "x",
        (
            "?a rdf:type owl:AllDisjointClasses",
            "?a owl:members ?l",
            "?x rdf:type ?c",
            "?x rdf:type ?d",
        ),
        _pair("l", "c", "d"),
    ),
    Rule(
        "dt-not-type",
        "{x} has {y} as {p}, whose values are of {d}",
        "x",
        ("?p rdfs:range ?d", "?x ?p ?y"),
        # Strings that should be strings are most of all values, and need no look.
        "FILTER (isLiteral(?y) && (?d != xsd:string || datatype(?y) != xsd:string))",
        _is_misfit,
    ),
    Rule(
        "dt-not-type",
        "{x} has {y} as {p}, whose values are of {d} for a {c}",
        "x",
        ("?c owl:allValuesFrom ?d", "?c owl:onProperty ?p", "?x rdf:type ?c", "?x ?p ?y"),
        "FILTER isLiteral(?y)",
        _is_misfit,
    ),
)

_SEVERAL: Final = "{s} has several values of {p}, which allows one: {x}, {y}"
_ONE: Final = "FILTER (?x != ?y && ?n = 1)"
_MAX_ONE: Final = ("?c owl:onProperty ?p", "?s rdf:type ?c", "?s ?p ?x", "?s ?p ?y")

EQUATING: Final = (
    Rule(
        "prp-fp",
        _SEVERAL,
        "s x y",
        ("?p rdf:type owl:FunctionalProperty", "?s ?p ?x", "?s ?p ?y"),
        "FILTER (?x != ?y)",
    ),
    Rule(
        "prp-ifp",
        "{x} and {y} have the same value of {p}, which belongs to one thing only: {s}",
        "x y",
        ("?p rdf:type owl:InverseFunctionalProperty", "?x ?p ?s", "?y ?p ?s"),
        "FILTER (?x != ?y)",
    ),
    Rule("cls-maxc2", _SEVERAL, "s x y", ("?c owl:maxCardinality ?n", *_MAX_ONE), _ONE),
    Rule(
        "cls-maxqc3",
        _SEVERAL,
        "s x y",
        (
            "?c owl:maxQualifiedCardinality ?n",
            "?c owl:onClass ?d",
            *_MAX_ONE,
            "?x rdf:type ?d",
            "?y rdf:type ?d",
        ),
        f"{_ONE} FILTER (?d != owl:Thing)",
    ),
    Rule(
        "cls-maxqc4",
        _SEVERAL,
        "s x y",
        ("?c owl:maxQualifiedCardinality ?n", "?c owl:onClass owl:Thing", *_MAX_ONE),
        _ONE,
    ),
)
"""The rules that conclude ``?x owl:sameAs ?y`` from what somebody can get wrong."""
