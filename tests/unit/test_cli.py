import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from rdflib import Graph, URIRef

from cybernorms import __version__
from cybernorms.accounts import authenticate, create_account
from cybernorms.build import Proposal, Workspace, commit, current_snapshot
from cybernorms.cli import main
from cybernorms.cli.exits import MEANINGS, ExitCode, exit_code
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    ForbiddenQueryError,
    InconsistencyError,
    NonconformingError,
    NoSnapshotError,
    QueryLimitError,
    QuerySyntaxError,
    RdfSyntaxError,
)
from cybernorms.journal import Change
from cybernorms.settings import load_settings

MakeRoot = Callable[..., Path]
Run = Callable[..., Result]
PREFIXES = (
    "@prefix cn: <https://w3id.org/cybernorms/ontology#> .\n"
    "@prefix agreement: <https://w3id.org/cybernorms/id/agreement/> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
EVIDENCE = "cn:evidence <https://w3id.org/cybernorms/id/passage/report/elections>"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command with a state folder of the test's own."""

    def invoke(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        environment = {"CYBERNORMS_STATE_DIR": str(tmp_path / "state")}
        return CliRunner().invoke(main, [str(a) for a in arguments], stdin, env=environment)

    return invoke


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NonconformingError("", None), 1),
        (InconsistencyError(["a"]), 1),
        (RdfSyntaxError("a.ttl", "bad"), 2),
        (NoSnapshotError(), 2),
        (QuerySyntaxError("bad"), 2),
        (ForbiddenQueryError(), 2),
        (QueryLimitError("slow", "timeout", 1), 3),
        (EngineError(), 3),
        (BusyError("later"), 3),
    ],
)
def test_exit_code_of_each_error(error: CyberNormsError, code: int) -> None:
    assert exit_code(error) == code


def test_help_tells_the_exit_codes(run: Run) -> None:
    text = " ".join(run("--help").stdout.split())
    for code in ExitCode:
        assert f"{code.value} {MEANINGS[code]}" in text


def test_version_is_printed(run: Run) -> None:
    assert run("--version").stdout == f"cybernorms, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["nonsense"], ["build", "--nonsense"], ["validate"]])
def test_wrong_call_is_unusable(arguments: list[str], run: Run) -> None:
    assert run(*arguments).exit_code == 2


def test_bad_setting_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYBERNORMS_PORT", "eighty")
    result = run("build")
    assert result.exit_code == 2
    assert result.stderr == "cybernorms: CYBERNORMS_PORT='eighty': port must be a whole number\n"


# build


def test_build_tells_the_snapshot(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    first, second = (run("build", "--root", make_root()) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("built: snapshot ")
    assert second.stdout == first.stdout.replace("built", "unchanged")
    assert str(tmp_path / "state" / "snapshots") in first.stdout
    assert first.stderr.startswith("took ")
    assert second.stderr == ""


def test_build_of_bad_data_reports_and_exits_1(run: Run, make_root: MakeRoot) -> None:
    files = {
        "data/catalogue/bad.ttl": "<https://w3id.org/cybernorms/id/agreement/bad> a cn:Treaty ."
    }
    result = run("build", "--root", make_root(files))
    assert result.exit_code == 1
    assert result.stderr.startswith("cybernorms: does not conform: 1 violation\n")
    assert "data/catalogue/bad.ttl:" in result.stderr
    assert "Traceback" not in result.output


def test_build_of_unreadable_data_names_all_files(run: Run, make_root: MakeRoot) -> None:
    files = {"data/catalogue/a.ttl": "cn:x", "data/catalogue/b.ttl": "cn:y cn:z"}
    result = run("build", "--root", make_root(files))
    assert result.exit_code == 2
    assert "data/catalogue/a.ttl:" in result.stderr
    assert "data/catalogue/b.ttl:" in result.stderr


# validate


# The small checkout has no other profile; a file beside it is taken for a submission otherwise.
AS_OURS = ("--profile", "core")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"agreement:x a cn:Treaty ; {EVIDENCE} .", 0, "conforms"),
        (
            "agreement:x a cn:Treaty .",
            1,
            "given.ttl:4:1: <https://w3id.org/cybernorms/id/agreement/x> cn:ev",
        ),
        (
            f"agreement:x a cn:Treaty ; {EVIDENCE} ; cn:hasProvision agreement:y .",
            1,
            "<https://w3id.org/cybernorms/id/agreement/y> is stated nowhere",
        ),
        (
            f'agreement:x a cn:Treaty ; {EVIDENCE} ; cn:opened "soon"^^xsd:date .',
            1,
            "given.ttl:4:109: <https://w3id.org/cybernorms/id/agreement/x> cn:opened\n"
            "    Write cn:opened as a date.",
        ),
        ("agreement:x a cn:Treaty\nagreement:y a cn:Treaty .", 2, "given.ttl:5:1: expected '.'"),
        (
            f"agreement:x a cn:Treaty , cn:Provision ; {EVIDENCE} ; cn:isProvisionOf agreement:x .",
            1,
            "which are disjoint (cax-dw)",
        ),
    ],
)
def test_validate_says_what_is_wrong_and_where(
    text: str, code: int, words: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    file = tmp_path / "given.ttl"
    file.write_text(PREFIXES + text)
    result = run("validate", file, "--root", make_root(), *AS_OURS)
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert "Traceback" not in result.output


BARE = "https://w3id.org/cybernorms/id/agreement/bare"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TREATY = "https://w3id.org/cybernorms/ontology#Treaty"


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("a.nt", f"\n<{BARE}> <{TYPE}> <{TREATY}> .", "2:1"),
        ("a.nq", f"<{BARE}> <{TYPE}> <{TREATY}> <{BARE}> .", "1:1"),
        ("a.trig", f"<{BARE}> {{\n <{BARE}> a <{TREATY}> }}", "2:2"),
        ("a.jsonld", f'{{\n "@graph": [{{"@id": "{BARE}", "@type": "{TREATY}"}}]}}', "2:13"),
        (
            "a.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
            f'<rdf:Description rdf:about="{BARE}"><rdf:type rdf:resource="{TREATY}"/>'
            "</rdf:Description></rdf:RDF>",
            "2:1",
        ),
    ],
)
def test_validate_reads_every_format(
    file: str, text: str, place: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(text)
    result = run("validate", tmp_path / file, "--root", make_root(), *AS_OURS)
    assert result.exit_code == 1
    assert (
        f"{file}:{place}: <https://w3id.org/cybernorms/id/agreement/bare> cn:evidence"
        in result.stdout
    )


def test_validate_reads_standard_input(run: Run, make_root: MakeRoot) -> None:
    text = f'{{"@id": "{BARE}", "@type": "{TREATY}"}}'.encode()
    options = ("--root", make_root(), *AS_OURS)
    result = run("validate", "-", *options, "--input-format", "jsonld", stdin=text)
    assert (
        "standard input:1:1: <https://w3id.org/cybernorms/id/agreement/bare> cn:evidence"
        in result.stdout
    )
    result = run("validate", "-", *options, stdin=text)
    assert result.exit_code == 2
    assert "standard input:1:1: this looks like JSON-LD, not Turtle" in result.stderr


def test_validate_judges_files_together_or_each_by_itself(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text(
        PREFIXES + f"agreement:x a cn:Treaty ; {EVIDENCE} ; cn:hasProvision agreement:y ."
    )
    two.write_text(
        PREFIXES + "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'agreement:y a cn:Provision ; rdfs:label "y"@en .'
    )
    root = make_root()
    assert run("validate", one, two, "--root", root, *AS_OURS).exit_code == 0
    result = run("validate", one, two, "--each", "--root", root, *AS_OURS)
    assert result.exit_code == 1
    assert "one.ttl:4:1" in result.stdout


def test_validate_refuses_what_is_too_long(
    run: Run, make_root: MakeRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CYBERNORMS_MAX_SUBMISSION_BYTES", "20")
    file = tmp_path / "long.ttl"
    file.write_text(PREFIXES)
    for arguments, stdin in ((file, None), ("-", PREFIXES.encode())):
        result = run("validate", arguments, "--root", make_root(), stdin=stdin)
        assert result.exit_code == 2
        assert "longer than 20 bytes" in result.stderr


def test_validate_names_every_file_that_it_cannot_read(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.json").write_text('{"@context": "http://127.0.0.1:1/"}')
    result = run("validate", tmp_path / "a.txt", tmp_path / "b.json", "--root", make_root())
    assert result.exit_code == 2
    assert "a.txt: no RDF format has the suffix .txt" in result.stderr
    assert "b.json:1:14: the context http://127.0.0.1:1/ is elsewhere" in result.stderr


def test_validate_writes_other_formats(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    file = tmp_path / "given.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty .")
    result = run("validate", file, "--root", make_root(), *AS_OURS, "--format", "turtle")
    assert result.exit_code == 1
    assert len(Graph().parse(data=result.stdout, format="turtle")) > 5


def test_validate_by_given_shapes(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    file, shapes = tmp_path / "given.ttl", tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty .")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ." + PREFIXES + "<http://e/S> a sh:NodeShape ; "
        'sh:targetClass cn:Treaty ; sh:closed true ; sh:message "Nothing is allowed." .'
    )
    result = run("validate", file, "--root", make_root(), "--shapes", shapes)
    assert result.exit_code == 1
    assert "Nothing is allowed." in result.stdout


@pytest.mark.parametrize(
    ("shape", "code", "words"),
    [
        ("sh:targetClass cn:Treatey", 0, "did you mean cn:Treaty?"),
        ("sh:property [ sh:path cn:opened ; sh:minCont 1 ]", 3, "did you mean sh:minCount?"),
    ],
)
def test_misspelt_term_of_given_shapes_is_named(
    shape: str, code: int, words: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    file, shapes = tmp_path / "given.ttl", tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty .")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ." + PREFIXES + "<http://e/S> a sh:NodeShape ; "
        f"{shape} ."
    )
    result = run("validate", file, "--root", make_root(), "--shapes", shapes)
    assert (result.exit_code, words in result.stderr) == (code, True), result.output
    assert "shapes.ttl:" in result.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--fail-on", "warning"], 1, "does not conform: 2 warnings"),
        (["--fail-on", "violation"], 0, "conforms: 2 warnings"),
        (["--max-results", "1"], 0, "… and 1 more"),
    ],
)
def test_validate_fails_and_cuts_as_asked(
    options: list[str], code: int, words: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    file, shapes = tmp_path / "given.ttl", tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty . agreement:y a cn:Treaty .")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ." + PREFIXES + "<http://e/S> a sh:NodeShape ; "
        "sh:targetClass cn:Treaty ; sh:nodeKind sh:Literal ; sh:severity sh:Warning ."
    )
    result = run("validate", file, "--root", make_root(), "--shapes", shapes, *options)
    assert (result.exit_code, words in result.stdout) == (code, True), result.output


def test_template_filled_in_is_validated_and_a_wrong_cell_named(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    root, folder, book = make_root(), tmp_path / "csv", tmp_path / "book.xlsx"
    for format_, output in (("csv", folder), ("xlsx", book)):
        made = run(
            "template", "--profile", "core", "--format", format_, "-o", output, "--root", root
        )
        assert (made.exit_code, made.output) == (0, "")
    validate = ("validate", "--root", root, "--profile", "core", "--base", "http://e.org/")
    empty = run(*validate, book)
    assert (empty.exit_code, "states nothing" in empty.output) == (2, True)
    file = folder / "agreement.csv"
    row = "id,kind,opened,evidence\na,treaty,%s,https://w3id.org/cybernorms/id/passage/report/call"
    file.write_text(row % "2001-11-23")
    assert run(*validate, *sorted(folder.iterdir())).output.startswith("conforms")
    file.write_text(row % "soon")
    wrong = run(*validate, file)
    assert (wrong.exit_code, f'{file}, cell C2 (row 2, column "opened")' in wrong.output) == (
        1,
        True,
    )
    assert run(*validate, tmp_path / "none.csv").exit_code == 2
    nowhere = run("template", "--profile", "core", "-o", tmp_path / "no" / "x", "--root", root)
    assert (nowhere.exit_code, "cannot be written" in nowhere.output) == (2, True)


def test_validate_writes_to_a_file_or_says_why_not(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    file = tmp_path / "given.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty .")
    command = ("validate", file, "--root", make_root(), *AS_OURS, "--format", "csv", "--output")
    result = run(*command, tmp_path / "report.csv")
    assert (result.exit_code, result.output) == (1, "")
    assert (tmp_path / "report.csv").read_text().startswith("severity,file,line,column")
    assert run(*command, tmp_path / "no" / "report.csv").exit_code == 2


def test_engine_that_cannot_judge_exits_3(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    file, shapes = tmp_path / "given.ttl", tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty ; cn:section 'x' .")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ." + PREFIXES + "<http://e/S> a sh:NodeShape ; "
        "sh:targetClass cn:Treaty ; sh:property <http://e/P> . "
        "<http://e/P> sh:path cn:section ; sh:pattern '(' ."
    )
    result = run("validate", file, "--root", make_root(), "--shapes", shapes)
    assert result.exit_code == 3
    assert result.stderr.startswith("cybernorms: could not judge")


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_validate_of_nothing_is_no_success(
    text: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    (tmp_path / "empty.ttl").write_text(text)
    result = run("validate", tmp_path / "empty.ttl", "--root", make_root())
    assert result.exit_code == 2
    assert "states nothing" in result.stderr


def test_validate_by_a_file_without_shapes_is_unusable(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    file = tmp_path / "given.ttl"
    file.write_text(PREFIXES + "agreement:x a cn:Treaty .")
    result = run("validate", file, "--root", make_root(), "--shapes", file)
    assert result.exit_code == 2
    assert "no shape has a target" in result.stderr


def test_export_to_no_folder_is_unusable(run: Run, tmp_path: Path) -> None:
    assert run("export", "-o", tmp_path / "nowhere" / "x.nq").exit_code == 2


# sources


def test_verify_counts_passages(run: Run, make_root: MakeRoot, texts: Path) -> None:
    result = run("sources", "verify", "--dir", texts, "--root", make_root())
    assert (result.exit_code, result.stdout) == (0, "found 2 of 2 passages in 1 documents\n")


def test_verify_of_a_changed_character_exits_1_and_names_the_passage(
    run: Run, make_root: MakeRoot, texts: Path
) -> None:
    path = texts / "report.txt"
    path.write_bytes(path.read_bytes().replace(b"elections", b"electionz"))
    result = run("sources", "verify", "--dir", texts, "--root", make_root())
    assert result.exit_code == 1
    assert "<https://w3id.org/cybernorms/id/passage/report/elections>" in result.stdout
    assert result.stdout.endswith("found 1 of 2 passages in 1 documents\n")


def test_verify_without_documents_exits_2(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    assert run("sources", "verify", "--dir", tmp_path / "no", "--root", make_root()).exit_code == 2


@pytest.mark.parametrize("document", ["report", "report.txt"])
@pytest.mark.parametrize("dots", ["…", "..."])
def test_locate_writes_a_passage(
    document: str, dots: str, run: Run, make_root: MakeRoot, texts: Path
) -> None:
    result = run(
        "sources", "locate", "--dir", texts, "--root", make_root(), document,
        f"And {dots} on.", "--slug", "end", "--section", "3",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "<https://w3id.org/cybernorms/id/passage/report/end>" in result.stdout
    assert 'rdfs:label "3: end, passage"@en' in result.stdout
    assert len(Graph().parse(data=result.stdout, format="turtle")) == 12


def test_locate_of_an_unknown_document_names_the_known(
    run: Run, make_root: MakeRoot, texts: Path
) -> None:
    result = run("sources", "locate", "--dir", texts, "--root", make_root(), "rapport", "And")
    assert result.exit_code == 2
    assert "known are report" in result.stderr


def test_locate_takes_a_document_that_is_not_stated_yet(
    run: Run, make_root: MakeRoot, texts: Path
) -> None:
    (texts / "new.txt").write_text("Words of a new document.")
    result = run("sources", "locate", "--dir", texts, "--root", make_root(), "new.txt", "a new")
    assert "<https://w3id.org/cybernorms/id/source/new>" in result.stdout


# questions


def test_questions_are_listed(run: Run, make_root: MakeRoot) -> None:
    result = run("questions", "list", "--root", make_root())
    assert result.stdout == "cq-01-agreements  Which agreements?\n"


def test_questions_pass_fail_and_are_written(run: Run, make_root: MakeRoot) -> None:
    root = make_root()
    folder = root / "tests" / "competency"
    missing = run("questions", "run", "--root", root)
    assert missing.exit_code == 2

    written = run("questions", "run", "--write", "--root", root)
    assert (written.exit_code, written.stdout) == (
        0,
        "wrote  cq-01-agreements.csv\n1 of 1 questions written\n",
    )
    right = run("questions", "run", "cq-01", "--root", root)
    assert (right.exit_code, right.stdout) == (
        0,
        "pass  cq-01-agreements  Which agreements?\n1 of 1 questions pass\n",
    )
    (folder / "cq-01-agreements.csv").write_text("agreement,provision\nx,y\n")
    wrong = run("questions", "run", "--root", root)
    assert wrong.exit_code == 1
    assert "fail  cq-01-agreements" in wrong.stdout
    assert "      - x,y\n      + https://w3id.org/" in wrong.stdout
    (folder / "cq-01-agreements.csv").unlink()
    unexpected = run("questions", "run", "--root", root)
    assert unexpected.exit_code == 1
    assert "no expected answer" in unexpected.stdout


def test_question_that_is_no_sparql_fails(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    question = (
        "id:q a sh:SPARQLExecutable , sh:SPARQLAskExecutable ; rdfs:label 'Q'@en ; "
        "dcterms:identifier 'cq-02-bad' ; sh:ask 'ASK {' ."
    )
    root = make_root({"ontology/questions/cq-02-bad.ttl": question})
    result = run("questions", "run", "cq-02", "--expected", tmp_path, "--root", root)
    assert result.exit_code == 1
    assert "fail  cq-02-bad" in result.stdout


# export


@pytest.mark.parametrize("name", ["nq", "trig", "jsonld", "nt", "ttl", "rdf"])
def test_export_holds_every_triple(
    name: str, run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    run("build", "--root", make_root())
    file = tmp_path / f"out.{name}"
    assert run("export", "--format", name, "-o", file).exit_code == 0
    exported = {str(quad.triple) for quad in ox.parse(path=str(file))}
    published = {
        str(quad.triple)
        for part in ("asserted.nq", "inferred.nq")
        for quad in ox.parse(path=str(tmp_path / "state" / "current" / part))
    }
    assert len(exported) == len(published)
    assert {t for t in exported if "_:" not in t} == {t for t in published if "_:" not in t}


def test_export_without_entailment_is_what_is_asserted(
    run: Run, make_root: MakeRoot, tmp_path: Path
) -> None:
    run("build", "--root", make_root())
    result = run("export", "--entailment", "none")
    current = tmp_path / "state" / "current"
    assert sorted(result.stdout.splitlines()) == (current / "asserted.nq").read_text().splitlines()


def test_export_before_a_build_exits_2(run: Run) -> None:
    result = run("export")
    assert result.exit_code == 2
    assert "cybernorms build" in result.stderr


def test_tokens_are_given_out_listed_and_revoked(run: Run, tmp_path: Path) -> None:
    created = run("token", "create", "institute", "--graph", "http://e/g", "--expires", "30")
    account = authenticate(tmp_path / "state", created.output.strip())
    assert account
    assert account.owns("http://e/g")
    more = ("token", "create", "institute", "--role", "reader", "--label", "a\x1b[2Jb")
    second = authenticate(tmp_path / "state", run(*more, "--expires", "0").output.strip())
    assert second
    assert (second.role, second.name) == ("reader", "institute")
    listed = run("token", "list").output
    assert re.search(rf"{account.token}  member  until 20\S+  used 20", listed)
    assert re.search(rf"{second.token}  reader  no end  used 20\S+  \"", listed)
    assert "\x1b" not in listed
    assert created.output.strip() not in listed
    (row,) = map(json.loads, run("token", "list", "--format", "json").output.splitlines())
    assert [each["role"] for each in row["tokens"]] == ["member", "reader"]
    assert run("token", "create", "institute", "--graph", "http://e/h").exit_code == 2
    assert run("token", "revoke", second.token).exit_code == 0
    assert authenticate(tmp_path / "state", created.output.strip())
    assert run("token", "revoke", second.token).exit_code == 2
    refused = run("token", "create", "other", "--graph", "https://w3id.org/")
    assert (refused.exit_code, "no account may own" in refused.output) == (2, True)
    assert run("token", "revoke", "institute").exit_code == 0
    assert authenticate(tmp_path / "state", created.output.strip()) is None
    assert run("token", "revoke", "institute").exit_code == 2


def test_history_tells_who_wrote_what(run: Run, make_root: MakeRoot, tmp_path: Path) -> None:
    assert run("history").output == ""
    settings = load_settings({}, state_dir=tmp_path / "state")
    account, _ = create_account(settings.state_dir, "institute")
    workspace = Workspace(make_root(), settings)
    iri, space = URIRef("http://e/a"), account.graphs[0]
    for name, comment in (("one", "first"), ("two", "second\x1b[2J")):
        quad = (iri, iri, iri, URIRef(space + name))
        commit(workspace, [Proposal(account, Change(frozenset({quad})), comment)])
    text = run("history")
    assert '"first"' in text.output
    assert f"+1 -0  {space}two" in text.output
    assert "\x1b" not in text.output
    (line,) = run("history", "--format", "json", "--graph", f"{space}two").output.splitlines()
    row = json.loads(line)
    assert (row["transaction"], row["account"], row["comment"]) == (
        2,
        "institute",
        "second\x1b[2J",
    )
    assert row["graphs"] == {f"{space}two": {"added": 1, "removed": 0}}
    assert row["snapshot"] == current_snapshot(settings.state_dir).id
