"""A graph of any size with the shape of ours, made up by a seed, as N-Triples for our own ontology.

Agreements, provisions, actions, claims, references, findings, participations, correspondences, and
a passage with two selectors for each piece of evidence, in about the numbers of our graph. Few
provisions and stakeholders have most of what refers to them, as with ours; how much they have
grows with the square root of the graph, so that what follows grows with the graph. The same
arguments give the same lines.
"""

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Final

from cybernorms.namespaces import CN, DCTERMS, ID, OA, RDF, RDFS, SCHEME, XSD

_PROVISIONS: Final = ("Article", "Norm", "Recommendation", "Principle", "Measure", "Commitment")
_STAKEHOLDERS: Final = ("State", "Company", "IntergovernmentalOrganization", "AcademicInstitution")

Value = str
"""An object as N-Triples has it."""


def write_graph(triples: int, seed: int = 1) -> Iterator[str]:
    """Write at least so many triples, one a line, in whole agreements."""
    written, maker = 0, _Maker(Random(seed))  # noqa: S311 - no secret, but the same each time
    for number in count(1):
        for line in maker.agreement(number):
            written += 1
            yield line
        if written >= triples:
            return


class _Maker:
    """Makes one agreement after the other, each with everything that belongs to it."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._provisions: list[Value] = []
        self._agreements: list[Value] = []
        self._stakeholders: list[Value] = []
        self._source = ""
        self._passages = count(1)

    def agreement(self, number: int) -> Iterator[str]:
        """Give the lines of an agreement."""
        agreement = _id("agreement", f"a{number}")
        if number % 20 == 1:
            self._source = _id("source", f"report-{number}")
            yield from _resource(self._source, "SourceDocument", ("rdfs:label", _text("Report")))
        if number % 5 == 1 or self._random.random() < 0.3:
            yield from self._stakeholder(number)
        refers = self._agreements and self._random.random() < 0.3
        versions = self._agreements and self._random.random() < 0.15
        yield from self._stated(
            agreement,
            "Agreement",
            ("issuedBy", self._skewed(self._stakeholders)),
            ("officialIdentifier", f'"A/{number}"'),
            *([("refersTo", self._skewed(self._agreements))] if refers else []),
            *([("isVersionOf", self._agreements[-1])] if versions else []),
            evidence=2,
        )
        self._agreements.append(agreement)
        yield from self._around(agreement, number)
        for n in range(1, 1 + self._several(5)):
            yield from self._provision(agreement, f"a{number}/{n}", n)
        yield from self._action(f"a{number}")
        if self._random.random() < 0.7:
            yield from self._stated(
                _id("correspondence", f"a{number}"),
                "Correspondence",
                ("fromProvision", self._skewed(self._provisions)),
                ("toProvision", self._skewed(self._provisions)),
                ("relation", _concept("correspondence-relation", "close")),
                ("basis", _concept("correspondence-basis", "inferred")),
                ("attributedTo", self._stakeholders[0]),
                evidence=0,
            )

    def _around(self, agreement: Value, number: int) -> Iterator[str]:
        """Give classification, events, findings and participations."""
        yield from self._stated(
            _id("classification", f"a{number}"),
            "Classification",
            ("classifiedAgreement", agreement),
            ("classifiedKind", _concept("agreement-kind", "declaration")),
            ("attributedTo", self._stakeholders[0]),
        )
        for n in range(self._several(1.5)):
            yield from self._stated(
                _id("event", f"a{number}-{n}"),
                "Event",
                ("eventOf", agreement),
                ("eventKind", _concept("event-kind", "adoption")),
                ("date", f'"{2000 + number % 25}-01-01"^^<{XSD.date}>'),
            )
        for n in range(self._several(4)):
            yield from self._stated(
                _id("finding", f"a{number}-{n}"),
                "Finding",
                ("concerns", agreement),
                ("findingKind", _concept("finding-kind", "outcome")),
                ("attributedTo", self._skewed(self._stakeholders)),
            )
        for n in range(self._several(1.5)):
            yield from self._stated(
                _id("participation", f"a{number}-{n}"),
                "Participation",
                ("participant", self._skewed(self._stakeholders)),
                ("participationIn", agreement),
                ("role", _concept("role", "signatory")),
            )

    def _stakeholder(self, number: int) -> Iterator[str]:
        stakeholder = _id("stakeholder", f"s{number}")
        kind = self._random.choice(_STAKEHOLDERS)
        group = ("stakeholderGroup", _concept("stakeholder-group", "states"))
        member = [("memberOf", self._stakeholders[0])] if self._stakeholders else []
        yield from self._stated(stakeholder, kind, group, *member)
        self._stakeholders.append(stakeholder)

    def _provision(self, agreement: Value, slug: str, n: int) -> Iterator[str]:
        provision = _id("provision", slug)
        yield from self._stated(
            provision,
            self._random.choice(_PROVISIONS),
            ("isProvisionOf", agreement),
            ("number", f'"{n}"'),
            ("topic", _concept("topic", "public-core")),
            ("addressee", _concept("stakeholder-group", "states")),
            ("demand", _concept("demand", "act")),
        )
        self._provisions.append(provision)

    def _action(self, slug: str) -> Iterator[str]:
        """Give an action with its claims, half of them through a reference."""
        action = _id("action", slug)
        actor = self._skewed(self._stakeholders)
        kind = ("actionKind", _concept("action-kind", "policy"))
        yield from self._stated(action, "ImplementingAction", ("carriedOutBy", actor), kind)
        for n in range(self._several(1.25)):
            target = ("claimedProvision", self._skewed(self._provisions))
            if n % 2:
                reference = _id("reference", f"{slug}-{n}")
                yield from self._stated(
                    reference,
                    "ProvisionReference",
                    ("referenceText", f'"provision {n}"'),
                    ("resolvesTo", self._skewed(self._provisions)),
                )
                target = ("claimedReference", reference)
            claimed = ("claimedAction", action)
            claim = _id("claim", f"{slug}-{n}")
            yield from self._stated(
                claim, "ImplementationClaim", ("claimant", actor), claimed, target, evidence=2
            )

    def _stated(
        self, subject: Value, class_: str, *rest: tuple[str, Value], evidence: int = 1
    ) -> Iterator[str]:
        """Give a resource with a label and so many passages as evidence."""
        passages = [_id("passage", f"p{next(self._passages)}") for _ in range(evidence)]
        label = ("rdfs:label", _text(f"{class_} {subject[-12:-1]}"))
        found = [("evidence", passage) for passage in passages]
        yield from _resource(subject, class_, label, *rest, *found)
        for passage in passages:
            yield from self._passage(passage)

    def _passage(self, passage: Value) -> Iterator[str]:
        start = self._random.randrange(1_000_000)
        position, quote = (f"{passage[:-1]}#{name}>" for name in ("position", "quote"))
        yield from _resource(
            passage,
            "Passage",
            ("rdfs:label", _text("Passage")),
            ("sourceDocument", self._source),
            ("section", f'"Section {start % 97}"'),
            ("passageDigest", f'"{self._random.getrandbits(256):064x}"'),
            ("oa:hasSelector", position),
            ("oa:hasSelector", quote),
        )
        yield from _resource(
            position,
            "oa:TextPositionSelector",
            ("oa:start", _number(start)),
            ("oa:end", _number(start + 80)),
        )
        yield from _resource(
            quote, "oa:TextQuoteSelector", ("oa:exact", _text(f"words at {start} …"))
        )

    def _several(self, mean: float) -> int:
        """Draw a number of at least one, many a time little and sometimes much."""
        return 1 + min(int(self._random.expovariate(1 / (mean - 0.5))), 12 * int(mean))

    def _skewed(self, values: list[Value]) -> Value:
        return values[int(len(values) * self._random.random() ** 2)]


_SPACES: Final = {"rdfs": RDFS, "oa": OA, "dcterms": DCTERMS}


def _resource(subject: Value, class_: str, *rest: tuple[str, Value]) -> Iterator[str]:
    yield f"{subject} <{RDF.type}> {_term(class_)} ."
    for property_, value in rest:
        yield f"{subject} {_term(property_)} {value} ."


def _term(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"<{_SPACES[prefix][local] if prefix else CN[local]}>"


def _id(kind: str, slug: str) -> Value:
    return f"<{ID}{kind}/{slug}>"


def _concept(scheme: str, name: str) -> Value:
    return f"<{SCHEME}{scheme}/{name}>"


def _text(text: str) -> Value:
    return f'"{text}"@en'


def _number(number: int) -> Value:
    return f'"{number}"^^<{XSD.nonNegativeInteger}>'
