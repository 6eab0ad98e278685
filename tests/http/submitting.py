"""Institutions that submit to a real server: a small checkout, their data, and a curator."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from tests.conftest import FILES, HEADER

from cybernorms.accounts import create_account
from cybernorms.build import build
from cybernorms.settings import load_settings

from .conftest import Server, start

PROFILES: dict[str, str | None] = {
    "shapes/profiles/profiles.ttl": """
<https://w3id.org/cybernorms/shapes/profiles/core/1> a prof:Profile ;
    rdfs:label "core"@en ; rdfs:comment "Our own data."@en ;
    prof:hasToken "core" ; owl:versionInfo "1" ;
    prof:hasResource <https://w3id.org/cybernorms/shapes/authoring> ,
        <https://w3id.org/cybernorms/shapes/core> ,
        <https://w3id.org/cybernorms/shapes/consistency> .
<https://w3id.org/cybernorms/shapes/profiles/submission/1> a prof:Profile ;
    rdfs:label "submission"@en ; rdfs:comment "Data of others."@en ;
    prof:hasToken "submission" ; owl:versionInfo "1" ;
    prof:hasResource <https://w3id.org/cybernorms/shapes/authoring> ,
        <https://w3id.org/cybernorms/shapes/submission> ,
        <https://w3id.org/cybernorms/shapes/consistency> .
<https://w3id.org/cybernorms/shapes/authoring> cnsh:reads cnsh:Written .
<https://w3id.org/cybernorms/shapes/core> cnsh:reads cnsh:Written .
<https://w3id.org/cybernorms/shapes/submission> cnsh:reads cnsh:Written .
<https://w3id.org/cybernorms/shapes/consistency> cnsh:reads cnsh:Closure .
cnsh:reads rdfs:label "reads"@en . cnsh:Written rdfs:label "written"@en .
cnsh:Closure rdfs:label "closure"@en .
""",
    "shapes/core/identifiers.shapes.ttl": """
cnsh:AgreementName a sh:NodeShape ; sh:targetClass cn:Agreement ; sh:property cnsh:Our-label ;
    sh:pattern "^https://w3id\\\\.org/" ; sh:message "Name it as ours are named."@en .
cnsh:Our-label a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ;
    sh:message "Give ours a label."@en .
""",
    "shapes/submission/sent.shapes.ttl": """
cnsh:Sent a sh:NodeShape ; sh:targetClass cn:Agreement ; sh:property cnsh:Sent-label .
cnsh:Sent-label a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ;
    sh:message "Give it a label."@en .
""",
}
CURATOR = "curator"
WAIT = "wait=10"
"""How long a client waits for the server to do something; what takes longer it looks at again."""


def write_root(folder: Path) -> Path:
    """Write a small checkout that has a profile for submissions."""
    for file, text in {**FILES, **PROFILES}.items():
        if text is not None:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEADER + text, "utf-8")
    return folder


def agreement(institution: str, label: str, name: str = "pledge") -> str:
    """Write an institution's description of an agreement of its own, blank nodes among it."""
    base = f"https://{institution}.example/"
    return f"""{HEADER}
<{base}{name}> a cn:Agreement ; rdfs:label "{label}"@en , "Zusage"@de ;
    cn:opened "2026-01-02"^^xsd:date ;
    cn:evidence <https://w3id.org/cybernorms/id/passage/report/call> ;
    rdfs:seeAlso [ rdfs:label "a note on it" ] ,
        [ rdfs:seeAlso [ rdfs:label "\\u00e9\\n\\"2\\"" ] ] ;
    cn:hasProvision <{base}{name}/1> .
<{base}{name}/1> a cn:Provision ; rdfs:label "{label}, first"@en .
"""


def forbid(node: str) -> str:
    """Write a shape that no description of a node conforms to."""
    return f"""
cnsh:Not a sh:NodeShape ; sh:targetNode <{node}> ; sh:property cnsh:Not-label .
cnsh:Not-label a sh:PropertyShape ; sh:path rdfs:label ; sh:maxCount 0 ;
    sh:message "Not this one."@en .
"""


@dataclass(frozen=True, slots=True)
class Institution:
    """An account at a server, with its token."""

    server: Server
    name: str
    token: str

    def send(
        self,
        method: str,
        path: str,
        accept: str = "*/*",
        **options: Any,  # noqa: ANN401 (those of requests)
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.server.request(method, path, accept, headers=headers, **options)

    def submit(
        self, text: str, dataset: str = "pledges", base: str = "", *, wait: bool = True
    ) -> requests.Response:
        headers = {"Content-Type": "text/turtle", "Prefer": WAIT if wait else "respond-async"}
        return self.send(
            "POST",
            "/submissions",
            data=text.encode(),
            headers=headers,
            params={"dataset": dataset, "base": base},
        )

    def decide(self, id_: str, decision: str, reason: str = "It was read.") -> requests.Response:
        body = {"decision": decision, "reason": reason}
        headers = {"Prefer": WAIT}
        return self.send("POST", f"/submissions/{id_}/decision", json=body, headers=headers)

    def retract(self, id_: str, reason: str = "It was wrong.") -> requests.Response:
        headers, body = {"Prefer": WAIT}, {"reason": reason}
        return self.send("POST", f"/submissions/{id_}/retraction", json=body, headers=headers)

    def receipt(self, id_: str) -> dict[str, Any]:
        response = self.send("GET", f"/submissions/{id_}", "application/json")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def until(self, id_: str, *states: str, seconds: float = 300) -> dict[str, Any]:
        """Wait until a submission is in one of some states."""
        until = time.monotonic() + seconds
        while (receipt := self.receipt(id_))["state"] not in states:
            assert time.monotonic() < until, f"{id_} is {receipt['state']}"
            time.sleep(0.1)
        return receipt


@dataclass(frozen=True, slots=True)
class Desk:
    """A server that takes submissions of some institutions."""

    root: Path
    state: Path
    tokens: dict[str, str]

    @contextmanager
    def open(self) -> Iterator[Callable[[str], Institution]]:
        """Serve, and give the institutions by name; all processes end with the block."""
        server = start(self.state, "--root", str(self.root), timeout=10, update_timeout=600)
        try:
            yield lambda name: Institution(server, name, self.tokens[name])
        finally:
            kill_all(server)


def make_desk(folder: Path, *institutions: str) -> Desk:
    """Build a small checkout with accounts, and one for a curator."""
    root, state = write_root(folder / "root"), folder / "state"
    tokens = {name: create_account(state, name)[1] for name in institutions}
    tokens[CURATOR] = create_account(state, CURATOR, role="curator")[1]
    build(root, load_settings({}, state_dir=state))
    return Desk(root, state, tokens)


def kill_all(server: Server) -> None:
    """End every process of a server by SIGKILL, as a loss of power would."""
    server.session.close()
    for process in processes(server.process.pid):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    server.process.wait(30)
    assert server.process.stdout is not None
    server.process.stdout.close()


def processes(parent: int) -> list[int]:
    """List a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(above, []).append(int(folder.name))
    found = [parent]
    for process in found:
        found += children.get(process, [])
    return found


def ask(server: Server, pattern: str) -> bool:
    """Ask whether the default graph has a pattern."""
    response = server.query(f"ASK {{ {pattern} }}", "application/sparql-results+json")
    answer: bool = response.json()["boolean"]
    return answer
