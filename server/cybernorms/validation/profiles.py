"""Profiles: which shapes judge what somebody sends, as the table in shapes/profiles/ has it."""

from dataclasses import dataclass
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.errors import InputError
from cybernorms.namespaces import BASE, CNSH, GRAPH_SHAPES, OWL, PROF, RDF, RDFS
from cybernorms.sources import Sources, merge
from cybernorms.terms import nearest

CORE: Final = "core"
SUBMISSION: Final = "submission"


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile in one version (W3C Profiles Vocabulary), with what it is made of.

    ``written`` and ``closure`` are the folders of shapes that read what was sent, and its closure
    together with ours. ``takes`` are the classes whose instances it takes, in the order of forms;
    empty for all. ``base_profiles`` are those that it is a profile of, nearest first.
    """

    iri: URIRef
    name: str
    version: str
    label: str
    description: str
    written: tuple[str, ...]
    closure: tuple[str, ...]
    takes: tuple[URIRef, ...]
    base_profiles: tuple[URIRef, ...]

    @property
    def token(self) -> str:
        """Name it as ``--profile`` takes it, such as "submission@1"."""
        return f"{self.name}@{self.version}"

    @property
    def foreign(self) -> bool:
        """Tell whether it judges what others send: who describes what is checked then."""
        return self.name != CORE

    def written_shapes(self, sources: Sources) -> Graph:
        """Join the shapes that read what was sent."""
        return _joined(sources, self.written)

    def closure_shapes(self, sources: Sources) -> Graph:
        """Join the shapes that read the closure."""
        return _joined(sources, self.closure)


def list_profiles(sources: Sources) -> list[Profile]:
    """Read all profiles and versions that the shapes describe, by name, the latest version first.

    Raises InputError for one that lacks its name or version, or names a set without a stage.
    """
    graph = sources.graph(GRAPH_SHAPES)
    found = [_read(graph, iri) for iri in graph.subjects(RDF.type, PROF.Profile)]
    return sorted(found, key=lambda profile: (profile.name, -int(profile.version)))


def choose_profile(sources: Sources, wanted: str) -> Profile:
    """Find a profile by "name" (its latest version) or "name@version".

    Raises InputError for one that there is not, with the nearest name.
    """
    profiles = list_profiles(sources)
    name, _, version = wanted.partition("@")
    for profile in profiles:
        if profile.name == name and version in {"", profile.version}:
            return profile
    near = nearest(wanted, {name for p in profiles for name in (p.name, p.token)})
    hint = f"did you mean {near.name}? " if near else ""
    raise InputError(
        f"{wanted}: no such profile; {hint}there are "
        + (", ".join(profile.token for profile in profiles) or "none in this folder")
    )


def _read(graph: Graph, iri: Node) -> Profile:
    chain = _chain(graph, iri)
    written: list[str] = []
    closure: list[str] = []
    for profile in reversed(chain):
        for resource in sorted(graph.objects(profile, PROF.hasResource), key=str):
            match graph.value(resource, CNSH.reads):
                case CNSH.Written:
                    written.append(_folder(resource))
                case CNSH.Closure:
                    closure.append(_folder(resource))
                case _:
                    raise InputError(f"{resource}: a set of shapes without cnsh:reads")
    head = graph.value(iri, CNSH.takes)
    return Profile(
        iri=URIRef(str(iri)),
        name=_text(graph, iri, PROF.hasToken),
        version=_text(graph, iri, OWL.versionInfo),
        label=_text(graph, iri, RDFS.label),
        description=_text(graph, iri, RDFS.comment),
        written=tuple(written),
        closure=tuple(closure),
        takes=() if head is None else tuple(URIRef(str(c)) for c in graph.items(head)),
        base_profiles=tuple(URIRef(str(profile)) for profile in chain[1:]),
    )


def _chain(graph: Graph, iri: Node) -> list[Node]:
    """List a profile and those that it is a profile of, nearest first."""
    chain = [iri]
    for profile in chain:
        chain += [
            base
            for base in sorted(graph.objects(profile, PROF.isProfileOf), key=str)
            if base not in chain and (base, RDF.type, PROF.Profile) in graph
        ]
    return chain


def _folder(resource: Node) -> str:
    """Tell the folder of a set of shapes, which is named after it."""
    return str(resource).removeprefix(BASE)


def _text(graph: Graph, iri: Node, property_: URIRef) -> str:
    value = graph.value(iri, property_)
    if value is None:
        raise InputError(f"{iri}: a profile without {property_}")
    return str(value)


def _joined(sources: Sources, folders: tuple[str, ...]) -> Graph:
    if len(folders) == 1:
        return sources.folder(folders[0])
    return merge(sources.folder(folder) for folder in folders)
