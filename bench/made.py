"""Agreements made up by a seed, with everything that belongs to them, as lines of N-Triples.

They have the shape of our own graph: about as many provisions, events, findings, participations,
counts, assessments, actions, claims, positions and correspondences to an agreement, a passage with
two selectors for each piece of evidence, and few resources that very many refer to. How many
grows with the square root of the graph, so that what follows from it grows with the graph. All of
it satisfies our shapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from random import Random
from typing import Final, TypeVar

from cybernorms.namespaces import CN, DCTERMS, ID, OA, RDF, RDFS, SCHEME, XSD

Value = str
"""A term as N-Triples has it."""
Resource = list[str]
"""The lines about one subject, those of its class and its label first."""

_T = TypeVar("_T")
_PROVISIONS: Final = ("Article", "Norm", "Recommendation", "Principle", "Measure", "Commitment")
_STAKEHOLDERS: Final = {
    "Company": "private-sector",
    "IntergovernmentalOrganization": "intergovernmental-organisations",
    "AcademicInstitution": "academia",
    "CivilSocietyOrganization": "civil-society",
    "TechnicalBody": "technical-community",
}
_SPACES: Final = {"rdfs": RDFS, "oa": OA, "dcterms": DCTERMS}
_TEXT_LENGTH: Final = 1_000_000
_WORDS: Final = (
    *("cyberspace", "stability", "states", "shall", "protect", "public", "core", "human", "rights"),
    *("vulnerability", "disclosure", "capacity", "building", "cooperation", "response", "incident"),
    *("norm", "responsible", "behaviour", "supply", "chain", "integrity", "encryption", "process"),
    *("election", "intellectual", "property", "attribution", "confidence", "infrastructure"),
)


class Maker:
    """Makes one agreement after the other, in documents of many agreements each."""

    def __init__(self, random: Random, concepts: Mapping[str, Sequence[str]]) -> None:
        """Take the slugs of the concepts of each scheme, in a fixed order."""
        self._random, self._concepts = random, concepts
        self._provisions: list[tuple[Value, Value, str]] = []
        self._agreements: list[Value] = []
        self._stakeholders: list[Value] = []
        self._document = self._assessor = ""
        self._numbers, self._passages = count(1), count(1)
        self._reviewed = 0

    def document(self, slug: str) -> Iterator[Resource]:
        """Begin a document; what follows is said in it."""
        self._document, self._reviewed = slug, 0
        yield _resource(
            _id("source", slug),
            "SourceDocument",
            ("fileName", f'"{slug}.txt"'),
            ("textDigest", f'"{_digest(slug)}"'),
            ("textLength", _number(_TEXT_LENGTH)),
            ("dcterms:source", f"<https://example.org/{slug}>"),
        )
        yield from self._stakeholder("editors")
        self._assessor = self._stakeholders[-1]

    def agreement(self) -> Iterator[Resource]:
        """Give an agreement and what is said around it."""
        slug = f"a{next(self._numbers)}"
        agreement = _id("agreement", slug)
        rest = [("officialIdentifier", f'"A/{slug[1:]}"')]
        if self._random.random() < 0.5:
            yield from self._stakeholder(slug)
        rest.append(("issuedBy", self._skewed(self._stakeholders)))
        if self._agreements and self._random.random() < 0.3:
            rest.append(("refersTo", self._skewed(self._agreements)))
        if self._agreements and self._random.random() < 0.15:
            rest.append(("isVersionOf", self._agreements[-1]))
        is_reviewed = self._random.random() < 0.3
        if is_reviewed:
            self._reviewed += 1
            rest.append(("reviewedIn", _id("source", self._document)))
            rest.append(("reviewNumber", _number(self._reviewed)))
        yield from self._stated(agreement, "Agreement", *rest, evidence=2)
        self._agreements.append(agreement)
        yield from self._classification(slug, agreement)
        yield from self._events(slug, agreement)
        yield from self._participations(slug, agreement)
        yield from self._counts(slug, agreement)
        if is_reviewed:
            yield from self._assessments(slug, agreement)
        yield from self._provisions_of(slug, agreement)
        yield from self._findings(slug, agreement)
        if self._random.random() < 0.7:
            yield from self._action(slug)
        if self._random.random() < 0.6:
            yield from self._position(slug)
        if self._random.random() < 0.7:
            yield from self._correspondence(slug)

    def _classification(self, slug: str, agreement: Value) -> Iterator[Resource]:
        property_, scheme = self._random.choice(
            (
                ("classifiedKind", "agreement-kind"),
                ("classifiedCharacter", "legal-character"),
                ("classifiedSpace", "space"),
            )
        )
        yield from self._stated(
            _id("classification", f"{slug}/view"),
            "Classification",
            ("classifiedAgreement", agreement),
            (property_, self._concept(scheme)),
            ("attributedTo", self._assessor),
        )

    def _events(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for n in range(self._several(1.5)):
            yield from self._stated(
                _id("event", f"{slug}/e{n}"),
                "Event",
                ("eventOf", agreement),
                ("eventKind", self._concept("event-kind")),
                *self._date(),
            )

    def _participations(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for n in range(self._several(1.5)):
            yield from self._stated(
                _id("participation", f"{slug}/p{n}"),
                "Participation",
                ("participant", self._skewed(self._stakeholders)),
                ("participationIn", agreement),
                ("role", self._concept("role")),
                *self._date(),
            )

    def _counts(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for n in range(self._several(1.5)):
            yield from self._stated(
                _id("count", f"{slug}/c{n}"),
                "Count",
                ("countOf", agreement),
                ("countedGroup", self._concept("stakeholder-group")),
                ("role", self._concept("role")),
                ("countValue", _number(int(self._random.paretovariate(0.8)))),
                ("qualifier", self._concept("count-qualifier")),
                *self._date(),
            )

    def _assessments(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for element in self._concepts["key-element"]:
            yield from self._stated(
                _id("assessment", f"{slug}/{element}"),
                "ElementAssessment",
                ("assessedAgreement", agreement),
                ("assessedElement", _concept("key-element", element)),
                ("assessmentValue", self._concept("assessment-value")),
                ("assessor", self._assessor),
                ("certainty", _concept("certainty", "certain")),
            )

    def _provisions_of(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for n in range(1, 1 + self._several(5)):
            provision = _id("provision", f"{slug}/{n}")
            yield from self._stated(
                provision,
                self._random.choice(_PROVISIONS),
                ("isProvisionOf", agreement),
                ("number", f'"{n}"'),
                ("topic", self._concept("topic")),
                ("addressee", self._concept("stakeholder-group")),
                ("demand", self._concept("demand")),
                ("wording", _text(self._words(14))),
            )
            self._provisions.append((provision, agreement, str(n)))

    def _findings(self, slug: str, agreement: Value) -> Iterator[Resource]:
        for n in range(self._several(4)):
            yield from self._stated(
                _id("finding", f"{slug}/f{n}"),
                "Finding",
                ("concerns", agreement),
                ("findingKind", self._concept("finding-kind")),
                ("attributedTo", self._skewed(self._stakeholders)),
                ("dcterms:description", _text(self._words(12))),
            )

    def _stakeholder(self, slug: str) -> Iterator[Resource]:
        class_ = self._random.choice(tuple(_STAKEHOLDERS))
        whole = [("memberOf", self._skewed(self._stakeholders))] if self._stakeholders else []
        stakeholder = _id("stakeholder", f"{self._document}/{slug}")
        group = ("stakeholderGroup", _concept("stakeholder-group", _STAKEHOLDERS[class_]))
        yield from self._stated(stakeholder, class_, group, *whole)
        self._stakeholders.append(stakeholder)

    def _action(self, slug: str) -> Iterator[Resource]:
        """Give an action with its claims, each through a reference to a provision."""
        action, actor = _id("action", f"{self._document}/{slug}"), self._skewed(self._stakeholders)
        yield from self._stated(
            action,
            "ImplementingAction",
            ("carriedOutBy", actor),
            ("actionKind", self._concept("action-kind")),
            ("dcterms:description", _text(self._words(12))),
        )
        chosen = {self._skewed(self._provisions) for _ in range(self._several(1.5))}
        for n, (provision, agreement, number) in enumerate(sorted(chosen)):
            reference = _id("reference", f"{slug}-{n}")
            yield from self._stated(
                reference,
                "ProvisionReference",
                ("referenceText", f'"provision {number}"'),
                ("referredAgreement", agreement),
                ("number", f'"{number}"'),
                ("referenceStatus", _concept("reference-status", "resolved")),
                ("resolvesTo", provision),
            )
            yield from self._stated(
                _id("claim", f"{self._document}/{slug}/{n}"),
                "ImplementationClaim",
                ("claimant", actor),
                ("claimedAction", action),
                ("claimedReference", reference),
                ("claimedProvision", provision),
                evidence=2,
            )

    def _position(self, slug: str) -> Iterator[Resource]:
        position, parts = _id("position", f"{self._document}/{slug}"), []
        for property_, class_, kind in (
            ("hasArgument", "Argument", "argument"),
            ("hasSuggestion", "Suggestion", "suggestion"),
            ("hasComment", "Comment", "comment"),
        ):
            for n in range(self._several(1.5)):
                part = _id(kind, f"{self._document}/{slug}-{n}")
                yield from self._stated(
                    part, class_, ("dcterms:description", _text(self._words(9)))
                )
                parts.append((property_, part))
        yield from self._stated(
            position,
            "Position",
            ("holder", self._skewed(self._stakeholders)),
            ("stance", self._concept("stance")),
            ("onProvision", self._skewed(self._provisions)[0]),
            *parts,
            evidence=2,
        )

    def _correspondence(self, slug: str) -> Iterator[Resource]:
        one, other = self._skewed(self._provisions)[0], self._skewed(self._provisions)[0]
        if one == other:
            return
        yield from self._stated(
            _id("correspondence", f"{slug}--{self._document}"),
            "Correspondence",
            ("fromProvision", one),
            ("toProvision", other),
            ("relation", _concept("correspondence-relation", "close")),
            ("basis", _concept("correspondence-basis", "inferred")),
            ("attributedTo", self._assessor),
            ("justification", _text(self._words(8))),
            evidence=0,
        )

    def _stated(
        self, subject: Value, class_: str, *rest: tuple[str, Value], evidence: int = 1
    ) -> Iterator[Resource]:
        """Give a resource with so many passages as evidence."""
        slugs = [f"{self._document}/p{next(self._passages)}" for _ in range(evidence)]
        found = [("evidence", _id("passage", slug)) for slug in slugs]
        yield _resource(subject, class_, *rest, *found)
        for slug in slugs:
            yield from self._passage(slug)

    def _passage(self, slug: str) -> Iterator[Resource]:
        passage, start = _id("passage", slug), self._random.randrange(_TEXT_LENGTH - 200)
        position, quote = (f"{passage[:-1]}#{name}>" for name in ("position", "quote"))
        yield _resource(
            passage,
            "Passage",
            ("sourceDocument", _id("source", self._document)),
            ("section", f'"Section {start % 97}"'),
            ("passageDigest", f'"{_digest(slug)}"'),
            ("oa:hasSelector", position),
            ("oa:hasSelector", quote),
        )
        yield _resource(
            position,
            "oa:TextPositionSelector",
            ("oa:start", _number(start)),
            ("oa:end", _number(start + 80)),
        )
        yield _resource(quote, "oa:TextQuoteSelector", ("oa:exact", f'"{self._words(6)}"'))

    def _date(self) -> Iterator[tuple[str, Value]]:
        year, month = 1990 + self._random.randrange(36), 1 + self._random.randrange(12)
        yield "date", f'"{year}-{month:02}-{1 + self._random.randrange(28):02}"^^<{XSD.date}>'
        yield "datePrecision", _concept("date-precision", "day")

    def _concept(self, scheme: str) -> Value:
        return _concept(scheme, self._skewed(self._concepts[scheme]))

    def _words(self, number: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=number))

    def _several(self, mean: float) -> int:
        """Draw a number of at least one, many a time little and sometimes much."""
        return 1 + min(int(self._random.expovariate(1 / (mean - 0.5))), 12 * int(mean))

    def _skewed(self, values: Sequence[_T]) -> _T:
        """Choose one, the n-th in proportion to the inverse of the square root of n."""
        return values[int(len(values) * self._random.random() ** 2)]


def _resource(subject: Value, class_: str, *rest: tuple[str, Value]) -> Resource:
    label = (
        [] if ":" in class_ else [("rdfs:label", _text(f"{class_} {subject[len(ID) + 1 : -1]}"))]
    )
    return [
        f"{subject} <{RDF.type}> {_term(class_)} .",
        *(f"{subject} {_term(property_)} {value} ." for property_, value in (*label, *rest)),
    ]


_terms: dict[str, str] = {}


def _term(name: str) -> str:
    if name not in _terms:
        prefix, _, local = name.rpartition(":")
        _terms[name] = f"<{_SPACES[prefix][local] if prefix else CN[local]}>"
    return _terms[name]


def _id(kind: str, slug: str) -> Value:
    return f"<{ID}{kind}/{slug}>"


def _concept(scheme: str, name: str) -> Value:
    return f"<{SCHEME}{scheme}/{name}>"


def _text(text: str) -> Value:
    return f'"{text}"@en'


def _number(number: int) -> Value:
    return f'"{number}"^^<{XSD.integer}>'


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
