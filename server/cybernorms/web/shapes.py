"""/shapes: the rules, by the sets that profiles apply, made from the shapes themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import render_template, request

from cybernorms.errors import NotFoundError
from cybernorms.namespaces import CNSH, DCTERMS, GRAPH_SHAPES, RDFS, SH
from cybernorms.protocol.negotiation import GRAPHS
from cybernorms.web.entries import Entry, Properties, collect, facts_of, first_of, of_kind
from cybernorms.web.profiles import Profile, list_profiles
from cybernorms.web.reader import Reader

_KINDS: Final = (SH["NodeShape"], SH["PropertyShape"], SH["SPARQLConstraint"], CNSH["Check"])
_TARGETS: Final = (
    ("shapes-judges", str(SH["targetClass"])),
    ("shapes-judges-subjects", str(SH["targetSubjectsOf"])),
    ("shapes-judges-objects", str(SH["targetObjectsOf"])),
    ("shapes-judges", str(SH["targetNode"])),
    ("shapes-source", str(DCTERMS["source"])),
)
_RULE: Final = (
    ("shapes-about", str(SH["path"])),
    ("shapes-severity", str(SH["severity"])),
    ("shapes-source", str(DCTERMS["source"])),
)
_SETS: Final = f"""
SELECT ?set ?name ?text ?stage {{
  GRAPH <{GRAPH_SHAPES}> {{
    ?set a prof:ResourceDescriptor ; rdfs:label ?name ; rdfs:comment ?text ;
      cnsh:reads/rdfs:label ?stage
  }}
}}
"""
_APPLIED: Final = f"""
SELECT DISTINCT ?set {{
  GRAPH <{GRAPH_SHAPES}> {{ <{{iri}}> prof:isProfileOf*/prof:hasResource ?set }}
}}
"""


@dataclass(frozen=True, slots=True)
class Group:
    """The shapes of one set; ``stage`` says which graph they read."""

    iri: str
    name: str
    text: str
    stage: str
    shapes: tuple[Entry, ...]


def shapes_page(reader: Reader) -> str:
    """Write the page of all shapes, or of those that ``?profile=`` applies.

    Raises NotFoundError for a profile that there is not.
    """
    profiles = list_profiles(reader)
    profile = _chosen(profiles, request.args.get("profile", ""))
    found, labels = collect(reader, str(GRAPH_SHAPES), map(str, _KINDS), str(CNSH))
    groups = _groups(reader, found, labels)
    checks = tuple(_rule(iri, found[iri], labels) for iri in of_kind(found, str(_KINDS[-1])))
    if profile:
        rows = reader.select(_APPLIED.replace("{iri}", profile.iri))
        applied = {row["set"].value for row in rows}
        groups = [group for group in groups if group.iri in applied]
    return render_template(
        "shapes.html",
        groups=groups,
        checks=checks,
        profiles=profiles,
        profile=profile,
        formats=GRAPHS,
    )


def _chosen(profiles: list[Profile], wanted: str) -> Profile | None:
    if not wanted:
        return None
    for profile in profiles:  # the latest version comes first
        if wanted in {profile.name, profile.token}:
            return profile
    names = ", ".join(profile.token for profile in profiles)
    raise NotFoundError(f"there is no profile {wanted}; there are {names}")


def _groups(
    reader: Reader, found: Mapping[str, Properties], labels: Mapping[str, str]
) -> list[Group]:
    sets = {row["set"].value: row for row in reader.select(_SETS)}
    by_set = sorted(of_kind(found, str(_KINDS[0])), key=lambda iri: (_set_of(found[iri]), iri))
    groups = []
    for iri, members in groupby(by_set, lambda shape: _set_of(found[shape])):
        row = sets.get(iri, {})
        name, text, stage = (
            row[key].value if key in row else "" for key in ("name", "text", "stage")
        )
        shapes = tuple(_shape(shape, found, labels) for shape in members)
        groups.append(Group(iri, name or iri.rpartition("/")[2], text, stage, shapes))
    return groups


def _set_of(properties: Properties) -> str:
    """Name the set that a shape is in: the folder of the file that it is part of."""
    return first_of(properties, DCTERMS["isPartOf"]).rpartition("/")[0]


def _shape(iri: str, found: Mapping[str, Properties], labels: Mapping[str, str]) -> Entry:
    properties = found[iri]
    parts = [*properties.get(str(SH["property"]), ()), *properties.get(str(SH["sparql"]), ())]
    named = sorted(part.value for part in parts if part.value in found)
    rules = [_rule(rule, found[rule], labels) for rule in named]
    if str(SH["message"]) in properties:
        rules.insert(0, _rule(iri, properties, labels))
    return Entry(
        iri,
        first_of(properties, SH["name"], RDFS["label"]),
        first_of(properties, RDFS["comment"], SH["description"]),
        facts_of(properties, _TARGETS, labels),
        tuple(rules),
    )


def _rule(iri: str, properties: Properties, labels: Mapping[str, str]) -> Entry:
    message, reason = first_of(properties, SH["message"]), first_of(properties, RDFS["comment"])
    return Entry(
        iri,
        first_of(properties, SH["name"], RDFS["label"]),
        message or reason,
        facts_of(properties, _RULE, labels),
        reason=reason if message else "",
    )
