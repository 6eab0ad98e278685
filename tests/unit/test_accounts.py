import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cybernorms.accounts import (
    Account,
    authenticate,
    create_account,
    list_accounts,
    revoke_account,
)
from cybernorms.errors import ForbiddenGraphError, InputError

BASE = "https://w3id.org/cybernorms/"


def test_token_opens_its_account_until_it_is_revoked(tmp_path: Path) -> None:
    account, token = create_account(tmp_path, "institute", ("http://e/g", "http://e/set/"))
    other, second = create_account(tmp_path, "other")
    assert authenticate(tmp_path, token) == account
    assert authenticate(tmp_path, second) == other
    for wrong in ("", token[:-1], token + "x", token.upper(), "\ud800"):
        assert authenticate(tmp_path, wrong) is None
    assert list_accounts(tmp_path) == [account, other]
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
