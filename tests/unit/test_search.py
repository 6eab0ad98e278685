"""The index to search: what is found by which words, how results are narrowed, what is refused."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from cybernorms.build import Snapshot, build, write_graphs
from cybernorms.errors import EngineError, InputError, NoSearchIndexError, QueryLimitError
from cybernorms.namespaces import BASE
from cybernorms.search import (
    FACETS,
    FILE,
    KINDS,
    OTHER,
    Found,
    Wanted,
    labels,
    make_index,
    search,
    suggest,
)
from cybernorms.search.connection import opened
from cybernorms.settings import Settings
from cybernorms.web.messages import translate

# What people type, and what they mean; the names are those of the documents.
MEANT = (
    ("paris call", "id/agreement/paris-call"),
    ("paris cal", "id/agreement/paris-call"),
    ("pariscall", "id/agreement/paris-call"),
    ("Paris Call for Trust & Security in Cyberspace", "id/agreement/paris-call"),
    ("Paris Call for Trust and Security and cyberspace", "id/agreement/paris-call"),
    ("Budapest Convention", "id/agreement/budapest-convention"),
    ("Budapset convention", "id/agreement/budapest-convention"),
    ("Wassenar", "id/agreement/wassenaar-arrangement"),
    ("wasenar", "id/agreement/wassenaar-arrangement"),
    ("Wassenaar Agreement", "id/agreement/wassenaar-arrangement"),
    ("Malabo Convention", "id/agreement/au-cyber-convention"),
    ("african union convention on cybersecurity", "id/agreement/au-cyber-convention"),
    ("Mutual Agreed Norms for Routing Security", "id/agreement/manrs"),
    ("MANRS", "id/agreement/manrs"),
    ("tech acord", "id/agreement/tech-accord"),
    ("Siemens Charter of Trust", "id/agreement/charter-of-trust"),
    ("Declaration of Brazzaville", "id/agreement/brazzaville-declaration"),
    ("SADC Model Laws", "id/agreement/sadc-model-law"),
    ("FOC Recomendations", "id/agreement/foc-recommendations"),
    ("UNGGE Consensus Report of 2015", "id/agreement/un-gge-2015"),
    ("singapore packge", "id/agreement/gcsc/singapore-2018"),
    ("NIS 2 Directive", "id/agreement/eu-nis2-directive"),
    ("C/DIR. 1/08/11", "id/agreement/ecowas-directive"),
    ("73/27", "id/agreement/un-resolution-oewg-2019"),
    ("Norm to Avoid Tampering", "id/provision/gcsc/singapore-2018/avoid-tampering"),
    ("un gge 2015 13k", "id/provision/un-gge-2015/13k"),
    ("Economic Community of West African State", "id/stakeholder/ecowas"),
    ("UNIDIR", "id/stakeholder/unidir"),
    ("OEWG", "id/stakeholder/oewg"),
    ("Antonio Guterres", "id/stakeholder/antonio-guterres"),
    ("antónio GUTERRES", "id/stakeholder/antonio-guterres"),
    ("St Kitts and Nevis", "id/stakeholder/saint-kitts-and-nevis"),
    ("vulnerabilty disclosure", "scheme/topic/vulnerability-disclosure"),
    ("isProvisionOf", "ontology#isProvisionOf"),
    ("cq-53-wassenaar", "question/cq-53-wassenaar"),
)
HOSTILE = (
    '"',
    '""" AND',
    "*",
    "a*",
    "NEAR(",
    'NEAR("paris" "call", 2)',
    "a AND",
    "paris AND NOT",
    "names:paris",
    "{names} : paris",
    "^paris",
    "paris + call",
    "(((((",
    "\x00",
    "paris\x00call",
    "'; DROP TABLE document; --",
    "<script>alert(1)</script>",
    "😀",
    "\ud800",
    "٣",
    "ﬁ",
    "ß",
    "İstanbul",
    "a" * 300,
    "- " * 150,
)


@pytest.fixture(scope="module")
def index(own_snapshot: Snapshot) -> Path:
    return own_snapshot.path / FILE


@pytest.fixture
def look(index: Path) -> Callable[..., Found]:
    """Search the project's own graph; facets are keywords."""

    def ask(text: str = "", *, limit: int = 20, literal: bool = False, **chosen: str) -> Found:
        values = {facet: value.split() for facet, value in chosen.items()}
        return search(index, Wanted(text, values, limit=limit, literal=literal), 10)

    return ask


@pytest.mark.parametrize(("text", "iri"), MEANT)
def test_first_result_is_what_was_meant(look: Callable[..., Found], text: str, iri: str) -> None:
    assert look(text).hits[0].iri == BASE + iri


@pytest.mark.parametrize("text", ["public core", "botnets", "capacity building", "human rights"])
def test_what_people_look_for_comes_before_what_is_said_of_it(
    look: Callable[..., Found], text: str
) -> None:
    kinds = [hit.kind for hit in look(text, limit=5).hits]
    assert {"concept", "provision"} <= set(kinds)
    assert not {"claim", "correspondence", "count", "passage"} & set(kinds)


def test_a_misspelt_word_is_read_as_one_that_is_known(look: Callable[..., Found]) -> None:
    assert look("Budapset convention").instead == "budapest convention"
    assert look("paris cal").instead == "paris call"
    assert look("bot nets").instead == "botnets"
    assert look("budapest convention").instead == ""


def test_a_literal_search_reads_nothing_else(look: Callable[..., Found]) -> None:
    found = look("Budapset", literal=True)
    assert (found.total, found.instead) == (0, "")


def test_words_with_and_without_hyphen_find_the_same(look: Callable[..., Found]) -> None:
    texts = ("multi-stakeholder", "multistakeholder")
    found = [{hit.iri for hit in look(text, limit=500).hits} for text in texts]
    assert len(found[0] & found[1]) > len(found[0] | found[1]) * 0.8
    assert BASE + "id/agreement/au-cyber-convention" in {h.iri for h in look("cybersecurity").hits}


def test_a_phrase_finds_its_words_side_by_side(look: Callable[..., Found]) -> None:
    apart, phrase = look("public core"), look('"core public"')
    assert (apart.instead, phrase.instead) == ("", "core public")  # nowhere so, thus apart
    assert apart.total == phrase.total > look('"the public core"').total > 0


def test_words_that_are_nowhere_together_find_what_has_some(look: Callable[..., Found]) -> None:
    found = look("wassenaar brazzaville tampering")
    assert found.total > 0
    assert not found.complete


def test_the_words_that_fit_are_marked(look: Callable[..., Found]) -> None:
    hit = look("public core").hits[0]
    assert [piece.text.lower() for piece in hit.names[0] if piece.fits] == ["public", "core"]
    wording = look("knowingly allow activity that substantially damages").hits[0].excerpt
    assert {"knowingly", "damages"} <= {piece.text for piece in wording if piece.fits}


def test_facets_count_results_under_the_others(look: Callable[..., Found]) -> None:
    open_, narrow = look("botnets"), look("botnets", kind="provision")
    kinds = {count.value: count for count in narrow.facets["kind"]}
    assert {value: count.number for value, count in kinds.items()} == {
        count.value: count.number for count in open_.facets["kind"]
    }
    assert kinds["provision"].chosen and not kinds["agreement"].chosen
    assert narrow.total == kinds["provision"].number < open_.total
    for facet in FACETS[1:]:
        for count in narrow.facets[facet][:5]:
            both = look("botnets", kind="provision", **{facet: count.value})
            assert both.total == count.number


def test_values_of_a_facet_add_up_and_facets_narrow(look: Callable[..., Found]) -> None:
    both = look(kind="agreement incident", limit=100)
    assert both.total == look(kind="agreement").total + look(kind="incident").total
    assert {hit.kind for hit in both.hits} == {"agreement", "incident"}
    paris = BASE + "id/agreement/paris-call"
    provisions = look(kind="provision", agreement=paris, limit=100)
    assert {hit.owner for hit in provisions.hits} == {paris}
    assert provisions.facets["year"][0].value == "2018"


def test_a_chosen_value_without_results_is_still_there(look: Callable[..., Found]) -> None:
    found = look("paris", year="1066")
    assert found.total == 0
    assert [(c.value, c.number) for c in found.facets["year"] if c.chosen] == [("1066", 0)]


def test_an_agreement_is_narrowed_to_by_its_versions(look: Callable[..., Found]) -> None:
    gcsc, package = (BASE + f"id/agreement/gcsc{end}" for end in ("", "/singapore-2018"))
    norms = {hit.iri for hit in look(kind="provision", agreement=package, limit=100).hits}
    assert norms
    assert norms < {hit.iri for hit in look(kind="provision", agreement=gcsc, limit=100).hits}


def test_each_kind_is_in_the_index(look: Callable[..., Found]) -> None:
    assert {count.value for count in look().facets["kind"]} == {kind.name for kind in KINDS} - {
        "shape"  # those of ours have no labels
    }


def test_pages_of_results_follow_each_other(index: Path) -> None:
    pages = [search(index, Wanted("norm", offset=at, limit=7), 10).hits for at in (0, 7, 14)]
    whole = search(index, Wanted("norm", limit=21), 10).hits
    assert [hit.iri for page in pages for hit in page] == [hit.iri for hit in whole]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_is_syntax(
    look: Callable[..., Found], index: Path, text: str
) -> None:
    assert look(text).total < 3000
    assert len(suggest(index, text)) <= 8


def test_any_text_is_answered(look: Callable[..., Found], index: Path) -> None:
    source = random.Random(1)  # noqa: S311 - the same each time
    alphabet = "ab*\"'():^-+{}\\ \n\x00éß\u202e漢😀ANDORNEAR"
    for _ in range(200):
        text = "".join(source.choices(alphabet, k=source.randint(1, 60)))
        look(text, limit=2)
        suggest(index, text)


@pytest.mark.parametrize("text", ["a" * 301, "paris " * 2000, "1 " * 40, "é" * 10_000])
def test_a_text_too_long_is_refused(look: Callable[..., Found], text: str) -> None:
    with pytest.raises(InputError, match=r"300|32 words"):
        look(text)


def test_a_search_ends_when_its_time_is_over(index: Path) -> None:
    with pytest.raises(QueryLimitError, match="rarer"):
        search(index, Wanted("cyber a*"), -1)


def test_labels_come_with_their_language(index: Path) -> None:
    paris = BASE + "id/agreement/paris-call"
    assert labels(index, [paris, "http://e/"], 10) == {
        paris: [("Paris Call for Trust and Security in Cyberspace", "en")]
    }


@pytest.mark.parametrize(
    ("typed", "iri"),
    [
        ("pan", "id/stakeholder/panama"),
        ("par", "id/agreement/paris-call"),
        ("paris c", "id/agreement/paris-call"),
        ("budapst", "id/agreement/budapest-convention"),
        ("paris call principle 3", "id/provision/paris-call/3"),
        ("pariscal", "id/agreement/paris-call"),
        ("gcsc singapore 2018 avoid tampring", "id/provision/gcsc/singapore-2018/avoid-tampering"),
        ("wassenaararangement", "id/agreement/wassenaar-arrangement"),
    ],
)
def test_a_beginning_or_a_slip_suggests_what_is_meant(index: Path, typed: str, iri: str) -> None:
    assert suggest(index, typed)[0].iri == BASE + iri


def test_suggestions_have_names_of_their_own(index: Path) -> None:
    found = suggest(index, "norm", 30)
    assert len(found) == 30
    assert {s.kind for s in found} <= {kind.name for kind in KINDS if kind.completes}
    assert suggest(index, "  ") == ()


def _quads(*graphs: Graph) -> bytes:
    return write_graphs({URIRef(f"{BASE}graph/{n}"): graph for n, graph in enumerate(graphs)})


def test_the_same_graphs_give_the_same_bytes(turtle: Callable[[str], Graph]) -> None:
    text = """
    id:a a cn:Agreement ; rdfs:label "A"@en , "Ä"@de ; skos:altLabel "x" , "y" .
    <https://w3id.org/cybernorms/id/b> a cn:Norm ; rdfs:label "B" ; cn:isProvisionOf id:a .
    """
    graphs = [turtle(text), turtle("id:a cn:officialIdentifier '1/2' .")]
    files = [_quads(graph) for graph in graphs]
    assert make_index(*files) == make_index(*reversed(files))
    assert make_index(*files) == make_index(_quads(*graphs))


def test_what_has_no_label_or_is_not_ours_is_not_found(
    turtle: Callable[[str], Graph], tmp_path: Path
) -> None:
    graph = turtle("""
    id:a a cn:Agreement ; rdfs:label "Visible" . id:b a cn:Agreement ; cn:note "visible" .
    e:c rdfs:label "visible" . id:d a cn:Boilerplate ; rdfs:label "visible" .
    """)
    path = tmp_path / FILE
    path.write_bytes(make_index(_quads(graph)))
    assert [hit.iri for hit in search(path, Wanted("visible"), 10).hits] == [BASE + "id/a"]


def test_a_snapshot_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSearchIndexError, match="no index"):
        search(tmp_path / FILE, Wanted("paris"), 10)


def test_a_damaged_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(EngineError, match="build --force"):
        search(tmp_path / FILE, Wanted("paris"), 10)


def test_an_index_can_not_be_written_to(index: Path) -> None:
    with opened(index, 10) as database, pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM document")


def test_a_build_adds_the_index_to_a_snapshot_that_lacks_it(
    small_root: Path, settings: Settings
) -> None:
    first = build(small_root, settings)
    index = (first.path / FILE).read_bytes()
    (first.path / FILE).unlink()
    second = build(small_root, settings)
    assert second.id == first.id and not second.reused
    assert (second.path / FILE).read_bytes() == index
    assert search(second.path / FILE, Wanted("treaty"), 10).hits[0].iri.endswith("/treaty")
    assert build(small_root, settings).reused


def test_each_kind_has_a_name() -> None:
    for kind in (*KINDS, OTHER):
        assert translate(f"search-kind-{kind.name}")
    for facet in FACETS:
        assert translate(f"search-facet-{facet}")
