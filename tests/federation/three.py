"""One question over three servers, from each side: ``python -m tests.federation.three`` shows it.

Ours has norms and what companies do for them; Oxigraph's server has the measures of an example
observatory; a second cybernorms has the courses of an academy. In the end one of them is stopped
while questions are asked.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from cybernorms.build import build
from cybernorms.files import graph_root
from cybernorms.settings import load_settings

from .engines.base import rows_of
from .engines.cybernorms import CyberNorms
from .engines.oxigraph import Oxigraph
from .questions import DATA, Rows
from .trial import Ours, serving

_COURSES: Final = """
@prefix cn: <https://w3id.org/cybernorms/ontology#> .
@prefix course: <https://academy.example.org/course/> .
@prefix claim: <https://academy.example.org/claim/> .
@prefix paris: <https://w3id.org/cybernorms/id/provision/paris-call/> .
claim:polling cn:claimedAction course:polling ; cn:claimedProvision paris:3 .
claim:routing cn:claimedAction course:routing ; cn:claimedProvision paris:2 .
"""
_PROLOGUE: Final = """\
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX paris: <https://w3id.org/cybernorms/id/provision/paris-call/>
"""
_NUMBERS: Final = "{ ?provision cn:number ?number }"
_CLAIMS: Final = "{ ?claim cn:claimedProvision ?provision ; cn:claimedAction ?action }"
_COMPANIES: Final = [
    ("2", "digital-geneva-convention"),
    ("2", "standards"),
    ("3", "defending-democracy-program"),
]
_STATES: Final = [("2", "routing-programme"), ("3", "election-guard")]
_COURSE: Final = [("2", "routing"), ("3", "polling")]
ALL: Final[Rows] = sorted([*_COMPANIES, *_STATES, *_COURSE])
WITHOUT_OBSERVATORY: Final[Rows] = sorted([*_COMPANIES, *_COURSE])
QUESTION: Final = f"""{_PROLOGUE}SELECT ?number ?action {{
  VALUES ?provision {{ paris:2 paris:3 }}
  {_NUMBERS} {_CLAIMS}
}}"""
"""Who does what for which principle: the numbers are ours, the claims are everybody's."""
_Asked = tuple[Rows, Mapping[str, Any]]


def by_service(numbers: str, *claims: str) -> str:
    """Write the question with SERVICE: whom to ask for numbers, if not here, and for claims."""
    asked = [_CLAIMS, *(f"{{ SERVICE <{each}> {_CLAIMS} }}" for each in claims)]
    return f"""{_PROLOGUE}SELECT ?number ?action {{
  VALUES ?provision {{ paris:2 paris:3 }}
  {f"SERVICE <{numbers}>" if numbers else ""} {_NUMBERS}
  {" UNION ".join(asked)}
}}"""


@dataclass(frozen=True, slots=True)
class Three:
    """The endpoints of three servers that know each other, and a way to stop one of them."""

    ours: Ours
    observatory: str
    academy: str
    stopping: ExitStack

    def from_each_side(self) -> Iterator[tuple[str, str, _Asked]]:
        """Ask the question in each way: where, how, and the answer with its statement."""
        ours, observatory, academy = self.ours.endpoint, self.observatory, self.academy
        for where, endpoint, text in (
            ("ours", ours, by_service("", observatory, academy)),
            ("academy", academy, by_service(ours, observatory, ours)),
            ("observatory", observatory, by_service(ours, ours, academy)),
        ):
            yield where, "SERVICE", ask(endpoint, text)
        yield "ours", "members=", ask(ours, QUESTION, members="observatory,academy")
        yield "academy", "members=", ask(academy, QUESTION, members="*")

    def stop_in_the_middle(self) -> list[_Asked]:
        """Ask by members= again and again, stop the observatory meanwhile; ends with a gap."""
        answers: list[_Asked] = []
        started = threading.Event()

        def stop() -> None:
            started.wait()
            self.stopping.close()

        with_gap = False
        stopper = threading.Thread(target=stop)
        stopper.start()
        while not with_gap:
            answers.append(ask(self.ours.endpoint, QUESTION, members="observatory,academy"))
            with_gap = not answers[-1][1]["complete"]
            started.set()
        stopper.join()
        return answers


def ask(endpoint: str, text: str, **parameters: str) -> _Asked:
    """Ask an endpoint; the statement of one that makes none is empty."""
    accept = {"Accept": "application/sparql-results+json"}
    response = requests.post(endpoint, {"query": text, **parameters}, headers=accept, timeout=300)
    assert response.ok, response.text
    document = response.json()
    return rows_of(document), document["head"].get("completeness", {})


@contextmanager
def three_servers(snapshot: Path, folder: Path) -> Iterator[Three]:
    """Run the three, each a member of the others where these have members."""
    courses = folder / "courses.ttl"
    courses.write_text(_COURSES, "utf-8")
    for name in ("observatory", "academy"):
        (folder / name).mkdir()
    with (
        ExitStack() as stopping,
        serving(snapshot, folder / "ours", service_cache_seconds=0) as ours,
        CyberNorms().run(courses, folder / "academy") as academy,
    ):
        observatory = stopping.enter_context(Oxigraph().run(DATA, folder / "observatory"))
        ours.admit("observatory", observatory.endpoint)
        ours.admit("academy", academy.endpoint)
        academy.admit(ours.endpoint)
        academy.admit(observatory.endpoint)
        yield Three(ours, observatory.endpoint, academy.endpoint, stopping)


def main() -> int:
    """Show the answers from each side, and what is said when one is stopped."""
    right = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        snapshot = build(graph_root(), load_settings({}, state_dir=folder / "built"))
        with three_servers(snapshot.path, folder) as three:
            for where, how, (rows, statement) in three.from_each_side():
                right = right and rows == ALL
                print(f"asked at {where} by {how}: {len(rows)} rows, {_tell(statement)}")
            answers = three.stop_in_the_middle()
            rows, statement = answers[-1]
            right = right and rows == WITHOUT_OBSERVATORY
            print(f"answers until the observatory was stopped: {len(answers) - 1}")
            print(f"then: {len(rows)} rows, {_tell(statement)}")
    print("all as it must be" if right else "something is WRONG")
    return 0 if right else 1


def _tell(statement: Mapping[str, Any]) -> str:
    if not statement:
        return "no statement"
    shares = (
        f"{share['member']}: {share['requests']} requests, {share['rows']} rows"
        + (f", {share['error']}" if share["error"] else "")
        for share in statement["members"]
    )
    return f"complete: {'yes' if statement['complete'] else 'NO'} ({'; '.join(shares)})"


if __name__ == "__main__":
    sys.exit(main())
