"""An account to read in a terminal: each proof as a tree, its leaves with what they rest on."""

from collections.abc import Iterator
from typing import Final

from rdflib.term import Node

from cybernorms.explanation.account import Account
from cybernorms.explanation.notation import write_term
from cybernorms.explanation.proof import Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.support import Quotation

_BRANCH: Final = ("├─ ", "│  ")
_LAST: Final = ("└─ ", "   ")


def write(account: Account) -> str:
    """Write an account as text, a line a triple."""
    return "\n".join(_lines(account)) + "\n"


def _lines(account: Account) -> Iterator[str]:
    yield _sentence(account.triple, account)
    named = [account.labels.get(term, write_term(term)) for term in account.triple]
    yield f"({' · '.join(named)})"
    yield ""
    if not account.holds:
        yield "does not hold: nobody states it, and it does not follow"
        yield from (f"- {remark}" for remark in account.remarks)
        yield from _near(account)
    elif account.is_asserted:
        yield "holds: it is asserted"
        yield from _support(account.triple, account)
    elif not account.proofs:
        yield "holds, but the search for a proof was given up before one was found"
    else:
        yield from _proofs(account)


def _near(account: Account) -> Iterator[str]:
    if account.near:
        yield "what holds nearby:"
    for near in account.near:
        yield f"- {near.relation}: {_sentence(near.triple, account)}"


def _proofs(account: Account) -> Iterator[str]:
    count = len(account.proofs)
    yield f"holds: it follows{f' in {count} ways, the shortest first' if count > 1 else ''}"
    for number, proof in enumerate(account.proofs, 1):
        cells = {cell for step in proof.steps() for cell in step.cells}
        leaves = len(proof.leaves - cells)
        yield ""
        yield f"Proof {number}: {leaves} asserted statements, {len([*proof.steps()])} steps"
        yield from _tree(proof, account)


def _tree(proof: Proof, account: Account) -> Iterator[str]:
    if proof.rule is None:
        yield _sentence(proof.triple, account)
        yield from _support(proof.triple, account)
        return
    yield f"{_sentence(proof.triple, account)}   [{proof.rule}]"
    for premise in proof.premises:
        first, further = _LAST if premise is proof.premises[-1] else _BRANCH
        for number, line in enumerate(_tree(premise, account)):
            yield f"{further if number else first}{line}"


def _support(triple: Triple, account: Account) -> Iterator[str]:
    support = account.supports[triple]
    graphs = ", ".join(map(write_term, support.graphs))
    if graphs:
        yield f"     asserted in {graphs}"
    for quotation in support.passages:
        of = "" if quotation.of == triple[0] else f" of {write_term(quotation.of)}"
        yield f"     passage{of}: {_quotation(quotation, account)}"
    if support.definition:
        yield f"     defined: {support.definition}"
    if support.justification:
        yield f"     because: {support.justification}"
    if support.sources:
        names = (account.labels.get(source, str(source)) for source in support.sources)
        yield f"     source: {', '.join(names)}"


def _quotation(quotation: Quotation, account: Account) -> str:
    document = quotation.document
    parts = [account.labels.get(document, write_term(document))] if document else []
    if quotation.section:
        parts.append(f"section “{quotation.section}”")
    if quotation.start is not None:
        parts.append(f"characters {quotation.start} to {quotation.end}")
    if quotation.locator:
        parts.append(f"“{quotation.locator} …”")
    return ", ".join(parts)


def _sentence(triple: Triple, account: Account) -> str:
    return " ".join(_term(term, account) for term in triple)


def _term(term: Node, account: Account) -> str:
    if term in account.lists:
        return f"( {' '.join(map(write_term, account.lists[term]))} )"
    return write_term(term)
