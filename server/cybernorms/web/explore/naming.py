"""Which resource a person means: by IRI, CURIE, path, slug or label."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from rdflib import Literal

from cybernorms import search
from cybernorms.errors import CyberNormsError, MalformedRequestError
from cybernorms.namespaces import BASE, PREFIXES
from cybernorms.web.languages import LANGUAGES, rank_language
from cybernorms.web.reader import Reader
from cybernorms.web.terms import own_iri

KINDS: Final = (
    "agreement",
    "provision",
    "stakeholder",
    "action",
    "claim",
    "source",
    "position",
    "finding",
    "event",
    "reference",
    "correspondence",
    "assessment",
    "participation",
    "classification",
    "count",
    "passage",
)
"""The kinds of resources in the order in which a bare slug is looked up (``id/<kind>/<slug>``)."""

_IRI: Final = re.compile(r'https?://[^\x00-\x20<>"{}|\\^`]+')
_TAG: Final = re.compile("[a-z]{1,8}(-[a-z0-9]{1,8})*")
_LONGEST: Final = 500
_KNOWN: Final = """
SELECT DISTINCT ?x ?label {{
  {{ VALUES ?x {{ {iris} }} {{ ?x ?p ?o }} UNION {{ ?s ?p ?x }} }}
  UNION {{ VALUES ?label {{ {labels} }} ?x rdfs:label|skos:prefLabel|dcterms:title ?label }}
}} ORDER BY ?x
"""


def resolve(reader: Reader, texts: Iterable[str]) -> Mapping[str, str]:
    """Find the IRI that each text names; those that name nothing here are missing.

    Takes one query. Raises MalformedRequestError for what can name nothing.
    """
    candidates = {text: _candidates(text) for text in texts}
    if not candidates:
        return {}
    iris = sorted({iri for found in candidates.values() for iri in found})
    tags = [None, *(tag for tag in LANGUAGES.get() if _TAG.fullmatch(tag))]
    labels = [Literal(text, lang=tag).n3() for text in candidates for tag in tags]
    rows = reader.select(
        _KNOWN.format(iris=" ".join(f"<{iri}>" for iri in iris), labels=" ".join(labels))
    )
    known = {row["x"].value for row in rows if "label" not in row}
    labelled = {row["label"].value: row["x"].value for row in reversed(rows) if "label" in row}
    named = {
        text: next((iri for iri in found if iri in known), labelled.get(text))
        for text, found in candidates.items()
    }
    return {text: iri for text, iri in named.items() if iri}


def near_names(snapshot: Path, text: str) -> list[tuple[str, str]]:
    """List IRIs and labels of what a person may have meant, by the index of a snapshot's folder."""
    try:
        found = search.suggest(snapshot / search.FILE, text)
    except CyberNormsError:  # an old snapshot has no index, and a text may be too long for one
        return []
    return [
        (item.iri, min(item.names, key=lambda name: rank_language(name[1]))[0])
        for item in found
        if item.names and item.iri.startswith((f"{BASE}id/", f"{BASE}scheme/"))
    ]


def short_name(iri: str) -> str:
    """Give the name of a resource that ``resolve`` takes: the path of one of ours, else the IRI."""
    return iri.removeprefix(f"{BASE}id/").removeprefix(BASE)


def kind_of(iri: str) -> str:
    """Tell the kind of a resource by its IRI: one of KINDS, "concept" or "other"."""
    path = iri.removeprefix(BASE)
    space, _, rest = path.partition("/")
    if space == "scheme":
        return "concept"
    kind = rest.partition("/")[0]
    return kind if space == "id" and kind in KINDS else "other"


def _candidates(text: str) -> list[str]:
    """List the IRIs that a text may stand for, best first."""
    if len(text) > _LONGEST:
        raise MalformedRequestError(f"{text[:40]}… is too long to name a resource")
    if _IRI.fullmatch(text):
        return [text]
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        return [own_iri(local, PREFIXES[prefix])]
    if text.startswith("scheme/"):
        return [own_iri(text)]
    return [own_iri(f"id/{text}"), *(own_iri(f"id/{kind}/{text}") for kind in KINDS)]
