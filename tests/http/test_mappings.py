"""/mappings over our own graph, and a set that was sent and accepted."""

import csv
import json
from io import StringIO
from pathlib import Path

from click.testing import CliRunner
from rdflib import Graph, URIRef

from cybernorms.cli import main
from cybernorms.mappings import SSSOM
from cybernorms.namespaces import OWL, SKOS
from cybernorms.sources import RDF_FORMATS, read_rdf

from .conftest import Author, Server

CORRESPONDENCES = URIRef("https://w3id.org/cybernorms/mappings/correspondences")
SENT = """#mapping_set_id: https://observatory.example.org/mappings
#mapping_set_title: Theirs <b>&
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  cn: https://w3id.org/cybernorms/ontology#
#  obs: https://observatory.example.org/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment
cn:Agreement\tskos:exactMatch\tobs:t/1\tsemapv:LexicalMatching\t0.5\t<script>
"""


def triples(text: str) -> Graph:
    return read_rdf(text.encode(), "x.tsv", URIRef("http://e/"), RDF_FORMATS["sssom"]).graph


def test_our_own_sets_are_listed_and_each_form_says_the_same(own_server: Server) -> None:
    rows = list(csv.DictReader(StringIO(own_server.get("/mappings.csv").text)))
    assert [row["name"] for row in rows] == ["correspondences", "vocabularies"]
    table = own_server.get("/mappings/correspondences.tsv")
    assert table.headers["Content-Type"].startswith("text/tab-separated-values")
    graph = triples(table.text)
    mappings = list(graph.objects(CORRESPONDENCES, SSSOM["mappings"]))
    assert len(mappings) == int(rows[0]["count"]) > 20
    predicates = {graph.value(mapping, OWL.annotatedProperty) for mapping in mappings}
    assert predicates <= {
        SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    }  # fmt: skip
    document = own_server.get("/mappings/correspondences", "application/json").json()
    assert len(document["mappings"]) == len(mappings)
    turtle = own_server.get("/mappings/correspondences", "text/turtle")
    told = Graph().parse(data=turtle.text, format="turtle")
    for mapping in mappings:
        for end in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget):
            assert told.value(mapping, end) == graph.value(mapping, end)


def test_a_set_is_revalidated_and_one_that_is_none_is_told(own_server: Server) -> None:
    first = own_server.get("/mappings/vocabularies.tsv")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert own_server.get("/mappings/vocabularies.tsv", headers=tag).status_code == 304
    for name in ("nothing", "%00", "<script>", "x" * 5000):
        assert own_server.get(f"/mappings/{name}").status_code in {400, 404}


def test_a_set_of_others_is_published_once_it_is_written(author: Author) -> None:
    graph = f"{author.account.home}/mappings"
    body = triples(SENT).serialize(format="nt")
    sent = author.write("PUT", f"/data?graph={graph}", body, "application/n-triples")
    assert sent.status_code == 201, sent.text
    listed = author.server.get("/mappings.json").json()
    (found,) = [each for each in listed if each["graph"] == graph]
    assert (found["count"], found["iri"]) == (1, "https://observatory.example.org/mappings")
    table = author.server.get(f"/mappings/{found['name']}.tsv").text
    ends = {(s, p, o) for s, p, o in triples(table) if p == SKOS.exactMatch}
    assert ends == {(s, p, o) for s, p, o in triples(SENT) if p == SKOS.exactMatch}
    page = author.server.get(f"/mappings/{found['name']}", "text/html").text
    assert "Theirs &lt;b&gt;&amp;" in page
    assert "lexical matching" in page
    assert "<script>" not in page.replace("<script type", "")
    assert author.ask(
        "<https://observatory.example.org/t/1> <http://www.w3.org/2004/02/skos/core#exactMatch> "
        "<https://w3id.org/cybernorms/ontology#Agreement>"
    )
    assert author.write("DELETE", f"/data?graph={graph}").status_code == 204


def test_the_command_converts(tmp_path: Path) -> None:
    file = tmp_path / "theirs.tsv"
    file.write_text(SENT, "utf-8")
    result = CliRunner().invoke(main, ["mappings", "convert", str(file), "--format", "json"])
    assert json.loads(result.output)["mappings"][0]["confidence"] == 0.5
    again = CliRunner().invoke(main, ["mappings", "convert", str(file), "--format", "ttl"]).output
    assert set(Graph().parse(data=again, format="turtle")) == set(triples(SENT))
    file.write_text(SENT.replace("obs:t/1", "obx:t/1"), "utf-8")
    result = CliRunner().invoke(main, ["mappings", "convert", str(file)])
    assert (result.exit_code, "theirs.tsv:8:" in result.output) == (2, True)
