"""Answers by columns held to the engine's, on made-up data: ``python -m tests.columns [ROUNDS]``.

Data has terms of every kind that columns tell apart, spelled in more than one way, and queries are
put together of all that columns know and some that they do not.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyoxigraph as ox

from cybernorms.store.columns import Columns, open_columns, write_columns
from cybernorms.store.disk import COLUMNS

PREFIXES: Final = (
    "PREFIX e: <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
)
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_LITERALS: Final = {
    "day": [
        *(f'"19{year}-0{year % 9 + 1}-1{year % 7}"^^<{_XSD}date>' for year in range(60, 99, 3)),
        *(f'"19{year}"^^<{_XSD}gYear>' for year in range(60, 99, 9)),
        f'"1975-05"^^<{_XSD}gYearMonth>',
    ],
    "birth": [f'"200{year}-0{year + 1}-11"^^<{_XSD}date>' for year in range(8)],
    "number": [
        *(f'"{number}"^^<{_XSD}integer>' for number in (*range(-3, 12), 100, "007", "+5")),
        f'"4"^^<{_XSD}nonNegativeInteger>',
    ],
    "label": [f'"{word}"@en' for word in ("a", "a b", "ab", "A", "é", "a!", "z", "")],
    "name": [f'"{word}"' for word in ("a", "a b", "ab", "B", "ü", '\\"', "\\n", "a\\\\b")],
    "other": [
        '"a"@de',
        '"a"@en-GB',
        f'"1.50"^^<{_XSD}decimal>',
        f'"1.5"^^<{_XSD}decimal>',
        f'"01"^^<{_XSD}boolean>',
        "_:b1",
        f'"2000-01-01Z"^^<{_XSD}date>',
        "<http://e/n1>",
        '"\\u0001"',
    ],
}
_LINKS: Final = ("p", "q", "r")
_NAMES: Final = ("a", "b", "c", "d", "f")


def make_quads(random: Random) -> str:
    """Make N-Quads of some nodes, in two graphs that have triples in common."""
    nodes = [f"<http://e/n{number}>" for number in range(12)]
    triples = [
        f"{random.choice(nodes)} <http://e/{name}> {random.choice(nodes)}"
        for name in _LINKS
        for _ in range(30)
    ]
    triples += [
        f"{random.choice(nodes)} <http://e/{name}> {random.choice(values)}"
        for name, values in _LITERALS.items()
        for _ in range(16)
    ]
    return "".join(
        f"{triple} <http://e/g{graph}> .\n"
        for triple in triples
        for graph in random.sample([1, 2], random.choice([1, 1, 2]))
    )


def make_query(random: Random) -> str:
    """Make a query whose result has one order if it has a limit."""
    pattern = " ".join(_group(random, _NAMES[:3], deep=True))
    names = random.sample(_NAMES, random.randint(1, 3))
    marked = " ".join(f"?{name}" for name in names)
    match random.randrange(4):
        case 0:
            return f"{PREFIXES}SELECT {_aggregates(random)} {{ {pattern} }}"
        case 1:
            aggregates = _aggregates(random)
            order = random.choice(["", f"ORDER BY DESC(?x0) {marked} LIMIT {random.randint(1, 9)}"])
            head = f"SELECT {marked} {aggregates} {{ {pattern} }}"
            return f"{PREFIXES}{head} GROUP BY {marked} {order}"
        case 2:
            order = " ".join(
                random.choice(["?{}", "DESC(?{})", "ASC(?{})"]).format(n) for n in names
            )
            limits = random.choice(["LIMIT {0}", "OFFSET {1} LIMIT {0}", "LIMIT {0} OFFSET {1}"])
            limit = limits.format(random.randint(1, 30), random.randint(0, 9))
            distinct = random.choice(["", "DISTINCT "])
            return f"{PREFIXES}SELECT {distinct}{marked} {{ {pattern} }} ORDER BY {order} {limit}"
    pattern += f" FILTER NOT EXISTS {{ {_triple(random, _NAMES[:3])} }}"
    return f"{PREFIXES}SELECT {marked} {{ {pattern} }}"


def _group(random: Random, names: tuple[str, ...], *, deep: bool) -> list[str]:
    parts = [f"{_triple(random, names)} ." for _ in range(random.randint(1, 3))]
    for _ in range(random.choice([0, 0, 1, 2]) if deep else 0):
        inner = " ".join(_group(random, random.choice([names, _NAMES[2:]]), deep=False))
        other = " ".join(_group(random, names, deep=False))
        parts.append(
            random.choice(
                [
                    f"OPTIONAL {{ {inner} }}",
                    f"MINUS {{ {inner} }}",
                    f"FILTER EXISTS {{ {inner} }}",
                    f"FILTER NOT EXISTS {{ {inner} }}",
                    f"{{ {inner} }} UNION {{ {other} }}",
                ]
            )
        )
    if not random.randrange(3):
        parts.append(f"FILTER ({_comparison(random, names)})")
    if not random.randrange(4):
        random.shuffle(parts)
    return parts


def _triple(random: Random, names: tuple[str, ...]) -> str:
    subject = random.choice([*(f"?{name}" for name in names), f"e:n{random.randrange(14)}"])
    if random.randrange(2):
        verb = random.choice(["e:p", "e:q", "e:r", "e:p/e:q", "^e:p", "e:q/^e:r", "e:none"])
        return f"{subject} {verb} " + random.choice([f"?{random.choice(names)}", "e:n3"])
    verb = random.choice(list(_LITERALS))
    return f"{subject} e:{verb} ?{random.choice(names)}"


def _comparison(random: Random, names: tuple[str, ...]) -> str:
    sign = random.choice(["=", "!=", "<", "<=", ">", ">="])
    values = ['"1970-01-01"^^xsd:date', '"1975-04-15"^^xsd:date', "5", "-1", "e:n3", "?a", "?b"]
    parts = [f"?{random.choice(names)}", sign, random.choice(values)]
    if not random.randrange(4):
        parts.reverse()
    more = f" && ?{random.choice(names)} != e:n5" if not random.randrange(3) else ""
    return " ".join(parts) + more


def _aggregates(random: Random) -> str:
    made = []
    for place in range(random.randint(1, 2)):
        aggregate = random.choice(
            ["COUNT(*)", "COUNT(?{})", "COUNT(DISTINCT ?{})", "SUM(?{})", "MIN(?{})", "MAX(?{})"]
        )
        made.append(f"({aggregate.format(random.choice(_NAMES))} AS ?x{place})")
    return " ".join(made)


def differ(store: ox.Store, columns: Columns, query: str) -> bool | None:
    """Tell whether columns have another answer than the engine; None if they have none at all."""
    found = columns.rewrite(query, None)
    if found is None:
        return None
    return _rows(store, found, query) != _rows(store, query, query)


def _rows(store: ox.Store, text: str, query: str) -> object:
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    body = solutions.serialize(format=ox.QueryResultsFormat.JSON)
    rows: list[Any] = json.loads(body or b"")["results"]["bindings"]
    lines = [json.dumps(row, sort_keys=True) for row in rows]
    return lines if " LIMIT " in query else Counter(lines)


def compare(folder: Path, seed: int, rounds: int) -> tuple[list[str], int]:
    """Give the queries with other answers, and the number of those that columns answered."""
    random = Random(seed)  # noqa: S311 - no secret, but the same each time
    (folder / "asserted.nq").write_text(make_quads(random), "utf-8")
    (folder / "inferred.nq").write_text("", "utf-8")
    store = ox.Store()
    store.load(path=folder / "asserted.nq", format=ox.RdfFormat.N_QUADS)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    write_columns(folder, folder / COLUMNS)
    columns = open_columns(folder, few=0)
    wrong, answered = [], 0
    for _ in range(rounds):
        query = make_query(random)
        try:
            store.query(query)
        except SyntaxError:
            assert columns.rewrite(query, None) is None, query
            continue
        found = differ(store, columns, query)
        answered += found is not None
        wrong += [query] if found else []
    return wrong, answered


def main() -> None:
    """Compare data after data, and print what differs."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    answered, wrong = 0, 0
    for seed in range(rounds):
        with TemporaryDirectory() as folder:
            found, number = compare(Path(folder), seed, 100)
        answered, wrong = answered + number, wrong + len(found)
        for query in found:
            print(f"{seed}: {query.removeprefix(PREFIXES)}")
    print(f"{rounds * 100} queries, {answered} answered by columns, {wrong} of them otherwise")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
