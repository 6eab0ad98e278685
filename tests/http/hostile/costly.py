"""Short queries that cost more time or memory than anyone has."""

from typing import Final

_TRIPLES: Final = "?a ?b ?c . ?d ?e ?f ."
_DOUBLING: Final = "BIND('aaaaaaaaaaaaaaaa' AS ?x0) " + " ".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40)
)
_FOLDING: Final = "BIND('aaaaaaaaaaaaaaaa' AS ?x0) " + " ".join(
    f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaa') AS ?x{n + 1})" for n in range(12)
)
_REFERRING: Final = "BIND('aaaaaaaaaaaaaaaa' AS ?x0) " + " ".join(
    f"BIND(REPLACE(?x{n}, '^(.*)$', '$1$1$1$1') AS ?x{n + 1})" for n in range(20)
)
_ESCAPING: Final = "BIND('%%%%%%%%%%%%%%%%' AS ?x0) " + " ".join(
    f"BIND(ENCODE_FOR_URI(CONCAT(?x{n}, ?x{n})) AS ?x{n + 1})" for n in range(24)
)
_ANY: Final = "(<x:>|!<x:>)"
_BITS: Final = " ".join(f"VALUES ?v{n} {{ 0 1 }}" for n in range(40))
_WIDE: Final = " ".join(f"?a{n} ?p{n} ?a{n + 1} ." for n in range(6))

COSTLY: Final[dict[str, str]] = {
    "cross product": f"SELECT * {{ {_TRIPLES} ?g ?h ?i }}",
    "count": f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} ?g ?h ?i }}",
    "count of distinct": f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_TRIPLES} }}",
    "order": f"SELECT * {{ {_TRIPLES} }} ORDER BY ?c DESC(?f)",
    "order and limit": f"SELECT * {{ {_TRIPLES} }} ORDER BY STR(?c) ?f LIMIT 1",
    "distinct": f"SELECT DISTINCT ?a ?c ?d ?f {{ {_TRIPLES} }} OFFSET 99999999",
    "reduced": f"SELECT REDUCED ?a ?d {{ {_TRIPLES} }} OFFSET 999999999",
    "offset": f"SELECT * {{ {_TRIPLES} ?g ?h ?i }} OFFSET 9999999999 LIMIT 1",
    "group": f"SELECT ?a ?c ?d (COUNT(?f) AS ?n) {{ {_TRIPLES} }} GROUP BY ?a ?c ?d",
    "group by an expression": (
        f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} }} GROUP BY CONCAT(STR(?c),STR(?f))"
    ),
    "concatenation of a group": (
        f"SELECT (GROUP_CONCAT(COALESCE(STR(?f), '')) AS ?n) {{ {_TRIPLES} }}"
    ),
    "concatenation of a distinct group": (
        f"SELECT (GROUP_CONCAT(DISTINCT COALESCE(CONCAT(STR(?a), STR(?f)), '')) AS ?n) {{ "
        f"{_TRIPLES} }}"
    ),
    "sums and averages": f"SELECT (SUM(?c*?f) AS ?n) (AVG(?c) AS ?m) {{ {_TRIPLES} ?g ?h ?i }}",
    "least": f"SELECT (MIN(CONCAT(STR(?c),STR(?f),STR(?i))) AS ?n) {{ {_TRIPLES} ?g ?h ?i }}",
    "samples": f"SELECT (SAMPLE(?i) AS ?n) {{ {_TRIPLES} ?g ?h ?i }}",
    "construct": f"CONSTRUCT {{ ?a ?e ?i }} {{ {_TRIPLES} ?g ?h ?i }}",
    "describe": "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }",
    "ask": f"ASK {{ {_TRIPLES} ?g ?h ?i FILTER(?a = ?b && ?d = ?e) }}",
    "optionals": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
    "minus": f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} MINUS {{ ?c ?e ?g }} }}",
    "not exists": (
        f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} FILTER NOT EXISTS {{ ?c ?x ?y . ?f ?x ?z . "
        f"?y ?w ?z }} }}"
    ),
    "union": (
        "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c } UNION { ?d ?e ?f } { ?g ?h ?i } UNION { "
        "?j ?k ?l } { ?m ?n2 ?o } UNION { ?p ?q ?r } }"
    ),
    "graphs": (
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { "
        "?j ?k ?l } }"
    ),
    "chain of any patterns": f"SELECT (COUNT(*) AS ?n) {{ {_WIDE} }}",
    "values": f"SELECT (COUNT(*) AS ?n) {{ {_BITS} }}",
    "sorted values": f"SELECT * {{ {_BITS} }} ORDER BY ?v39 ?v0",
    "subselects": (
        f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT * {{ {_TRIPLES} }} ORDER BY ?c }} {{ SELECT "
        f"* {{ ?g ?h ?i }} ORDER BY ?i }} }}"
    ),
    "path between all": f"SELECT (COUNT(*) AS ?n) {{ ?a {_ANY}* ?b . ?c {_ANY}+ ?d }}",
    "path of paths": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a (({_ANY}*)/({_ANY}+))* ?b . ?b {_ANY}* ?c . ?c "
        f"^{_ANY}* ?d }}"
    ),
    "path there and back": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a ({_ANY}|^{_ANY})* ?b . ?c ({_ANY}|^{_ANY})* ?d }}"
    ),
    "path from variables": (
        f"SELECT * {{ ?a {'/'.join([_ANY + '?'] * 12)} ?b . ?c ?p ?d }} ORDER BY ?a"
    ),
    "doubling of a string": f"SELECT * {{ {_DOUBLING} }}",
    "length of a doubled string": f"SELECT (STRLEN(?x40) AS ?n) {{ {_DOUBLING} }}",
    "replacing": f"SELECT (STRLEN(?x12) AS ?n) {{ {_FOLDING} }}",
    "encoding": f"SELECT (STRLEN(?x24) AS ?n) {{ {_ESCAPING} }}",
    "digests": (
        f"SELECT (COUNT(SHA512(CONCAT(STR(?c),STR(?f),STR(?i)))) AS ?n) {{ {_TRIPLES} ?g ?h ?i }}"
    ),
    "random numbers": f"SELECT * {{ {_TRIPLES} }} ORDER BY RAND()",
    "blank nodes": f"SELECT (COUNT(DISTINCT BNODE()) AS ?n) {{ {_TRIPLES} }}",
    "regular expression on each pair": (
        f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} FILTER(REGEX(CONCAT(STR(?a),STR(?d)), "
        f"'(a+)+$|(.*)*x')) }}"
    ),
    "regular expressions from data": (
        f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} FILTER(REGEX(STR(?a), STR(?f))) }}"
    ),
    "nested repetition": (
        "SELECT * { FILTER(REGEX('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(((((a+)+)+)+)+)+$')) }"
    ),
    "counted repetition": (
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '((((a{1,99}){1,99}){1,99}){1,99}){1,99}')) }"
    ),
    "huge class": (
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "
        "'(\\\\p{L}{200}\\\\w{200}\\\\d{200}.{200}){20}', 'i')) }"
    ),
    "replacing by references": f"SELECT (STRLEN(?x20) AS ?n) {{ {_REFERRING} }}",
    "huge numbers": (
        "SELECT (1e308*1e308 AS ?a) (99999999999999999999999*99999999999999999 AS ?b) {}"
    ),
    "500 joined patterns": "SELECT * {"
    + " ".join(f"?a{n} <http://e/p> ?a{n + 1} ." for n in range(500))
    + "}",
    "500 patterns of one star": "SELECT * {"
    + " ".join(f"?s ?p{n} ?o{n} ." for n in range(500))
    + "}",
    "500 patterns of a clique": "SELECT * {"
    + " ".join(f"?a{n % 23} ?p ?a{n % 29} ." for n in range(500))
    + "}",
    "1000 patterns apart": "SELECT * {"
    + " ".join(f"?a{n} <x:> ?b{n} ." for n in range(1000))
    + "}",
    "500 optionals": "SELECT * {"
    + " ".join(f"OPTIONAL {{ ?s ?p{n} ?o{n} }}" for n in range(500))
    + "}",
    "1000 branches": "SELECT (COUNT(*) AS ?n) {"
    + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f }"] * 1000)
    + "}",
}
