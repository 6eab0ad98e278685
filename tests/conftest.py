"""Fixtures that any test may use: small graphs, a small checkout, settings of its own."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph, URIRef

from cybernorms.build import Snapshot, build
from cybernorms.engine import QueryEngine
from cybernorms.files import graph_root
from cybernorms.namespaces import PREFIXES
from cybernorms.settings import Settings, load_settings
from cybernorms.sources import Sources, load_sources, read_rdf
from cybernorms.workers import open_engine

if TYPE_CHECKING:
    from tests.http.conftest import Server

HEADER = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
DOCUMENT = (
    "Introduction\r\n\r\nThe parties shall  protect\nelections, says the “Call”. And so on.\n"
)


def _passage(slug: str, text: str) -> str:
    start = DOCUMENT.index(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    iri = f"https://w3id.org/cybernorms/id/passage/report/{slug}"
    return f"""
<{iri}> a cn:Passage ;
    cn:sourceDocument <https://w3id.org/cybernorms/id/source/report> ;
    cn:section "1" ;
    cn:passageDigest "{digest}" ;
    oa:hasSelector <{iri}#position> , <{iri}#quote> .
<{iri}#position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(text)} .
<{iri}#quote> a oa:TextQuoteSelector ; oa:exact "{" ".join(text.split()[:4])}" .
"""


FILES = {
    "ontology/small.ttl": """
cn:Agreement a owl:Class ; rdfs:label "agreement"@en .
cn:Treaty a owl:Class ; rdfs:label "treaty"@en ; rdfs:subClassOf cn:Agreement .
cn:Provision a owl:Class ; rdfs:label "provision"@en ; owl:disjointWith cn:Agreement .
cn:Passage a owl:Class ; rdfs:label "passage"@en .
cn:SourceDocument a owl:Class ; rdfs:label "source document"@en .
cn:hasProvision a owl:ObjectProperty ; rdfs:label "has provision"@en ;
    owl:inverseOf cn:isProvisionOf .
cn:isProvisionOf a owl:ObjectProperty ; rdfs:label "is provision of"@en .
cn:evidence a owl:ObjectProperty ; rdfs:label "evidence"@en .
cn:opened a owl:DatatypeProperty ; rdfs:label "opened"@en .
cn:sourceDocument a owl:ObjectProperty ; rdfs:label "source document"@en .
cn:section a owl:DatatypeProperty ; rdfs:label "section"@en .
cn:passageDigest a owl:DatatypeProperty ; rdfs:label "digest"@en .
cn:fileName a owl:DatatypeProperty ; rdfs:label "file name"@en .
cn:textDigest a owl:DatatypeProperty ; rdfs:label "digest"@en .
cn:textLength a owl:DatatypeProperty ; rdfs:label "length"@en .
""",
    "ontology/questions/cq-01-agreements.ttl": """
<https://w3id.org/cybernorms/question/cq-01-agreements>
    a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
    rdfs:label "Which agreements?"@en ; rdfs:comment "Which agreements are there?"@en ;
    dcterms:identifier "cq-01-agreements" ; schema:keywords "agreement" ;
    sh:select \"\"\"PREFIX cn: <https://w3id.org/cybernorms/ontology#>
SELECT ?agreement ?provision { ?agreement cn:hasProvision ?provision }\"\"\" .
""",
    "shapes/authoring/agreement.shapes.ttl": """
cnsh:Agreement a sh:NodeShape ; sh:targetClass cn:Agreement ;
    sh:property cnsh:Agreement-evidence , cnsh:Agreement-opened , cnsh:Agreement-provision .
cnsh:Agreement-evidence a sh:PropertyShape ; sh:path cn:evidence ; sh:minCount 1 ;
    rdfs:comment "A reader must be able to check."@en ;
    sh:message "No evidence. Add cn:evidence."@en , "Preuve absente."@fr .
cnsh:Agreement-opened a sh:PropertyShape ; sh:path cn:opened ; sh:datatype xsd:date ;
    sh:message "Write cn:opened as a date."@en .
cnsh:Agreement-provision a sh:PropertyShape ; sh:path cn:hasProvision ; sh:class cn:Provision ;
    sh:message "Point at a provision."@en .
""",
    "shapes/consistency/provision.shapes.ttl": """
cnsh:ProvisionClosure a sh:NodeShape ; sh:targetClass cn:Provision ;
    sh:property cnsh:ProvisionClosure-agreement .
cnsh:ProvisionClosure-agreement a sh:PropertyShape ; sh:path cn:isProvisionOf ; sh:minCount 1 ;
    sh:message "Belongs to no agreement. State cn:hasProvision."@en .
""",
    "shapes/meta/term.shapes.ttl": """
cnsh:Term a sh:NodeShape ; sh:targetClass owl:Class ; sh:property cnsh:Term-label .
cnsh:Term-label a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ;
    sh:message "Give the term a label."@en .
""",
    "shapes/profiles/profiles.ttl": """
<https://w3id.org/cybernorms/shapes/profiles/core/1> a prof:Profile ;
    rdfs:label "core"@en ; rdfs:comment "Our own data."@en ;
    prof:hasToken "core" ; owl:versionInfo "1" ;
    prof:hasResource <https://w3id.org/cybernorms/shapes/authoring> ,
        <https://w3id.org/cybernorms/shapes/consistency> .
<https://w3id.org/cybernorms/shapes/authoring> cnsh:reads cnsh:Written .
<https://w3id.org/cybernorms/shapes/consistency> cnsh:reads cnsh:Closure .
cnsh:reads rdfs:label "reads"@en . cnsh:Written rdfs:label "written"@en .
cnsh:Closure rdfs:label "closure"@en .
""",
    "data/catalogue/treaty.ttl": """
<https://w3id.org/cybernorms/id/agreement/treaty> a cn:Treaty ;
    rdfs:label "Treaty"@en ; cn:opened "2001-11-23"^^xsd:date ;
    cn:hasProvision <https://w3id.org/cybernorms/id/provision/treaty/1> ;
    cn:evidence <https://w3id.org/cybernorms/id/passage/report/elections> .
<https://w3id.org/cybernorms/id/provision/treaty/1> a cn:Provision ; rdfs:label "Article 1"@en .
""",
    "data/sources/report/document.ttl": f"""
<https://w3id.org/cybernorms/id/source/report> a cn:SourceDocument ;
    rdfs:label "A report"@en ; cn:fileName "report.txt" ;
    cn:textDigest "{hashlib.sha256(DOCUMENT.encode()).hexdigest()}" ;
    cn:textLength {len(DOCUMENT)} .
"""
    + _passage("elections", "The parties shall  protect\nelections")
    + _passage("call", "says the “Call”"),
}

MakeRoot = Callable[..., Path]


@pytest.fixture
def make_root(tmp_path: Path) -> MakeRoot:
    """Write a small checkout that conforms; a keyword ``files`` adds to or replaces its files.

    Prefixes are added to each file. A file of None is left out.
    """

    def make(files: dict[str, str | None] | None = None, name: str = "root") -> Path:
        return _write_root(tmp_path / name, {**FILES, **(files or {})})

    return make


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small checkout once, for tests that leave it as it is."""
    return _write_root(tmp_path_factory.mktemp("small"), FILES)


def _write_root(root: Path, files: Mapping[str, str | None]) -> Path:
    for file, text in files.items():
        if text is not None:
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEADER + text, "utf-8")
    return root


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Write the folder of documents that the small checkout has its passages from."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "report.txt").write_bytes(DOCUMENT.encode())
    return folder


@pytest.fixture
def turtle() -> Callable[[str], Graph]:
    """Parse Turtle with the project's prefixes and e: for http://e/, lexical forms kept."""

    def parse(text: str) -> Graph:
        content = f"{HEADER}@prefix e: <http://e/> .\n{text}"
        return read_rdf(content.encode(), "test.ttl", URIRef("http://e/graph")).graph

    return parse


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the default settings with a state folder of the test's own."""
    return load_settings({}, state_dir=tmp_path / "state")


@pytest.fixture(scope="session")
def own_sources() -> Sources:
    """Read the project's own ontology, data, shapes and questions."""
    return load_sources(graph_root())


@pytest.fixture(scope="session")
def own_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Build the project's own graph, once."""
    return build(graph_root(), load_settings({}, state_dir=tmp_path_factory.mktemp("own")))


@pytest.fixture(scope="session")
def own_engine(own_snapshot: Snapshot) -> Iterator[QueryEngine]:
    """Answer queries over the project's own graph, in killable workers."""
    settings = load_settings({}, state_dir=own_snapshot.path.parent.parent)
    with open_engine(settings, own_snapshot.path) as engine:
        yield engine


@pytest.fixture(scope="session")
def own_server(own_snapshot: Snapshot) -> Iterator["Server"]:
    """Serve the project's own graph over HTTP, with the limits of a usual server."""
    from tests.http.conftest import start, stop  # noqa: PLC0415  # only who asks needs them

    usual = load_settings({})
    limits = {
        name: getattr(usual, name) for name in ("timeout", "memory_limit", "max_result_bytes")
    }
    running = start(own_snapshot.path.parent.parent, **limits, queue_timeout=30)
    yield running
    stop(running)
