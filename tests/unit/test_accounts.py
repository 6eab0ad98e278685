import hashlib
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cybernorms.accounts import (
    Account,
    Token,
    authenticate,
    create_account,
    create_token,
    list_accounts,
    list_tokens,
    revoke_account,
    revoke_token,
)
from cybernorms.errors import ForbiddenGraphError, ForbiddenRoleError, InputError

BASE = "https://w3id.org/cybernorms/"


def test_token_opens_its_account_until_it_is_revoked(tmp_path: Path) -> None:
    account, token = create_account(tmp_path, "institute", ("http://e/g", "http://e/set/"))
    other, second = create_account(tmp_path, "other")
    assert authenticate(tmp_path, token) == account
    assert authenticate(tmp_path, second) == other
    for wrong in ("", token[:-1], token + "x", token.upper(), "\ud800"):
        assert authenticate(tmp_path, wrong) is None
    assert [known.name for known in list_accounts(tmp_path)] == ["institute", "other"]
    revoke_account(tmp_path, "institute")
    assert authenticate(tmp_path, token) is None
    assert authenticate(tmp_path, second) == other
    with pytest.raises(InputError, match="no account institute"):
        revoke_account(tmp_path, "institute")


def test_token_is_not_kept_and_the_file_is_private(tmp_path: Path) -> None:
    _, token = create_account(tmp_path, "institute")
    file = tmp_path / "tokens.json"
    assert token not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(token) >= 43


def test_token_expires(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    _, old = create_account(tmp_path, "old", expires=now - timedelta(seconds=1))
    account, new = create_account(tmp_path, "new", expires=now + timedelta(days=1))
    assert authenticate(tmp_path, old) is None
    assert authenticate(tmp_path, new) == account


def test_each_token_of_an_account_has_its_own_role_and_end(tmp_path: Path) -> None:
    account, first = create_account(tmp_path, "institute", label="the first")
    made, curating = create_token(tmp_path, "institute", "a desk", "curator")
    _, reading = create_token(tmp_path, "institute", role="reader")
    _, old = create_token(tmp_path, "institute", expires=datetime.now(UTC) - timedelta(seconds=1))
    found = authenticate(tmp_path, curating)
    assert found
    assert (found.role, found.token, found.graphs) == ("curator", made.id, account.graphs)
    found.require_role("curator")
    reader = authenticate(tmp_path, reading)
    assert reader
    for refused in (reader.require_writer, lambda: reader.require_role("member")):
        with pytest.raises(ForbiddenRoleError, match="institute"):
            refused()
    assert authenticate(tmp_path, old) is None
    assert [token.label for token in list_tokens(tmp_path)] == ["the first", "a desk", "", ""]
    revoke_token(tmp_path, made.id)
    assert authenticate(tmp_path, curating) is None
    assert authenticate(tmp_path, first)
    with pytest.raises(InputError, match="no token"):
        revoke_token(tmp_path, made.id)
    with pytest.raises(InputError, match="no account"):
        create_token(tmp_path, "nobody")
    revoke_account(tmp_path, "institute")
    assert not list_tokens(tmp_path)


def test_the_day_of_the_last_use_is_kept(tmp_path: Path) -> None:
    _, token = create_account(tmp_path, "institute")

    def used() -> Token:
        return list_tokens(tmp_path)[0]

    assert used().used is None
    assert authenticate(tmp_path, token + "x") is None
    assert used().used is None
    before = datetime.now(UTC).date()
    assert authenticate(tmp_path, token)
    assert used().used in {before, datetime.now(UTC).date()}
    written = (tmp_path / "tokens.json").stat().st_mtime_ns
    assert authenticate(tmp_path, token)
    assert (tmp_path / "tokens.json").stat().st_mtime_ns == written


def test_the_file_of_former_versions_is_read(tmp_path: Path) -> None:
    secret = "cybernorms_" + "x" * 43
    row = {
        "name": "institute",
        "graphs": [BASE + "graph/member/institute/", "http://e/g"],
        "home": BASE + "graph/member/institute/default",
        "created": "2026-11-21T09:30:00.000000+00:00",
        "expires": None,
    }
    digest = hashlib.sha256(secret.encode()).hexdigest()
    (tmp_path / "tokens.json").write_text(json.dumps({digest: row}))
    account = authenticate(tmp_path, secret)
    assert account
    assert account.owns("http://e/g")
    assert account.role == "member"
    create_token(tmp_path, "institute", role="curator")
    assert authenticate(tmp_path, secret) == account
    assert [token.role for token in list_tokens(tmp_path)] == ["member", "curator"]


def test_account_owns_its_space_and_what_it_was_given(tmp_path: Path) -> None:
    account, _ = create_account(tmp_path, "institute", ("http://e/g", "http://e/set/"))
    assert account.owns(account.home)
    assert account.home == BASE + "graph/member/institute/default"
    for owned in (BASE + "graph/member/institute/x", "http://e/g", "http://e/set/1"):
        assert account.owns(owned)
    for foreign in (
        BASE + "graph/member/institute",
        BASE + "graph/member/institute-2/x",
        "http://e/g/1",
        "http://e/g2",
        "http://e/set",
    ):
        assert not account.owns(foreign)
        with pytest.raises(ForbiddenGraphError, match=foreign):
            account.require(foreign)


CURATED = (
    "graph/catalogue",
    "graph/meta",
    "graph/inferred/owlrl",
    "graph/ontology",
    "graph/shapes",
    "graph/questions",
    "graph/source/igf-bpf-2019",
    "graph/submission/1",
    "ontology",
)


@pytest.mark.parametrize(
    "graph",
    [
        *(BASE + path for path in CURATED),
        *(BASE + path + "/" for path in CURATED),
        BASE,
        BASE + "graph/",
        "https://w3id.org/",
        "https://",
        "https:",
        "",
        "relative/",
        "http://e/a b",
    ],
)
def test_curated_graphs_are_nobodys(graph: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no account may own"):
        create_account(tmp_path, "institute", (graph,))
    assert not list_accounts(tmp_path)
    smuggled = Account("x", (graph,), "", datetime.now(UTC))
    assert not any(smuggled.owns(BASE + path) for path in CURATED)


@pytest.mark.parametrize("name", ["", "A", "-a", "a-", "a/b", "..", "a" * 64, "a\n", "é"])
def test_name_that_is_no_part_of_an_iri_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a name has"):
        create_account(tmp_path, name)


def test_name_is_taken_once(tmp_path: Path) -> None:
    create_account(tmp_path, "institute")
    with pytest.raises(InputError, match="already"):
        create_account(tmp_path, "institute")


def test_damaged_file_lets_nobody_in(tmp_path: Path) -> None:
    _, token = create_account(tmp_path, "institute")
    file = tmp_path / "tokens.json"
    for damaged in ("", "{", "[]", json.dumps({"x": {}})):
        file.write_text(damaged)
        with pytest.raises(InputError, match="damaged"):
            authenticate(tmp_path, token)
