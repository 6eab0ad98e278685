"""A submission of any size, made up by a seed: agreements, their provisions, actions and claims.

Its mix is that of our own graph, with as many faults as asked for, of the kinds that people make.
The same arguments give the same text.
"""

from collections.abc import Iterator
from random import Random
from typing import Final

BASE: Final = "https://norms.example.org/"
OURS: Final = "https://w3id.org/cybernorms/"
_KINDS: Final = (
    "agreement",
    "event",
    "classification",
    "provision",
    "participation",
    "action",
    "claim",
    "reference",
    "source",
    "passage",
    "stakeholder",
)
_HEAD: Final = "\n".join(
    (
        *(f"@prefix {kind}: <{BASE}{kind}/> ." for kind in _KINDS),
        f"@prefix cn: <{OURS}ontology#> .",
        f"@prefix ours: <{OURS}id/> .",
        f"@prefix scheme: <{OURS}scheme/> .",
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix void: <http://rdfs.org/ns/void#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    )
)
_TOPICS: Final = ("assistance", "attribution", "capacity-building", "cooperation", "crime")
_GROUPS: Final = ("states", "private-sector", "academia", "civil-society")
_EVENTS: Final = ("adoption", "launch", "consultation")
_ACTIONS: Final = ("policy", "programme", "capacity-building", "cooperation")
_STATES: Final = ("france", "ghana", "senegal", "mauritius", "cape-verde")
_PROVISIONS: Final = 8
_CLAIMS: Final = 2

Resource = tuple[str, str, list[tuple[str, str]]]
"""Name, class, and the other statements: property and value as Turtle has them."""
Fault = tuple[str, tuple[tuple[str, str], ...]]
"""The property that goes wrong, and what is written instead; "" for the value as it was."""


FAULTS: Final[tuple[Fault, ...]] = (
    ("rdfs:label", ()),
    ("cn:date", (("cn:date", '"2020-13-45"^^xsd:date'),)),
    ("cn:evidence", ()),
    ("cn:topic", (("cn:topic", f"<{OURS}scheme/topic/atribution>"),)),
    ("cn:participant", (("cn:participant", "ours:agreement\\/paris-call"),)),
    ("cn:number", (("cn:number", "8"),)),
    ("cn:referenceStatus", ()),
    ("cn:addressee", (("cn:adressee", ""),)),
    ("cn:issuedBy", (("cn:issuedBy", '"France"@en'),)),
    ("cn:claimedAction", (("cn:claimedAction", "action:nobody"),)),
)


def write_submission(triples: int, faults: int = 0, seed: int = 1) -> str:
    """Write Turtle of at least ``triples`` triples with ``faults`` faults, one a resource."""
    random = Random(seed)  # noqa: S311 - no secret, but the same each time
    resources = list(_dataset())
    count, number = sum(len(rest) + 1 for *_, rest in resources), 0
    while count < triples:
        number += 1
        added = list(_agreement(number, random))
        count += sum(len(rest) + 1 for *_, rest in added)
        resources += added
    candidates = random.sample(range(2, len(resources)), len(resources) - 2)
    spoilt = 0
    for candidate in candidates:
        if spoilt == faults:
            break
        spoilt += _spoil(resources[candidate], FAULTS[spoilt % len(FAULTS)])
    return "\n\n".join([_HEAD, *map(_written, resources)]) + "\n"


def _written(resource: Resource) -> str:
    name, class_, rest = resource
    return " ;\n    ".join([f"{name}\n    a {class_}", *(f"{p} {o}" for p, o in rest)]) + " ."


def _concept(scheme: str, name: str) -> str:
    return f"<{OURS}scheme/{scheme}/{name}>"


def _label(text: str) -> tuple[str, str]:
    return "rdfs:label", f'"{text}"@en'


def _dataset() -> Iterator[Resource]:
    yield f"<{BASE}dataset>", "dcat:Dataset", [
        ("dcterms:title", '"Agreements on cybersecurity"@en'),
        ("dcterms:description", '"Agreements, read one by one."@en'),
        ("dcterms:creator", "stakeholder:institute"),
        ("dcterms:publisher", "stakeholder:institute"),
        ("dcterms:license", "<https://creativecommons.org/licenses/by/4.0/>"),
        ("dcterms:issued", '"2026-11-22"^^xsd:date'),
        ("void:uriSpace", f'"{BASE}"'),
    ]  # fmt: skip
    yield "stakeholder:institute", "cn:AcademicInstitution", [_label("Institute of norms")]


def _agreement(number: int, random: Random) -> Iterator[Resource]:
    """Give an agreement with all that belongs to it, every statement with its passage."""
    name = f"a{number}"
    passages: list[Resource] = []

    def evidence() -> tuple[str, str]:
        passage = f"passage:{name}-{len(passages)}"
        passages.append(
            (passage, "cn:Passage", [
                _label(f"Section {len(passages)} of report {number}"),
                ("cn:sourceDocument", f"source:{name}"),
                ("cn:section", f'"Section {len(passages)}"'),
            ])
        )  # fmt: skip
        return "cn:evidence", passage

    yield f"source:{name}", "cn:SourceDocument", [
        _label(f"Report {number}"),
        ("cn:officialAddress", f"<https://reports.example.org/{number}>"),
    ]  # fmt: skip
    yield f"agreement:{name}", "cn:Agreement", [
        _label(f"Agreement {number}"),
        ("cn:issuedBy", f"ours:stakeholder\\/{random.choice(_STATES)}"),
        ("cn:status", _concept("agreement-status", "adopted")),
        ("cn:officialIdentifier", f'"A/{number}"'),
        ("cn:refersTo", "ours:agreement\\/paris-call"),
        evidence(),
    ]  # fmt: skip
    yield f"classification:{name}-kind", "cn:Classification", [
        _label(f"Kind of agreement {number}"),
        ("cn:classifiedAgreement", f"agreement:{name}"),
        ("cn:classifiedKind", _concept("agreement-kind", "declaration")),
        ("cn:attributedTo", "stakeholder:institute"),
        evidence(),
    ]  # fmt: skip
    for kind in _EVENTS:
        yield f"event:{name}-{kind}", "cn:Event", [
            _label(f"Agreement {number}: {kind}"),
            ("cn:eventOf", f"agreement:{name}"),
            ("cn:eventKind", _concept("event-kind", kind)),
            ("cn:date", f'"{random.randrange(2010, 2026)}-11-12"^^xsd:date'),
            ("cn:datePrecision", _concept("date-precision", "day")),
            evidence(),
        ]  # fmt: skip
    for state in _STATES:
        yield f"participation:{name}-{state}", "cn:Participation", [
            _label(f"Agreement {number}: {state}"),
            ("cn:participant", f"ours:stakeholder\\/{state}"),
            ("cn:participationIn", f"agreement:{name}"),
            ("cn:role", _concept("role", random.choice(("endorser", "member")))),
            evidence(),
        ]  # fmt: skip
    yield f"stakeholder:{name}", "cn:Company", [
        _label(f"Company {number}"),
        ("cn:stakeholderGroup", _concept("stakeholder-group", "private-sector")),
    ]  # fmt: skip
    for n in range(1, _PROVISIONS + 1):
        yield f"provision:{name}-{n}", "cn:Norm", [
            _label(f"Norm {n} of agreement {number}"),
            ("cn:isProvisionOf", f"agreement:{name}"),
            ("cn:number", f'"{n}"'),
            ("cn:wording", f'"Everybody should do what number {n} asks for."@en'),
            ("cn:addressee", _concept("stakeholder-group", random.choice(_GROUPS))),
            ("cn:demand", _concept("demand", "act")),
            ("cn:topic", _concept("topic", random.choice(_TOPICS))),
            evidence(),
        ]  # fmt: skip
        yield f"reference:{name}-{n}", "cn:ProvisionReference", [
            _label(f"Agreement {number}, norm {n}"),
            ("cn:referenceText", f'"Norm {n}"'),
            ("cn:referredAgreement", f"agreement:{name}"),
            ("cn:number", f'"{n}"'),
            ("cn:referenceStatus", _concept("reference-status", "resolved")),
            ("cn:resolvesTo", f"provision:{name}-{n}"),
        ]  # fmt: skip
    for action in _ACTIONS:
        yield f"action:{name}-{action}", "cn:ImplementingAction", [
            _label(f"A {action} of company {number}"),
            ("dcterms:description", f'"What company {number} does for a {action}."@en'),
            ("cn:carriedOutBy", f"stakeholder:{name}"),
            ("cn:actionKind", _concept("action-kind", action)),
            evidence(),
        ]  # fmt: skip
        for n in random.sample(range(1, _PROVISIONS + 1), _CLAIMS):
            yield f"claim:{name}-{action}-{n}", "cn:ImplementationClaim", [
                _label(f"A {action} of company {number} serves norm {n}"),
                ("cn:claimant", f"stakeholder:{name}"),
                ("cn:claimedAction", f"action:{name}-{action}"),
                ("cn:claimedReference", f"reference:{name}-{n}"),
                ("cn:claimedProvision", f"provision:{name}-{n}"),
                evidence(),
            ]  # fmt: skip
    yield from passages


def _spoil(resource: Resource, fault: Fault) -> bool:
    """Put a fault into a resource; False when it has nothing that could be wrong so."""
    wrong, written = fault
    found = [n for n, (property_, _) in enumerate(resource[2]) if property_ == wrong]
    for n in found[:1]:
        value = resource[2][n][1]
        resource[2][n : n + 1] = [(p, o or value) for p, o in written]
    return bool(found)
