"""Whose turn it is: shares, rounds between clients, a bounded queue."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from cybernorms.errors import BusyError, TooManyRequestsError
from cybernorms.workers.turns import Lane, Turns


def make(places: int, length: int = 20, share: int = 20, patience: float = 20.0) -> Turns:
    return Turns("places", places, length, share, patience)


def enter(turns: Turns, threads: ThreadPoolExecutor, client: str) -> "Future[None]":
    """Have a client wait for a place, and return when it does."""
    before = turns.waiting
    taken = threads.submit(turns.take, client)
    until = time.monotonic() + 10
    while turns.waiting == before and not taken.done():
        assert time.monotonic() < until
        time.sleep(0.001)
    return taken


@pytest.mark.parametrize(("places", "most"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 6)])
def test_one_client_leaves_a_quarter_to_others(places: int, most: int) -> None:
    turns = make(places)
    assert [turns.try_take("a") for _ in range(places)].count(True) == most
    assert [turns.try_take("b") for _ in range(places)].count(True) == places - most


def test_places_go_to_the_clients_in_turn() -> None:
    turns = make(1)
    turns.take("a")
    order = []
    with ThreadPoolExecutor(5) as threads:
        waiting = {
            enter(turns, threads, client): f"{client}{n}"
            for n, client in enumerate(["a", "a", "a", "b", "c"])
        }
        holder = "a"
        while waiting:
            turns.give(holder)
            (done,) = _next(waiting)
            order.append(waiting.pop(done))
            holder = order[-1][0]
    assert order == ["a0", "b3", "c4", "a1", "a2"]


def _next(waiting: dict["Future[None]", str]) -> list["Future[None]"]:
    until = time.monotonic() + 10
    while not (done := [each for each in waiting if each.done()]):
        assert time.monotonic() < until
        time.sleep(0.001)
    return done


def test_client_at_its_share_is_passed_over() -> None:
    turns = make(4)
    for client in ("a", "a", "a", "b"):
        turns.take(client)
    with ThreadPoolExecutor(2) as threads:
        first, second = enter(turns, threads, "a"), enter(turns, threads, "c")
        turns.give("b")
        second.result(10)
        assert not first.done()
        turns.give("a")
        first.result(10)


def test_nobody_waits_longer_than_patience() -> None:
    turns = make(1, patience=0.05)
    turns.take("a")
    with pytest.raises(BusyError, match=r"0\.05 s"):
        turns.take("b")
    assert turns.waiting == 0
    turns.give("a")
    turns.take("b")


def test_one_client_may_not_have_too_many_waiting() -> None:
    turns = make(1, share=1)
    turns.take("a")
    with ThreadPoolExecutor(2) as threads:
        waiting = enter(turns, threads, "a")
        with pytest.raises(TooManyRequestsError):
            turns.take("a")
        other = enter(turns, threads, "b")
        turns.give("a")
        waiting.result(10)
        turns.give("a")
        other.result(10)


def test_full_queue_costs_the_greediest_its_latest() -> None:
    turns = make(1, length=3)
    turns.take("x")
    with ThreadPoolExecutor(5) as threads:
        greedy = [enter(turns, threads, "a") for _ in range(3)]
        modest = threads.submit(turns.take, "b")
        with pytest.raises(BusyError, match="full"):
            greedy[2].result(10)
        with pytest.raises(BusyError, match="full"):
            turns.take("a")
        for holder in "xab":  # then a, b, a
            turns.give(holder)
        for each in (*greedy[:2], modest):
            each.result(10)


def test_lane_holds_one_place_at_a_time() -> None:
    short, long = make(1), make(1)
    lane = Lane("a")
    lane.enter(short)
    assert lane.try_enter(long)
    assert (short.busy, long.busy) == (0, 1)
    assert not Lane("b").try_enter(long)
    lane.leave()
    lane.leave()
    assert (short.busy, long.busy) == (0, 0)
