"""Headers: what FOOPS!, the FAIR ontology validator, can tell without a network.

That the properties of a header are there is held by shapes/meta/header.shapes.ttl; here is what a
shape cannot see: file names, versions of the project, and the namespace as a whole.
"""

import tomllib

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, VANN

from cybernorms.files import graph_root
from cybernorms.namespaces import BASE, CN, ONTOLOGY
from cybernorms.sources import Document, Sources


def headed(definitions: Sources) -> list[Document]:
    """List the files that must have a header: all but schemes and questions."""
    return [
        document
        for document in definitions.documents
        if not document.file.startswith(("ontology/schemes/", "ontology/questions/"))
    ]


def test_file_has_one_header_named_after_it(definitions: Sources) -> None:
    for document in headed(definitions):
        headers = set(document.graph.subjects(RDF.type, OWL.Ontology))
        assert headers == {header_of(document.file)}, document.file


def test_schemes_have_no_header_but_one_scheme_named_after_the_file(definitions: Sources) -> None:
    for document in definitions.documents:
        if document.file.startswith("ontology/schemes/"):
            name = document.file.removeprefix("ontology/schemes/").removesuffix(".ttl")
            schemes = set(document.graph.subjects(RDF.type, SKOS.ConceptScheme))
            assert schemes == {URIRef(f"{BASE}scheme/{name}")}, document.file


def test_version_is_that_of_the_project(definitions: Sources) -> None:
    project = graph_root() / "pyproject.toml"
    if not project.is_file():
        pytest.skip("the wheel carries no pyproject.toml")
    version = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    for document in headed(definitions):
        header = header_of(document.file)
        space, _, rest = str(header).removeprefix(BASE).partition("/")
        version_iri = "/".join(part for part in (BASE + space, version, rest) if part)
        assert document.graph.value(header, OWL.versionInfo) == Literal(version), document.file
        assert document.graph.value(header, OWL.versionIRI) == URIRef(version_iri), document.file


def test_preferred_namespace_holds_every_defined_term(ontology: Graph) -> None:
    (namespace,) = ontology.objects(ONTOLOGY, VANN.preferredNamespaceUri)
    (prefix,) = ontology.objects(ONTOLOGY, VANN.preferredNamespacePrefix)
    assert (str(prefix), str(namespace)) == ("cn", str(CN))
    assert all(str(term).startswith(str(namespace)) for term in ontology.subjects(RDFS.isDefinedBy))


def header_of(file: str) -> URIRef:
    """Name the header that a file must have."""
    name = file.removesuffix(".ttl").removesuffix(".shapes")
    return ONTOLOGY if name == "ontology/cybernorms" else URIRef(BASE + name)
