"""What members have, by what they say of themselves."""

from datetime import UTC, datetime

import pytest

from cybernorms.federation.capabilities import read_description
from cybernorms.federation.registry import Member

VOID = "http://rdfs.org/ns/void#"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def member(*lines: str) -> Member:
    content = "".join(f"{line} .\n" for line in lines)
    return Member("one", "http://e/sparql", "One", "active", datetime.now(UTC), description=content)


def part(node: str, name: str, triples: int) -> list[str]:
    return [
        f"<http://e/void> <{VOID}propertyPartition> {node}",
        f"{node} <{VOID}property> <http://e/{name}>",
        f'{node} <{VOID}triples> "{triples}"^^<{INTEGER}>',
    ]


WHOLE = f'<http://e/void> <{VOID}triples> "5"^^<{INTEGER}>'
CLASS = f"_:c <{VOID}class> <http://e/C>"


def test_void_that_accounts_for_all_triples_tells_predicates_and_classes() -> None:
    found = read_description(member(WHOLE, *part("_:p", "p", 3), *part("_:q", "q", 2), CLASS))
    assert found is not None
    assert found.predicates == ("http://e/p", "http://e/q")
    assert found.classes == ("http://e/C",)


@pytest.mark.parametrize(
    "lines",
    [[], [WHOLE], [WHOLE, *part("_:p", "p", 3)], part("_:p", "p", 3)[:2]],
    ids=["nothing", "no parts", "parts that lack triples", "no numbers"],
)
def test_void_that_does_not_is_no_reason_to_leave_a_member_out(lines: list[str]) -> None:
    assert read_description(member(*lines)) is None
