"""A whole attack on a server: ``python -m tests.http.hostile [NAME=VALUE …] [ATTACK …]``.

The server has the default settings but for those named, and serves what ``make build`` built. The
attackers have addresses of their own, or with ``--same`` the one of the client on the side, as
behind a proxy. Prints for each attack what came back, what was not answered clearly and in time,
the memory in use, and how the client on the side fared. Ends with 1 if anything was wrong.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from cybernorms.settings import PREFIX, SETTINGS, Settings, load_settings

from ..conftest import Server, start, stop
from .costly import COSTLY
from .nesting import ALL, unclosed
from .side import Side, side_client
from .watch import Outcome, ask, watched_memory

Query = tuple[str, str, str]
"""Name, method and text."""

_LEVELS: Final = (1_000, 10_000, 100_000, 1_000_000)
_LONGEST_URL: Final = 60_000
_LOOK_UP: Final = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label { <https://w3id.org/cybernorms/id/agreement/paris-call> rdfs:label ?label }
"""
_QUIET: Final = 5.0
_GRACE: Final = 1.0
_AT_ONCE: Final = 40
_ROUNDS: Final = 4
_ATTACKERS_NICENESS: Final = 10
"""Attackers are elsewhere in earnest; what they compute here must not slow the server."""


def nested(levels: int) -> Iterator[Query]:
    """Give every construct at a number of levels, whole and cut, by POST and if it fits GET."""
    for name, make in ALL.items():
        whole = make(levels)
        yield f"{levels} {name}", "POST", whole
        yield f"{levels} {name}, cut", "POST", unclosed(whole)
        if len(whole) < _LONGEST_URL // 3:
            yield f"{levels} {name}", "GET", whole + "\n"


def attack(
    server: Server, settings: Settings, name: str, queries: Sequence[Query], usual: Side
) -> bool:
    """Run an attack, print what came of it, and tell whether all was well."""
    same = "--same" in sys.argv

    def send(number: int) -> Outcome:
        _, method, text = queries[number]
        source = "127.0.0.1" if same else f"127.0.0.{2 + number % _AT_ONCE}"
        return ask(server.url, text, method=method, source=source)

    started = time.monotonic()
    with (
        watched_memory(server.process.pid, 0.5) as memory,
        side_client(server.url, _LOOK_UP) as side,
        ThreadPoolExecutor(
            _AT_ONCE, initializer=os.nice, initargs=(_ATTACKERS_NICENESS,)
        ) as threads,
    ):
        outcomes = list(threads.map(send, range(len(queries))))
        seconds = time.monotonic() - started
    print(f"\n## {name}: {len(queries)} queries, {_AT_ONCE} at once, {seconds:.0f} s")
    kinds = Counter(f"{outcome.status} {outcome.problem}".strip() for outcome in outcomes)
    print("answers:", ", ".join(f"{kind}: {count}" for kind, count in kinds.most_common()))
    most = settings.timeout + settings.queue_timeout + _GRACE
    wrong = [
        f"  {query[0]}: {outcome.status} {outcome.media_type} after {outcome.seconds:.2f} s"
        for query, outcome in zip(queries, outcomes, strict=True)
        if not outcome.is_clear or outcome.seconds > most
    ]
    print("slowest:", f"{max(outcome.seconds for outcome in outcomes):.2f} s")
    print(f"memory: {memory.whole:.0f} MiB in all, {memory.single:.0f} in the largest process")
    print(f"on the side: {side}; {side.median / usual.median:.2f} times the usual median")
    print(*wrong, *side.errors[:5], sep="\n")
    workers = settings.processes * (settings.workers + settings.long_workers)
    too_much = (
        memory.single > settings.memory_limit or memory.whole > workers * settings.memory_limit
    )
    return not (wrong or side.errors or side.median > 2 * usual.median or too_much)


def main() -> None:
    """Run every attack."""
    changes = dict(word.split("=") for word in sys.argv[1:] if "=" in word)
    environment = {f"{PREFIX}{name.upper()}": value for name, value in changes.items()}
    settings = load_settings(environment)
    names = {setting.name for setting in SETTINGS} - {"state_dir", "port", "host"}
    server = start(settings.state_dir, **{name: getattr(settings, name) for name in names})
    try:
        with side_client(server.url, _LOOK_UP) as usual:
            time.sleep(_QUIET)
        print(f"usually: {usual}")
        costly = [
            (name, "POST", f"{text} # {number}")
            for number in range(_ROUNDS)
            for name, text in COSTLY.items()
        ]
        attacks: dict[str, list[Query]] = {
            f"{levels} levels": list(nested(levels)) for levels in _LEVELS
        } | {"costly queries": costly}
        wanted = [word for word in sys.argv[1:] if word in attacks] or attacks
        results = [attack(server, settings, name, attacks[name], usual) for name in wanted]
    finally:
        stop(server)
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
