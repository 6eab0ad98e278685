"""What a page is about, for search engines: JSON-LD in the terms of schema.org."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask import request

from cybernorms.namespaces import BASE, CN, DCTERMS, FOAF, LICENSE, OWL, RDFS, SCHEME, SKOS
from cybernorms.web.heads import Head
from cybernorms.web.messages import page_language, translate
from cybernorms.web.terms import Term, local_path

Described = dict[str, object]

_CONTEXT: Final = "https://schema.org"
_SITE: Final = {"@type": "WebSite", "@id": f"{BASE}#site", "name": "cybernorms", "url": BASE}
_BINDING: Final = frozenset(
    str(SCHEME[f"legal-character/{name}"]) for name in ("legally-binding", "conditionally-binding")
)
_KINDS: Final = {
    str(CN["State"]): "Country",
    str(CN["Company"]): "Corporation",
    str(CN["Person"]): "Person",
    str(CN["Stakeholder"]): "Organization",
    str(CN["Agreement"]): "CreativeWork",
    str(CN["Article"]): "Legislation",
    str(CN["Provision"]): "CreativeWork",
    str(CN["ImplementingAction"]): "Action",
    str(CN["ImplementationClaim"]): "Claim",
    str(CN["Event"]): "Event",
    str(CN["Incident"]): "Event",
    str(CN["SourceDocument"]): "Report",
    str(CN["Passage"]): "Quotation",
    str(SKOS["ConceptScheme"]): "DefinedTermSet",
    str(SKOS["Concept"]): "DefinedTerm",
}
"""The first that a resource is an instance of tells what it is in schema.org."""
_DATED: Final = {"Action": "startTime", "Event": "startDate"}


def describe_page(title: str, kind: str) -> Described:
    """Describe a page of a kind of schema.org's, at its canonical address."""
    address = BASE + request.path.removeprefix("/")
    return {"@context": _CONTEXT, **_page(address, kind), "name": title}


def describe_site() -> Described:
    """Describe the whole site, with what searches it."""
    return {
        "@context": _CONTEXT,
        **_SITE,
        "description": translate("home-text"),
        "inLanguage": page_language(),
        "license": LICENSE,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{BASE}search?q={{term}}"},
            "query-input": "required name=term",
        },
    }


def describe_resource(head: Head) -> Described:
    """Describe a resource and the page about it; what is not known is left out."""
    kind = next((name for iri, name in _KINDS.items() if iri in head.types), "Thing")
    if any(term.value in _BINDING for term in head.all(CN["legalCharacter"])):
        kind = "Legislation"
    said: Mapping[str, object] = {
        "name": head.name,
        "alternateName": head.texts(SKOS["altLabel"]),
        "description": head.texts(
            SKOS["definition"], DCTERMS["description"], CN["note"], RDFS["comment"]
        )[:1],
        "text": head.texts(CN["wording"])[:1],
        "identifier": head.texts(CN["officialIdentifier"], CN["number"]),
        "agent" if kind == "Action" else "creator": _named(
            head.all(CN["issuedBy"], CN["carriedOutBy"], CN["attributedTo"])
        ),
        _DATED.get(kind, "dateCreated"): head.texts(CN["date"], DCTERMS["issued"]),
        "dateModified": head.texts(DCTERMS["modified"]),
        "isPartOf": _named(head.all(CN["isProvisionOf"], CN["sourceDocument"])),
        "inDefinedTermSet": [term.value for term in head.all(SKOS["inScheme"])],
        "sameAs": [term.value for term in head.all(OWL["sameAs"], SKOS["exactMatch"])],
        "subjectOf": [term.value for term in head.all(FOAF["page"])],
    }
    page = _page(BASE + local_path(head.iri).removeprefix("/"), "WebPage")
    return {
        "@context": _CONTEXT,
        "@type": kind,
        "@id": head.iri,
        **{name: _plain(value) for name, value in said.items() if value},
        "mainEntityOfPage": page,
    }


def _page(address: str, kind: str) -> Described:
    return {
        "@type": kind,
        "@id": address,
        "url": address,
        "inLanguage": page_language(),
        "license": LICENSE,
        "isPartOf": _SITE,
    }


def _named(terms: Iterable[Term]) -> list[Described]:
    return [{"@id": term.value, "name": term.name} for term in terms if term.is_iri]


def _plain(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
