"""/submissions: the life of what institutions send, from its receipt to its retraction."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from rdflib import Graph

from cybernorms.build import build
from cybernorms.cli import main
from cybernorms.settings import load_settings

from ..conftest import HEADER
from .conftest import wait_until
from .submitting import CURATOR, Institution, agreement, ask, forbid, make_desk

CLIENTS = Path(__file__).parent.parent / "clients"
NODE = shutil.which("node")


Of = Callable[[str], Institution]


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Of]:
    """A server with institutions a to f and a curator."""
    desk = make_desk(tmp_path_factory.mktemp("submitted"), *"abcdef")
    with desk.open() as institutions:
        yield institutions


def sees(of: Of, label: str) -> bool:
    rdfs = "<http://www.w3.org/2000/01/rdf-schema#label>"
    return ask(of("a").server, f'?s {rdfs} "{label}"@en')


def wait_to_see(of: Of, label: str, *, there: bool = True) -> None:
    wait_until(lambda: sees(of, label) == there, 300)


def accepted(of: Of, name: str, text: str, dataset: str = "pledges") -> str:
    """Submit and accept; give the id."""
    response = of(name).submit(text, dataset)
    assert response.status_code == 201, response.text
    id_: str = response.json()["id"]
    assert of(name).until(id_, "conforms", "nonconforming")["state"] == "conforms"
    response = of(CURATOR).decide(id_, "accept")
    assert response.status_code in {200, 202}, response.text
    of(name).until(id_, "accepted")
    return id_


def test_life_from_receipt_to_retraction(of: Of) -> None:
    institution, curator = of("a"), of(CURATOR)
    response = institution.submit(agreement("a", "First"))
    assert response.status_code == 201
    first = response.json()["id"]
    assert response.headers["Location"] == f"/submissions/{first}"
    receipt = institution.until(first, "conforms")
    payload = agreement("a", "First").encode()
    assert receipt["payload"]["digest"] == hashlib.sha256(payload).hexdigest()
    assert receipt["profile"] == "submission@1"
    assert {*receipt["judgement"]["versions"]} == {"ontology", "shapes"}
    assert not sees(of, "First")

    response = curator.decide(first, "accept", "Two people read it.")
    assert (response.status_code, response.json()["state"]) in {
        (200, "accepted"),
        (202, "approved"),
    }
    receipt = institution.until(first, "accepted")
    wait_to_see(of, "First")
    provenance = institution.server.get("/graph/submissions/a.ttl").text
    assert receipt["statements"]["digest"] in provenance
    assert "Two people read it." in provenance

    second = accepted(of, "a", agreement("a", "Second", "charter"))
    wait_to_see(of, "Second")
    assert not sees(of, "First")
    assert institution.receipt(first)["state"] == "superseded"
    assert institution.receipt(second)["revises"] == first
    deprecated = "<https://a.example/pledge> <http://www.w3.org/2002/07/owl#deprecated> true"
    assert ask(institution.server, deprecated)

    response = institution.retract(second)
    assert response.status_code in {200, 202}
    institution.until(second, "retracted")
    wait_to_see(of, "Second", there=False)
    gone = institution.server.get("/graph/member/a/pledges.ttl", "application/json")
    assert (gone.status_code, second in gone.json()["detail"]) == (410, True)
    kinds = [event["kind"] for event in institution.receipt(second)["events"]]
    assert kinds == ["received", "judged", "approved", "accepted", "retracting", "retracted"]

    third = accepted(of, "a", agreement("a", "First"))
    wait_to_see(of, "First")
    assert not ask(institution.server, deprecated)
    assert institution.receipt(third)["state"] == "accepted"


@pytest.mark.skipif(
    NODE is None or not (CLIENTS / "node_modules" / "rdf-canonize").is_dir(),
    reason="run  npm ci  in tests/clients for rdf-canonize",
)
def test_digest_is_what_another_implementation_gives(of: Of) -> None:
    text = agreement("b", "Digested")
    id_ = of("b").submit(text).json()["id"]
    receipt = of("b").until(id_, "conforms")
    quads = Graph().parse(data=text, format="turtle").serialize(format="nt")
    assert NODE is not None
    found = subprocess.run(
        [NODE, "canonize.mjs"], cwd=CLIENTS, input=quads, text=True, capture_output=True, check=True
    )
    assert found.stdout.strip() == receipt["statements"]["digest"]
    data = of("b").send("GET", f"/submissions/{id_}/data").content
    assert hashlib.sha256(data).hexdigest() == receipt["statements"]["digest"]
    assert data.count(b"\n") == receipt["statements"]["triples"]


def test_what_does_not_conform_is_not_accepted(of: Of) -> None:
    wrong = agreement("c", "Wrong").replace('"2026-01-02"^^xsd:date', '"soon"')
    id_ = of("c").submit(wrong, "wrong").json()["id"]
    assert of("c").until(id_, "conforms", "nonconforming")["judgement"]["counts"]["violation"] == 1
    report = of("c").send("GET", f"/submissions/{id_}/report", "application/json").json()
    assert report["results"][0]["message"] == "Write cn:opened as a date."
    response = of(CURATOR).decide(id_, "accept")
    assert (response.status_code, response.json()["title"]) == (
        409,
        "It is in no state for this",
    )
    response = of(CURATOR).decide(id_, "changes", "Give the day.")
    assert (response.status_code, response.json()["state"]) == (200, "changes-requested")
    assert of("c").receipt(id_)["events"][-1]["reason"] == "Give the day."


def test_institutions_cannot_touch_what_is_not_theirs(of: Of) -> None:
    accepted(of, "d", agreement("d", "Mine"))
    ours = "<https://w3id.org/cybernorms/id/agreement/treaty> rdfs:label 'Changed'@en ."
    theirs = "<https://d.example/pledge> rdfs:label 'Changed'@en ."
    for statement in (ours, theirs):
        text = agreement("e", "X") + statement
        id_ = of("e").submit(text, base="https://d.example/").json()["id"]
        assert of("e").until(id_, "conforms", "nonconforming")["state"] == "nonconforming"
    for name in ("d", "e"):
        response = of(name).send(
            "PUT",
            "/graph/member/d/pledges",
            data=b"<http://e/s> <http://e/p> 1 .",
            headers={"Content-Type": "text/turtle"},
        )
        assert response.status_code == 403, name
    assert of("e").send("PUT", "/graph/submissions/e", data=b"").status_code == 403
    mine = of("d").submit(agreement("d", "Secret"), "secret").json()["id"]
    for path in ("", "/data", "/report"):
        assert of("e").send("GET", f"/submissions/{mine}{path}").status_code == 404
        assert of("d").server.get(f"/submissions/{mine}{path}").status_code == 404
    assert of("e").retract(mine).status_code == 404
    assert of("e").decide(mine, "accept").status_code == 403
    wait_to_see(of, "Mine")


def test_two_that_describe_the_same_are_not_both_accepted(of: Of) -> None:
    ids = []
    for name in ("e", "f"):
        shared = agreement("shared", f"By {name}")
        ids.append(of(name).submit(shared, "shared").json()["id"])
    for id_ in ids:
        of(CURATOR).until(id_, "conforms")
    answers = []
    for id_ in ids:  # decided at once, so that one build takes both
        response = of(CURATOR).send(
            "POST",
            f"/submissions/{id_}/decision",
            json={"decision": "accept", "reason": "It was read."},
            headers={"Prefer": "respond-async"},
        )
        answers.append(response.status_code)
    assert answers == [202, 202] or 200 in answers
    states = [of(CURATOR).until(id_, "accepted", "conforms")["state"] for id_ in ids]
    assert sorted(states) == ["accepted", "conforms"]
    loser = ids[states.index("conforms")]
    assert of(CURATOR).receipt(loser)["events"][-1]["kind"] == "refused"


def test_what_is_no_rdf_is_told_with_its_place_and_kept(of: Of) -> None:
    response = of("f").submit("<http://e/s> <http://e/p> oops .", "broken")
    assert response.status_code in {201, 400}
    listed = of("f").send("GET", "/submissions?state=unreadable", "application/json").json()
    while not listed["submissions"]:  # it was answered before it could be judged
        listed = of("f").send("GET", "/submissions?state=unreadable", "application/json").json()
    assert "request body:1" in listed["submissions"][0]["problem"]


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/submissions", {}, b"x", 400),
        ("/submissions?dataset=../x", {"Content-Type": "text/turtle"}, b"x", 400),
        ("/submissions?dataset=%00", {"Content-Type": "text/turtle"}, b"x", 400),
        ("/submissions?dataset=x&profile=core", {"Content-Type": "text/turtle"}, b"x", 400),
        ("/submissions?dataset=x&base=file:///", {"Content-Type": "text/turtle"}, b"x", 400),
        ("/submissions?dataset=x", {"Content-Type": "image/png"}, b"x", 415),
        ("/submissions/nothing/decision", {"Content-Type": "application/json"}, b"[]", 400),
        ("/submissions/nothing/decision", {"Content-Type": "application/json"}, b"[" * 9999, 400),
        ("/submissions/nothing/decision", {"Content-Type": "application/json"}, b'"\xff"', 400),
        ("/submissions/nothing/retraction", {"Content-Type": "application/json"}, b"{}", 404),
        ("/submissions/<script>/decision", {"Content-Type": "text/plain"}, b"", 415),
    ],
)
def test_malformed_requests(
    of: Of, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    response = of(CURATOR).send("POST", path, data=body, headers=headers)
    expected = 415 if path == "/submissions" else status
    assert response.status_code == expected, response.text


def test_receipt_in_every_form(of: Of) -> None:
    id_ = accepted(of, "f", agreement("f", "Shown <b>"))
    server = of("f").server
    name = ox.NamedNode(f"https://w3id.org/cybernorms/submissions/{id_}")
    for suffix in ("ttl", "jsonld", "nt", "rdf", "nq", "trig"):
        response = server.get(f"/submissions/{id_}.{suffix}")
        format_ = ox.RdfFormat.from_extension(suffix)
        assert name in {quad.subject for quad in ox.parse(response.content, format=format_)}
    page = server.get(f"/submissions/{id_}", "text/html")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert id_ in page.text and "RDFC-1.0" in page.text
    listed = json.loads(server.get("/submissions.json").text)
    assert {each["state"] for each in listed["submissions"]} <= {
        "accepted",
        "superseded",
        "retracted",
    }
    assert id_ in server.get("/submissions", "text/html").text


def test_what_was_judged_is_judged_again_when_shapes_change(of: Of) -> None:
    """By the clerk, and by nobody's asking; the shape is about this one submission."""
    id_ = of("d").submit(agreement("d", "Again", "again"), "again").json()["id"]
    before = of("d").until(id_, "conforms")["judgement"]
    state = of("d").server.state
    root = state.with_name("root")
    shape = root / "shapes/submission/again.shapes.ttl"
    shape.write_text(HEADER + forbid("https://d.example/again"), "utf-8")
    try:
        build(root, load_settings({}, state_dir=state))
        receipt = of("d").until(id_, "nonconforming")
    finally:
        shape.unlink()
    assert receipt["judgement"]["versions"] != before["versions"]
    report = of("d").send("GET", f"/submissions/{id_}/report", "application/json").json()
    assert [result["message"] for result in report["results"]] == ["Not this one."]
    assert of(CURATOR).decide(id_, "accept").status_code == 409


def test_submitted_and_reviewed_by_command(of: Of, tmp_path: Path) -> None:
    url = of("a").server.url
    for name in ("b", CURATOR):
        (tmp_path / name).write_text(of(name).token, "utf-8")
    (tmp_path / "data.ttl").write_text(agreement("b", "By command"), "utf-8")

    def run(*arguments: str, code: int = 0) -> str:
        port = url.rpartition(":")[2]
        environment = {
            "CYBERNORMS_OUTBOUND_NETWORKS": "127.0.0.0/8",
            "CYBERNORMS_OUTBOUND_PORTS": port,
        }
        result = CliRunner().invoke(main, [*arguments], env=environment)
        assert result.exit_code == code, result.output
        return result.output

    sender = ("--to", url, "--token-file", str(tmp_path / "b"))
    told = run("submit", str(tmp_path / "data.ttl"), *sender, "--dataset", "commanded")
    id_ = told.split()[0]
    of("b").until(id_, "conforms")
    review = ("review", "--to", url, "--token-file", str(tmp_path / CURATOR))
    assert id_ in run(*review, "list", "--state", "conforms")
    assert "sh:conforms true" in run(*review, "show", id_, "--report")
    run(*review, "accept", id_, "--reason", "Read it.")
    of("b").until(id_, "accepted")
    assert '"Read it."' in run(*review, "show", id_)
    again = run(*review, "reject", id_, "--reason", "Too late.", code=2)
    assert "is accepted" in again
    run("submit", str(tmp_path / "data.ttl"), *sender, "--dataset", "NOT A NAME", code=2)
