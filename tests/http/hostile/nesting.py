"""Query texts that repeat or nest one construct of the SPARQL 1.2 grammar as often as is asked.

Each maker takes a number of levels. Most texts are queries; a few are not, but look like ones to
a parser until their end. ``unclosed`` cuts a text in its middle.
"""

from collections.abc import Callable
from typing import Final

Maker = Callable[[int], str]


def _around(start: str, opening: str, middle: str, closing: str, end: str) -> Maker:
    return lambda levels: start + opening * levels + middle + closing * levels + end


def _list(start: str, item: str, end: str, separator: str = " ") -> Maker:
    return lambda levels: start + separator.join([item] * levels) + end


def _numbered(start: str, item: str, end: str) -> Maker:
    return lambda levels: start + "".join(item.format(n=n) for n in range(levels)) + end


def _group(opening: str, closing: str = "}") -> Maker:
    return _around("ASK {", opening, "", closing, "}")


def _filter(opening: str, closing: str = ")", middle: str = "1") -> Maker:
    return _around("ASK { FILTER(", opening, middle, closing, ") }")


def _operator(sign: str, operand: str = "1") -> Maker:
    return _list("ASK { FILTER(", operand, ") }", sign)


def _path(opening: str, closing: str = ")", middle: str = "<a:>") -> Maker:
    return _around("ASK { ?s ", opening, middle, closing, " ?o }")


GROUPS: Final[dict[str, Maker]] = {
    "groups": _group("{"),
    "optionals": _group("OPTIONAL {"),
    "optionals with patterns": _group("?s ?p ?o OPTIONAL {"),
    "unions in unions": _group("{} UNION {"),
    "unions on the left": _around("ASK {", "{", "{}", "} UNION {}", "}"),
    "minus": _group("?s ?p ?o MINUS {"),
    "graphs": _group("GRAPH ?g {"),
    "filters exists": _group("FILTER EXISTS {"),
    "filters not exists": _group("FILTER(! NOT EXISTS {", "})"),
    "exists in binds": _group("BIND(EXISTS {", "} AS ?x)"),
    "subselects": _group("{ SELECT * {", "}}"),
    "subselects with groups": _group("{ SELECT (COUNT(*) AS ?n) {", "} GROUP BY ?x }"),
    "services": _group("SERVICE SILENT <x:> {"),
    "laterals": _group("LATERAL {"),
    "order by exists": _around("ASK {", "{ SELECT * {} ORDER BY EXISTS {", "", "}}", "}"),
    "having exists": _around("ASK {", "{ SELECT (1 AS ?x) {} HAVING EXISTS {", "", "}}", "}"),
}
EXPRESSIONS: Final[dict[str, Maker]] = {
    "parentheses": _filter("("),
    "not": _filter("!", ""),
    "minus sign": _filter("- ", ""),
    "plus sign": _filter("+ ", ""),
    "calls": _filter("STR("),
    "calls of IF": _filter("IF(1,", ",1)"),
    "calls of COALESCE": _filter("COALESCE(1,"),
    "calls of CONCAT": _filter("CONCAT("),
    "calls of functions by IRI": _filter("<http://www.w3.org/2001/XMLSchema#string>("),
    "calls of TRIPLE": _filter("TRIPLE(<a:>,<a:>,"),
    "calls of REPLACE": _filter("REPLACE('a','b',"),
    "lists of IN": _filter("1 IN (1,"),
    "lists of NOT IN": _filter("1 NOT IN ("),
    "aggregates": _around("SELECT (", "COUNT(", "1", ")", " AS ?n) {}"),
    "aggregates with DISTINCT": _around("SELECT (", "SUM(DISTINCT ", "1", ")", " AS ?n) {}"),
    "sums": _operator("+"),
    "signed numbers": _operator("", "+1"),
    "differences": _operator(" - "),
    "products": _operator("*"),
    "quotients": _operator("/"),
    "ors": _operator("||"),
    "ands": _operator("&&"),
    "comparisons": _operator("="),
    "mixed operators": _operator("+1*2<3||4="),
    "long IN": _list("ASK { FILTER(1 IN (", "1", ")) }", ","),
    "long CONCAT": _list("ASK { BIND(CONCAT(", "'a'", ") AS ?x) }", ","),
    "long COALESCE": _list("ASK { BIND(COALESCE(", "?x", ") AS ?y) }", ","),
}
PATHS: Final[dict[str, Maker]] = {
    "paths in parentheses": _path("("),
    "inverse": _path("^", ""),
    "inverse of groups": _path("^("),
    "sequences to the right": _path("<a:>/("),
    "sequences to the left": _path("(", ")/<a:>"),
    "alternatives to the right": _path("<a:>|("),
    "alternatives to the left": _path("(", ")|<a:>"),
    "zero or more": _path("(", ")*"),
    "one or more": _path("(", ")+"),
    "zero or one": _path("(", ")?"),
    "negated": _path("!("),
    "mixed": _path("^(<a:>/(<b:>|((", ")*)+)?)"),
    "long sequence": _list("ASK { ?s ", "<a:>", " ?o }", "/"),
    "long sequence of stars": _list("ASK { ?s ", "<a:>*", " ?o }", "/"),
    "long alternative": _list("ASK { ?s ", "<a:>", " ?o }", "|"),
    "long negated set": _list("ASK { ?s !(", "^<a:>", ") ?o }", "|"),
}
TERMS: Final[dict[str, Maker]] = {
    "collections": _around("ASK { ?s ?p ", "(", "1", ")", " }"),
    "long collection": _list("ASK { ?s ?p (", "1", ") }"),
    "blank nodes": _around("ASK { ?s ?p ", "[ ?p ", "1", "]", " }"),
    "blank nodes as subjects": _around("ASK { ", "[ ?p ", "1", "] ?p ?o", " }"),
    "collections of blank nodes": _around("ASK { ?s ?p ", "([ ?p ", "1", "])", " }"),
    "triple terms": _around("ASK { ?s ?p ", "<<( ?s ?p ", "1", ")>>", " }"),
    "reified triples": _around("ASK { ", "<< ", "?s", " ?p ?o >>", " ?p ?o }"),
    "reified triples as objects": _around("ASK { ?s ?p ", "<< ?s ?p ", "1", " >>", " }"),
    "annotations": _around("ASK { ?s ?p ?o ", "{| ?p ?o ", "", "|}", " }"),
    "many annotations": _list("ASK { ?s ?p ?o ", "{| ?p ?o |}", " }"),
    "reifiers": _list("ASK { ?s ?p ?o ", "~ ?r", " }"),
    "triple terms in expressions": _filter("<<( <a:> <a:> ", ")>>"),
    "triple terms in VALUES": _around("ASK { VALUES ?x { ", "<<( <a:> <a:> ", "1", ")>>", "} }"),
    "template collections": _around("CONSTRUCT { ?s ?p ", "(", "1", ")", " } {}"),
    "template blank nodes": _around("CONSTRUCT { ?s ?p ", "[ ?p ", "1", "]", " } {}"),
    "template annotations": _around("CONSTRUCT { ?s ?p ?o ", "{| ?p ?o ", "", "|}", " } {}"),
    "template triple terms": _around("CONSTRUCT { ?s ?p ", "<<( ?s ?p ", "1", ")>>", " } {}"),
    "template triples": _list("CONSTRUCT { ", "?s ?p ?o .", " } { ?s ?p ?o } LIMIT 1"),
    "CONSTRUCT WHERE": _list("CONSTRUCT WHERE { ", "<a:> <a:> <a:> .", " }"),
    "escapes in a string": _list('ASK { FILTER("', "\\\\\\n\\u0041", '") }', ""),
    "quotes in a long string": _list('ASK { FILTER("""', '""\\"', ' """) }', ""),
    "characters in a string": _list("ASK { FILTER('", "a", "') }", ""),
    "characters in an IRI": _list("ASK { <a:", "a", "> ?p ?o }", ""),
    "dots in a name": _list("PREFIX a: <a:> ASK { a:", "a.", "a ?p ?o }", ""),
    "percents in a name": _list("PREFIX a: <a:> ASK { a:", "%41", " ?p ?o }", ""),
    "escapes in a name": _list("PREFIX a: <a:> ASK { a:", "\\-", " ?p ?o }", ""),
    "letters of a variable": _list("ASK { ?", "a", " ?p ?o }", ""),
    "digits of a number": _list("ASK { FILTER(", "9", ") }", ""),
    "parts of a language": _list("ASK { ?s ?p 'a'@a", "-a", " }", ""),
}
LISTS: Final[dict[str, Maker]] = {
    "patterns": _numbered("ASK {", "?a{n} <a:> ?b{n} . ", "}"),
    "connected patterns": _numbered("ASK {", "?a{n} ?p{n} ?b . ", "}"),
    "patterns of one star": _numbered("ASK {", "?s ?p ?o{n} . ", "}"),
    "property list": _list("ASK { ?s ", "?p ?o", " }", ";"),
    "object list": _list("ASK { ?s ?p ", "?o", " }", ","),
    "branches of a union": _list("ASK { ", "{ ?s ?p ?o }", " }", " UNION "),
    "optionals in a row": _numbered("ASK { ", "OPTIONAL {{ ?s <a:> ?o{n} }} ", "}"),
    "minus in a row": _list("ASK { ?s ?p ?o ", "MINUS { ?s <a:> ?o }", "}"),
    "graphs in a row": _numbered("ASK { ", "GRAPH ?g{n} {{}} ", "}"),
    "filters in a row": _list("ASK { ", "FILTER(1)", "}"),
    "binds in a row": _numbered("ASK { ", "BIND({n} AS ?x{n}) ", "}"),
    "subselects in a row": _list("ASK { ", "{ SELECT * {} }", "}"),
    "rows of VALUES": _numbered("SELECT * { VALUES ?x { ", "{n} ", "} }"),
    "columns of VALUES": _numbered("SELECT * { VALUES (", "?x{n} ", ") {} }"),
    "VALUES in a row": _numbered("ASK { ", "VALUES ?x{n} {{ 1 2 }} ", "}"),
    "projections": _numbered("SELECT ", "?x{n} ", "{}"),
    "projected expressions": _numbered("SELECT ", "({n} AS ?x{n}) ", "{}"),
    "grouping conditions": _numbered("SELECT (1 AS ?x) {} GROUP BY ", "?x{n} ", ""),
    "having conditions": _list("SELECT (1 AS ?x) {} HAVING ", "(1)", ""),
    "ordering conditions": _numbered("SELECT * {} ORDER BY ", "?x{n} ", ""),
    "described IRIs": _numbered("DESCRIBE ", "<a:{n}> ", ""),
    "graphs of FROM": _numbered("SELECT * ", "FROM <a:{n}> ", "{}"),
    "graphs of FROM NAMED": _numbered("SELECT * ", "FROM NAMED <a:{n}> ", "{}"),
    "prefixes": _numbered("", "PREFIX p{n}: <a:{n}>\n", "ASK {}"),
    "prefixes of prefixes": _list("", "PREFIX p: <a:>", " ASK {}"),
    "bases": _list("", "BASE <a/>", " ASK {}"),
    "versions": _list("", "VERSION '1.2'", " ASK {}"),
    "comments": _list("", "# {", "\nASK {}", "\n"),
    "length of a comment": _list("#", "{", "\nASK {}", ""),
    "blanks": _list("ASK", " ", "{}", ""),
    "line ends": _list("ASK", "\r\n", "{}", ""),
    "aggregates in a row": _numbered("SELECT ", "(COUNT(*) AS ?x{n}) ", "{}"),
    "semicolons": _list("ASK { ?s ?p ?o ", ";", " }", ""),
    "full stops": _list("ASK { ?s ?p ?o ", ".", " }", ""),
    "updates": _list("", "CLEAR ALL", "", ";"),
}
ALL: Final = {**GROUPS, **EXPRESSIONS, **PATHS, **TERMS, **LISTS}


def unclosed(text: str) -> str:
    """Leave away the second half, which closes what the first opens."""
    return text[: len(text) // 2]
