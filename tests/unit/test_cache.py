"""What is kept is what was answered, from the right snapshot, and no more than allowed."""

import pytest
from msgspec.structs import replace

from cybernorms.engine import Answer, Query
from cybernorms.errors import QueryLimitError
from cybernorms.protocol.cache import Cache, CachingEngine

ASK = Query("ASK {}", "application/json", "text/turtle", 1.0)
MEBIBYTE = 1024 * 1024


class Counting:
    """An engine that numbers its answers and pads them to a size."""

    def __init__(self, size: int = 0) -> None:
        self.asked: list[Query] = []
        self.snapshot = "one"
        self.size = size

    def snapshot_id(self, _release: str | None = None) -> str:
        return self.snapshot

    def check(self) -> str:
        return self.snapshot_id()

    def query(self, query: Query) -> Answer:
        self.asked.append(query)
        if "limit" in query.text:
            raise QueryLimitError("too long", "timeout", query.timeout)
        body = str(len(self.asked)).encode().rjust(self.size)
        return Answer("ASK", "application/json", body, self.snapshot)


def test_the_same_query_is_asked_once() -> None:
    engine = Counting()
    cache = CachingEngine(engine, Cache(MEBIBYTE))
    answers = {cache.query(ASK), cache.query(replace(ASK, timeout=0.5)), cache.query(ASK)}
    assert (len(answers), engine.asked) == (1, [ASK])


@pytest.mark.parametrize(
    "other",
    [
        replace(ASK, text="ASK { }"),
        replace(ASK, results_type="text/csv"),
        replace(ASK, graph_type=None),
        replace(ASK, entailment="none"),
        replace(ASK, default_graphs=()),
        replace(ASK, named_graphs=("http://e/",)),
        replace(ASK, base="http://e/"),
    ],
)
def test_all_that_decides_an_answer_tells_queries_apart(other: Query) -> None:
    cache = CachingEngine(Counting(), Cache(MEBIBYTE))
    assert cache.query(ASK) != cache.query(other)


def test_a_new_snapshot_is_asked_anew() -> None:
    engine = Counting()
    cache = CachingEngine(engine, Cache(MEBIBYTE))
    cache.query(ASK)
    engine.snapshot = "two"
    assert cache.query(ASK).snapshot == cache.snapshot_id() == "two"
    assert len(engine.asked) == 2


def test_an_answer_from_a_snapshot_that_came_meanwhile_is_kept_as_its_own() -> None:
    engine = Counting()
    named = iter(["one", "one", "two"])
    engine.snapshot_id = lambda _=None: next(named)  # type: ignore
    cache = CachingEngine(engine, Cache(MEBIBYTE))
    engine.snapshot = "two"
    first, second, third = (cache.query(ASK) for _ in range(3))
    assert first != second
    assert first == third


@pytest.mark.parametrize(
    "call", ["NOW()", "rand()", "STRUUID()", "UUID #\n ()", "?a<NOW()&&?b>1", "?a<http://e/a>NOW()"]
)
def test_values_that_change_are_asked_each_time(call: str) -> None:
    cache = CachingEngine(Counting(), Cache(MEBIBYTE))
    query = replace(ASK, text=f"SELECT ({call} AS ?x) {{}}")
    assert cache.query(query) != cache.query(query)


def test_letters_of_an_address_are_no_call() -> None:
    cache = CachingEngine(Counting(), Cache(MEBIBYTE))
    query = replace(ASK, text="SELECT * { <https://w3id.org/cybernorms/id/finding/known> ?p ?o }")
    assert cache.query(query) == cache.query(query)


def test_errors_are_not_kept() -> None:
    engine = Counting()
    cache = CachingEngine(engine, Cache(MEBIBYTE))
    for _ in range(2):
        with pytest.raises(QueryLimitError):
            cache.query(replace(ASK, text="limit"))
    assert len(engine.asked) == 2


def test_the_least_recently_used_answers_go_first() -> None:
    engine = Counting(size=100_000)
    cache = CachingEngine(engine, Cache(MEBIBYTE))
    queries = [replace(ASK, text=f"ASK {{ {number} }}") for number in range(11)]
    for query in queries[:10]:
        cache.query(query)
    cache.query(queries[0])
    cache.query(queries[10])
    engine.asked.clear()
    cache.query(queries[0])
    cache.query(queries[1])
    assert engine.asked == [queries[1]]


@pytest.mark.parametrize(("size", "max_bytes"), [(MEBIBYTE // 8, MEBIBYTE), (0, 0)])
def test_what_is_too_large_is_not_kept(size: int, max_bytes: int) -> None:
    engine = Counting(size)
    cache = CachingEngine(engine, Cache(max_bytes))
    cache.query(ASK)
    cache.query(ASK)
    assert len(engine.asked) == 2
