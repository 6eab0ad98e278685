"""The table of checks, in the order in which they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cybernorms.federation.contract import descriptions, protocol, sample, semantics
from cybernorms.federation.contract.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the contract: what is looked at, and how to mend it.

    A member that fails an ``essential`` one can not be asked on a query's behalf. ``run`` gives
    what was found, or raises FailedError or InapplicableError. What is ``costly`` for an endpoint
    is not done in each test.
    """

    name: str
    title: str
    advice: str
    run: Callable[[Endpoint], str]
    essential: bool = False
    costly: bool = False


CHECKS: Final = (
    Check(
        "get",
        "Answers a query by GET",
        "Give the URL that takes SPARQL queries: GET with the parameter query has to answer "
        "a SELECT query with status 200 and application/sparql-results+json, without a login and "
        "with a valid certificate.",
        protocol.answers,
        essential=True,
    ),
    Check(
        "post",
        "Answers a query by POST of a form",
        "Let the endpoint take POST of application/x-www-form-urlencoded with the parameter query: "
        "federated queries with many values are too long for a URL.",
        protocol.asked_by_form,
        essential=True,
    ),
    Check(
        "post-direct",
        "Answers a query by POST of its text",
        "Let the endpoint take POST of application/sparql-query (SPARQL 1.1 Protocol 2.1.3).",
        protocol.asked_directly,
    ),
    Check(
        "json",
        "Gives tables as JSON",
        "Answer Accept: application/sparql-results+json with that type; look at proxies that "
        "change the Accept or Content-Type header.",
        protocol.gives_json,
        essential=True,
    ),
    Check(
        "ask",
        "Answers ASK by yes or no",
        "Answer ASK with a boolean, not with a table: federation engines find out by ASK who has "
        "something to say. Virtuoso answers with a table where a default graph is set.",
        protocol.decides,
    ),
    Check(
        "xml",
        "Gives tables as XML",
        "Answer Accept: application/sparql-results+xml with that type; some engines ask for "
        "nothing else.",
        protocol.gives_xml,
    ),
    Check(
        "csv",
        "Gives tables as CSV",
        "Answer Accept: text/csv with that type, its first row the names without question marks "
        "(SPARQL 1.1 Query Results CSV and TSV 3).",
        protocol.gives_csv,
    ),
    Check(
        "tsv",
        "Gives tables as TSV",
        "Answer Accept: text/tab-separated-values with that type, names with question marks and "
        "terms as in Turtle (SPARQL 1.1 Query Results CSV and TSV 4).",
        protocol.gives_tsv,
    ),
    Check(
        "graphs",
        "Gives graphs as Turtle",
        "Answer a CONSTRUCT query with Accept: text/turtle as text/turtle, not under the type of "
        "a table.",
        protocol.gives_graphs,
    ),
    Check(
        "cors",
        "Lets pages in browsers read answers",
        "Send Access-Control-Allow-Origin: * with every answer, errors too.",
        protocol.is_open_to_browsers,
    ),
    Check(
        "errors",
        "Tells a query that is none by a status of its client's fault",
        "Answer texts that are no query with status 400, so that whoever asks does not try again.",
        protocol.tells_errors,
    ),
    Check(
        "description",
        "Has a Service Description",
        "Answer GET of the endpoint without a query, with Accept: text/turtle, with an sd:Service "
        "(SPARQL 1.1 Service Description 2); give absolute IRIs.",
        descriptions.describes_itself,
    ),
    Check(
        "address",
        "Names its own address",
        "State sd:endpoint with the very URL that you joined with; behind a proxy the engine has "
        "to be told its public address.",
        descriptions.names_itself,
    ),
    Check(
        "void",
        "Has VoID",
        "Publish VoID with void:triples, void:classPartition and void:propertyPartition at "
        "/.well-known/void, in the Service Description, or in a graph of the data: it tells for "
        "which queries you are asked.",
        descriptions.has_void,
    ),
    Check(
        "void-total",
        "VoID tells the number of statements",
        "Make VoID again whenever the data change, with void:triples of the default graph that "
        "queries see.",
        descriptions.counts_statements,
    ),
    Check(
        "void-parts",
        "VoID tells classes and properties truly",
        "Make the partitions again whenever the data change: void:entities for each void:class, "
        "void:triples for each void:property.",
        descriptions.counts_parts,
    ),
    Check(
        "licence",
        "Has a licence that lets data be joined",
        "State dcterms:license of the data set in VoID, as the IRI of CC0, CC BY or one of their "
        "kin.",
        descriptions.is_licensed,
    ),
    Check(
        "values",
        "Joins VALUES with data",
        "Bindings are pushed down to you as VALUES blocks; an engine that gets them wrong makes "
        "federated answers wrong. Report it to the engine's makers, and upgrade.",
        semantics.pushes_values_down,
        essential=True,
    ),
    Check(
        "blocks",
        "Takes long VALUES blocks, and UNDEF",
        "Raise limits on the length of requests to 64 KiB; report wrong joins with UNDEF to the "
        "engine's makers.",
        semantics.takes_blocks,
    ),
    Check(
        "silent",
        "Keeps SERVICE SILENT silent",
        "A SERVICE SILENT that fails stands for one empty solution (SPARQL 1.1 Federated Query "
        "3.1); an endpoint may also refuse SERVICE with status 400 or 403.",
        semantics.silences_service,
    ),
    Check(
        "time-limit",
        "Ends costly queries in time, with an error",
        "Set a time limit of at most 30 seconds that stops the evaluation and answers with a "
        "status of 400 or more; an answer that breaks off behind status 200 looks like a whole "
        "one.",
        semantics.ends_in_time,
        costly=True,
    ),
    Check(
        "membership",
        "Describes endpoint and data set by DCAT",
        "Describe a dcat:DataService and the dcat:Dataset that it serves, in the data or in VoID; "
        "validate that with  cybernorms validate --profile federation-member  or at /validate, "
        "which tells each line to mend.",
        sample.describes_membership,
    ),
    Check(
        "sample",
        "A sample of its data conforms",
        "Validate your data with  cybernorms validate --profile submission  or at /validate, which "
        "tells each line to mend.",
        sample.conforms,
    ),
)
BY_NAME: Final = {check.name: check for check in CHECKS}
