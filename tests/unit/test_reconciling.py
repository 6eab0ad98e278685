"""Names of others, misspelt as people do, find what they mean."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from cybernorms import search
from cybernorms.build import Snapshot
from cybernorms.errors import NoSearchIndexError
from cybernorms.namespaces import ID

KINDS = ("agreement", "stakeholder", "provision", "action")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="session")
def index(own_snapshot: Snapshot) -> Path:
    return own_snapshot.path / search.FILE


def names(index: Path) -> list[tuple[str, set[str]]]:
    """List the names that documents use, each with whatever is called so."""
    query = """
        SELECT text, iri FROM name JOIN document ON document.id = document
        WHERE kind IN (?, ?, ?, ?) AND rank < 2 AND language IN ('', 'en') ORDER BY text, iri
    """
    found: dict[str, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(index)) as database:
        for text, iri in database.execute(query, KINDS):
            found[text].add(iri)
    return sorted(found.items())


def misspell(name: str, random: Random) -> str:
    """Make one slip in a short name, two in a longer one, or leave an article out."""
    letters = list(name)
    for _ in range(1 if len(name) < 12 else 2):
        places = [place for place, letter in enumerate(letters[:-1]) if letter.isalpha()]
        place = random.choice(places or [0])
        slip = random.randrange(4)
        if slip == 0:
            letters[place : place + 2] = letters[place : place + 2][::-1]
        elif slip == 1 and len(places) > 3:
            del letters[place]
        elif slip == 2:
            letters.insert(place, letters[place])
        else:
            letters[place] = random.choice(LETTERS)
    return "".join(letters)


def test_two_hundred_misspelt_names_find_what_they_mean(index: Path) -> None:
    random = Random(2019)  # noqa: S311 (no secret)
    chosen = random.sample([item for item in names(index) if len(item[0]) > 4], 200)
    missed = []
    for name, meant in chosen:
        asked = misspell(name, random)
        found = search.reconcile(index, asked, 1)
        if not found or found[0].iri not in meant:
            missed.append((asked, name, found[0].iri if found else None))
    assert len(missed) <= 10, missed


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Paris Call", "agreement/paris-call"),
        ("Budapset Convention", "agreement/budapest-convention"),
        ("Wassenar Arrangement", "agreement/wassenaar-arrangement"),
        ("Shanghai Cooperation Organisation", "stakeholder/sco"),
        ("Microsfot", "stakeholder/microsoft"),
        ("MANRS", "agreement/manrs"),
        ("un-gge-2015", "agreement/un-gge-2015"),
        ("Cybersecurity Tech Acord", "agreement/tech-accord"),
    ],
)
def test_a_name_alone_is_enough(index: Path, text: str, slug: str) -> None:
    found = search.reconcile(index, text)
    assert found[0].iri == str(ID) + slug
    assert search.is_certain(found)


@pytest.mark.parametrize("text", ["Protect the public core", "cyber security", "zzzz qqqq"])
def test_what_may_mean_several_things_is_not_certain(index: Path, text: str) -> None:
    assert not search.is_certain(search.reconcile(index, text))


@pytest.mark.parametrize("text", ["", " ", "?!", "\x00", "\ud800", "a" * 10_000, "☂" * 300])
def test_any_text_has_an_answer(index: Path, text: str) -> None:
    assert len(search.reconcile(index, text)) <= 5


def test_candidates_can_be_limited(index: Path) -> None:
    only = {f"{ID}stakeholder/gcsc"}
    assert [item.iri for item in search.reconcile(index, "GCSC", among=only)] == list(only)


def test_a_snapshot_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSearchIndexError, match="cybernorms build"):
        search.reconcile(tmp_path / search.FILE, "MANRS")
