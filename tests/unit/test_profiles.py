"""The table of profiles, and what others may send."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from rdflib import URIRef

from cybernorms import validation
from cybernorms.errors import InputError
from cybernorms.files import graph_root
from cybernorms.namespaces import CN, CNSH, GRAPH, GRAPH_ONTOLOGY, RDF, RDFS
from cybernorms.sources import DEFINITIONS, Sources, load_sources, read_rdf
from cybernorms.validation import (
    FOREIGN,
    SUBMISSION,
    Report,
    choose_profile,
    list_profiles,
    validate_files,
)

EXAMPLES = Path(validation.__file__).parent / "examples"
GOOD = (EXAMPLES / "good.ttl").read_text("utf-8")
BAD = (EXAMPLES / "bad.ttl").read_text("utf-8")
BASE = "https://norms.example.org/"


@pytest.fixture(scope="module")
def own() -> Sources:
    return load_sources(graph_root())


@pytest.fixture(scope="module")
def around(own: Sources) -> Sources:
    """Give the definitions, and of the data what the examples refer to: it is judged often."""
    return Sources(
        tuple(d for d in own.documents if d.name in DEFINITIONS or "paris-call" in d.file)
    )


@pytest.fixture
def judge(around: Sources) -> Callable[..., Report]:
    """Judge the good submission with some lines added, or another text."""

    def judge(
        more: str = "", profile: str = "submission", base: str | None = None, text: str = ""
    ) -> Report:
        content = (text or GOOD) + more
        given = Sources((read_rdf(content.encode(), "given.ttl", FOREIGN),))
        return validate_files(
            around, given, validator="turbo", reasoner="sparq", profile=profile, base=base
        )

    return judge


Judge = Callable[..., Report]


def rules(report: Report) -> list[str]:
    return [str(result.source_shape).removeprefix(str(CNSH)) for result in report.results]


def test_profiles_are_those_of_the_table(own: Sources) -> None:
    assert [profile.token for profile in list_profiles(own)] == [
        "action@1",
        "agreement@1",
        "core@1",
        "federation-member@1",
        "mapping@1",
        "submission@1",
    ]


def test_profile_has_the_shapes_of_those_that_it_is_a_profile_of(own: Sources) -> None:
    written = {profile.name: profile.written_shapes(own) for profile in list_profiles(own)}
    shape, core, agreement = (
        (CNSH[name], None, None) for name in ("Evidenced", "HeldPassage", "ComparableAgreement")
    )
    assert {name for name, graph in written.items() if shape in graph} == {*written}
    assert {name for name, graph in written.items() if core in graph} == {"core"}
    assert {name for name, graph in written.items() if agreement in graph} == {"agreement"}
    for profile in list_profiles(own):
        assert profile.closure == ("shapes/consistency",)


def test_every_shape_is_applied_by_some_profile_or_is_a_meta_shape(own: Sources) -> None:
    applied = {f for profile in list_profiles(own) for f in (*profile.written, *profile.closure)}
    folders = {
        document.file.rpartition("/")[0]
        for document in own.documents
        if document.file.endswith(".shapes.ttl")
    }
    assert folders - {"shapes/meta"} == applied


def test_classes_that_a_profile_takes_are_defined(own: Sources) -> None:
    ontology = own.graph(GRAPH_ONTOLOGY)
    taken = {class_ for profile in list_profiles(own) for class_ in profile.takes}
    ours = {class_ for class_ in taken if str(class_).startswith(str(CN))}
    assert ours <= set(ontology.subjects(RDFS.isDefinedBy))
    every = choose_profile(own, "submission").takes
    assert all(
        any(above in every for above in ontology.transitive_objects(class_, RDFS.subClassOf))
        for class_ in own.data().objects(None, RDF.type)
        if str(class_).startswith(str(CN))
    )


@pytest.mark.parametrize(
    ("wanted", "token"), [("submission", "submission@1"), ("action@1", "action@1")]
)
def test_profile_is_chosen_by_name_and_version(wanted: str, token: str, own: Sources) -> None:
    assert choose_profile(own, wanted).token == token


def test_latest_version_comes_first(make_root: Callable[..., Path]) -> None:
    table = "".join(
        f'cnsh:p{n} a prof:Profile ; prof:hasToken "p" ; owl:versionInfo "{n}" ; '
        'rdfs:label "p"@en ; rdfs:comment "p"@en . '
        for n in (2, 10, 9)
    )
    sources = load_sources(make_root({"shapes/profiles/more.ttl": table}))
    assert choose_profile(sources, "p").version == "10"
    assert choose_profile(sources, "p@9").version == "9"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("submision", "did you mean submission?"), ("submission@7", "there are action@1"), ("", "no")],
)
def test_unknown_profile_is_named_with_the_nearest(wanted: str, words: str, own: Sources) -> None:
    with pytest.raises(InputError, match=words.replace("?", r"\?")):
        choose_profile(own, wanted)


# What others may send


def test_submission_that_refers_to_ours_conforms(own: Sources) -> None:
    given = Sources((read_rdf(GOOD.encode(), "given.ttl", FOREIGN),))
    report = validate_files(own, given, validator="turbo", reasoner="sparq", profile="submission")
    assert report == Report()


def test_statement_on_a_resource_of_ours_is_refused(judge: Judge) -> None:
    for subject in ("agreement:paris-call", "cn:Agreement", "action-kind:operations"):
        report = judge(f'{subject} rdfs:label "Another name"@en .')
        assert rules(report) == ["Restated"], subject
        assert report.results[0].places[0].line == len(GOOD.splitlines()) + 1
        assert report.results[0].reason


def test_restatement_does_not_hide_what_we_say(judge: Judge) -> None:
    # It counts for nothing: what the sender refers to keeps the class that we give it.
    assert rules(judge("agreement:paris-call a cn:Event .")) == ["Restated"]


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/cybernorms/id/stakeholder/newcomer",
        "https://other.example.org/institute",
        "https://norms.example.org.evil.example/institute",
    ],
)
def test_resource_outside_of_the_base_is_refused(iri: str, judge: Judge) -> None:
    report = judge(f'<{iri}> a cn:Company ; rdfs:label "Newcomer"@en .')
    assert rules(report) == ["Minted"]
    assert report.results[0].focus_node == URIRef(iri)


def test_base_of_the_caller_counts_more_than_that_of_the_sender(judge: Judge) -> None:
    assert judge(base=BASE) == Report()
    assert set(rules(judge(base="https://other.example.org/"))) == {"Minted"}


@pytest.mark.parametrize(
    "base", ["foo", "https://norms.example.org", "urn:x:", "https://w3id.org/cybernorms/id/"]
)
def test_base_is_an_address_of_the_sender_with_an_end(base: str, judge: Judge) -> None:
    with pytest.raises(InputError, match="ending in / or #"):
        judge(base=base)


def test_resources_are_of_classes_that_the_profile_takes(judge: Judge) -> None:
    taken = [r for r in judge(profile="agreement").results if r.source_shape == CNSH["Taken"]]
    assert [(r.focus_node, r.path, r.value) for r in taken] == [
        (URIRef(BASE + "hotline"), RDF.type, CN.ImplementingAction),
        (URIRef(BASE + "hotline-claim"), RDF.type, CN.ImplementationClaim),
    ]


def test_what_is_sent_is_compared_with_ours(own: Sources) -> None:
    """Only a part of our graph is looked at; it has all that shared values lead to."""
    paris = URIRef("https://w3id.org/cybernorms/id/provision/paris-call/1")
    number = own.data().value(paris, CN.number)
    assert number is not None
    more = (
        'ex:again a cn:Principle ; rdfs:label "Again"@en ; cn:evidence ex:pledge-text-2 ; '
        f"cn:isProvisionOf agreement:paris-call ; cn:number {number.n3()} ."
    )
    given = Sources((read_rdf((GOOD + more).encode(), "given.ttl", FOREIGN),))
    report = validate_files(own, given, validator="turbo", reasoner="sparq", profile="submission")
    assert rules(report) == ["Provision-ownNumber"]


def test_former_version_of_what_is_sent_gives_way(around: Sources) -> None:
    kept = read_rdf(GOOD.encode(), "kept.ttl", GRAPH["member/institute/norms"])
    with_former = Sources((*around.documents, kept))
    again = Sources((read_rdf(GOOD.encode(), "given.ttl", FOREIGN),))
    judge = partial(
        validate_files, with_former, again, validator="turbo", reasoner="sparq", profile=SUBMISSION
    )
    assert judge(base=BASE) == Report()
    # Nobody vouches for the base that a sender declares: anybody could claim it.
    assert rules(judge()).count("Restated") == 8


def test_description_of_the_submission_may_not_be_missing(judge: Judge) -> None:
    without = GOOD.replace(GOOD[GOOD.index("ex:dataset") : GOOD.index("ex:institute a")], "")
    (result,) = judge(text=without).results
    assert result.source_shape == CNSH["Submission-dataset"]
    assert (result.places[0].file, result.places[0].line) == ("given.ttl", 1)


def test_consistency_rules_read_the_closure_with_ours(judge: Judge) -> None:
    loop = "ex:pledge cn:supersedes ex:older . ex:older a cn:Agreement ; cn:supersedes ex:pledge ;"
    report = judge(f'{loop} rdfs:label "Older"@en ; cn:evidence ex:pledge-text-2 .')
    assert set(rules(report)) == {"ConsistentAgreement-succession"}


# What a newcomer gets wrong: the line, the rule, and how the remedy has it mended.
MISTAKES = {
    "no licence": (
        13,
        "Dataset-license",
        "    dcterms:publisher ex:institute ;\n",
        "    dcterms:publisher ex:institute ;\n"
        "    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;\n",
    ),
    "text without language": (
        22,
        "Resource-label",
        '"Example Institute" .',
        '"Example Institute"@en .',
    ),
    "no class": (33, "Description-type", "ex:pledge\n", "ex:pledge a cn:Agreement ;\n"),
    "misspelt property": (42, "Reference", "cn:evidnce", "cn:evidence"),
    "misspelt concept": (47, "Reference", "event-kind/lanch", "event-kind/launch"),
    "name instead of IRI": (
        53,
        "ImplementingAction-carriedOutBy",
        'cn:carriedOutBy "Example Institute"',
        "cn:carriedOutBy ex:institute",
    ),
    "date in words": (55, "Dated-date", '"12 March 2026"', '"2026-03-12"^^xsd:date'),
    "statement on ours": (
        66,
        "Restated",
        'agreement:paris-call rdfs:label "Appel de Paris"@fr .\n',
        "",
    ),
}


def test_each_mistake_of_a_newcomer_is_told_once_in_its_line(judge: Judge) -> None:
    report = judge(text=BAD)
    assert [
        (result.place.line, str(result.source_shape).removeprefix(str(CNSH)))
        for result in report.results
        if result.place
    ] == [(line, rule) for line, rule, _, _ in MISTAKES.values()]
    words = [f"{result.message} {result.remedy}" for result in report.results]
    for text, wanted in zip(
        words,
        (
            "<https://creativecommons.org/licenses/by/4.0/>",
            '"Example Institute"@en',
            "<https://norms.example.org/pledge> rdf:type cn:Agreement",
            "did you mean cn:evidence?",
            "event-kind/launch>",
            "by its IRI",
            '"2018-11-12"^^xsd:date',
            "Delete the statements",
        ),
        strict=True,
    ):
        assert wanted in text


def test_submission_conforms_once_the_remedies_are_followed(judge: Judge) -> None:
    text = BAD
    for _, _, wrong, right in MISTAKES.values():
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    assert judge(text=text) == Report()


def test_node_without_class_is_told_once_however_many_refer_to_it(judge: Judge) -> None:
    more = 'ex:blank rdfs:label "Blank"@en .' + "".join(
        f'ex:n{n} a cn:Norm ; rdfs:label "n"@en ; cn:isProvisionOf ex:blank ; '
        "cn:evidence ex:pledge-text-2 ."
        for n in range(20)
    )
    assert rules(judge(more)) == ["Description-type"]
