"""SPARQL 1.1 Update, evaluated without losing how a literal is written.

The parser of rdflib makes the algebra, and its evaluator solves the patterns; what the operations
do with the solutions is said here, because rdflib applies them one by one instead of deleting
first (Update 3.1.3), and reads USING otherwise than 3.1.3.1 has it.
"""

from typing import Final

from rdflib import Literal, URIRef
from rdflib.plugins.sparql.algebra import translateUpdate, traverse
from rdflib.plugins.sparql.parser import parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from cybernorms.errors import (
    ForbiddenQueryError,
    MalformedRequestError,
    QueryError,
    UnsupportedUpdateError,
)
from cybernorms.namespaces import XSD
from cybernorms.updates.patterns import restrict, solve, write
from cybernorms.updates.scratch import Scratch

_DEFAULT: Final = "DEFAULT"


def apply_update(
    scratch: Scratch,
    text: str,
    base: str,
    using: tuple[str, ...] | None = None,
    using_named: tuple[str, ...] | None = None,
) -> None:
    """Carry out the operations of an update request in order (SPARQL 1.1 Update 3).

    ``text`` has passed a syntax check. ``using`` and ``using_named`` are the protocol's dataset
    (SPARQL 1.1 Protocol 2.2.3), None where it gave none. CLEAR and DROP of ALL and NAMED mean the
    account's own graphs.

    Raises ForbiddenQueryError for LOAD and SERVICE, MalformedRequestError when both the protocol
    and the text name a dataset, QueryError when an operation fails, and UnsupportedUpdateError
    for what the evaluator can not do.
    """
    try:
        operations = translateUpdate(parseUpdate(text), base=base).algebra
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001 (any of a dozen kinds)
        raise UnsupportedUpdateError(
            f"this update is valid, but can not be carried out here: {error}"
        ) from None
    operations = [_plain_strings(operation) for operation in operations]
    for operation in operations:
        _check(operation, protocol_dataset=using is not None)
    for operation in operations:
        if operation.name == "Modify":
            _modify(scratch, operation, using, using_named)
        else:
            _OPERATIONS[operation.name](scratch, operation)


def _plain_strings(operation: CompValue) -> CompValue:
    """Make every xsd:string a plain literal: they are one (RDF 1.1 Concepts 3.3), not to rdflib."""

    def plain(node: object) -> object:
        if isinstance(node, Literal) and node.datatype == XSD["string"]:
            return Literal(str(node))
        return None

    translated: CompValue = traverse(operation, visitPost=plain)
    return translated


def _check(operation: CompValue, *, protocol_dataset: bool) -> None:
    if operation.name == "Load" and not operation.silent:
        raise ForbiddenQueryError(
            "LOAD: this endpoint fetches nothing; send the document to /data?graph=… instead"
        )

    def refuse_service(node: object) -> None:
        if isinstance(node, CompValue) and node.name == "ServiceGraphPattern":
            raise ForbiddenQueryError(
                "SERVICE: this endpoint does not ask others on its clients' behalf"
            )

    traverse(operation, visitPre=refuse_service)
    if (
        protocol_dataset
        and operation.name == "Modify"
        and (operation.using or operation.withClause)
    ):
        raise MalformedRequestError(
            "the dataset is given twice, by using-graph-uri or using-named-graph-uri and by USING "
            "or WITH in the update; drop one (SPARQL 1.1 Protocol 2.2.3)"
        )


def _insert_data(scratch: Scratch, operation: CompValue) -> None:
    write(scratch.add, None, [{}], operation.triples, operation.quads)


def _delete_data(scratch: Scratch, operation: CompValue) -> None:
    write(scratch.remove, None, [{}], operation.triples, operation.quads)


def _delete_where(scratch: Scratch, operation: CompValue) -> None:
    patterns = [CompValue("BGP", triples=operation.triples)]
    for name, triples in operation.quads.items():
        patterns.append(CompValue("Graph", term=name, p=CompValue("BGP", triples=triples)))
    where = patterns[0]
    for pattern in patterns[1:]:
        where = CompValue("Join", p1=where, p2=pattern, lazy=True)
    solutions = solve(scratch.dataset, scratch.default_graph(), operation, where)
    write(scratch.remove, None, solutions, operation.triples, operation.quads)


def _modify(
    scratch: Scratch,
    operation: CompValue,
    using: tuple[str, ...] | None,
    using_named: tuple[str, ...] | None,
) -> None:
    """Solve the pattern once, then delete for all solutions, then insert (Update 3.1.3)."""
    if operation.using:
        using = tuple(clause.default for clause in operation.using if clause.default)
        using_named = tuple(clause.named for clause in operation.using if clause.named)
    target: URIRef | None = operation.withClause
    if using is not None:
        dataset = restrict(scratch, using, using_named or ())
        default = dataset.default_graph
    else:
        dataset = scratch.dataset
        default = scratch.graph(target) if target is not None else scratch.default_graph()
    solutions = solve(dataset, default, operation, operation.where)
    if operation.delete:
        template = operation.delete
        write(scratch.remove, target, solutions, template.triples, template.quads)
    if operation.insert:
        template = operation.insert
        write(scratch.add, target, solutions, template.triples, template.quads)


def _clear(scratch: Scratch, operation: CompValue) -> None:
    """CLEAR and DROP (Update 3.1.4, 3.2.2), which are one where no empty graph is remembered."""
    which = operation.graphiri
    if which == "ALL":
        names = scratch.own()
    elif which == "NAMED":
        names = scratch.own()[1:]
    else:
        names = [scratch.home if which == _DEFAULT else which]
    for name in names:
        scratch.clear(name)


def _load(scratch: Scratch, operation: CompValue) -> None:
    """LOAD SILENT (Update 3.1.5), which may fail to load without telling: nothing is fetched."""


def _create(scratch: Scratch, operation: CompValue) -> None:
    """CREATE (Update 3.2.1): a graph begins with its first triple, so there is nothing to do."""
    name = operation.graphiri
    scratch.add(name, ())
    if len(scratch.graph(name)) and not operation.silent:
        raise QueryError(
            f"CREATE: there is a graph {name} already; write CREATE SILENT if that is fine"
        )


def _transfer(scratch: Scratch, operation: CompValue) -> None:
    """ADD, COPY and MOVE (Update 3.2.3 to 3.2.5); DEFAULT is the home graph here, not the union."""
    source, target = (None if name == _DEFAULT else name for name in operation.graph)
    if (source or scratch.home) == (target or scratch.home):
        return
    triples = list(scratch.graph(source))
    if operation.name != "Add":
        scratch.clear(target)
    scratch.add(target, triples)
    if operation.name == "Move":
        scratch.clear(source)


_OPERATIONS: Final = {
    "Load": _load,
    "InsertData": _insert_data,
    "DeleteData": _delete_data,
    "DeleteWhere": _delete_where,
    "Clear": _clear,
    "Drop": _clear,
    "Create": _create,
    "Add": _transfer,
    "Copy": _transfer,
    "Move": _transfer,
}
