"""An account as JSON: terms in N-Triples, each proof a tree, labels beside."""

import json
from typing import Any

from cybernorms.explanation.account import Account
from cybernorms.explanation.notation import ntriples, write_term
from cybernorms.explanation.proof import Proof
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.support import Quotation, Support


def write(account: Account) -> str:
    """Write an account as JSON."""
    return json.dumps(describe(account), ensure_ascii=False, indent=2) + "\n"


def describe(account: Account) -> dict[str, Any]:
    """Give an account as JSON's values."""
    document: dict[str, Any] = {
        "triple": _triple(account.triple, account),
        "holds": account.holds,
        "asserted": account.is_asserted,
        "proofs": [
            {
                "size": proof.size,
                "rules": list(dict.fromkeys(step.rule for step in proof.steps())),
                "leaves": [
                    [ntriples(term) for term in leaf] for leaf in sorted(proof.leaves, key=str)
                ],
                "tree": _node(proof, account),
            }
            for proof in account.proofs
        ],
        "labels": {str(term): label for term, label in account.labels.items()},
    }
    if not account.holds:
        document["remarks"] = list(account.remarks)
        document["nearest"] = [
            {"relation": near.relation, "triple": _triple(near.triple, account)}
            for near in account.near
        ]
    return document


def _triple(triple: Triple, account: Account) -> list[dict[str, Any]]:
    """Describe the terms of a triple; a list has its members."""
    terms = []
    for term in triple:
        described: dict[str, Any] = {"term": ntriples(term), "short": write_term(term)}
        if label := account.labels.get(term):
            described["label"] = label
        if term in account.lists:
            described["members"] = [write_term(member) for member in account.lists[term]]
        terms.append(described)
    return terms


def _node(proof: Proof, account: Account) -> dict[str, Any]:
    node: dict[str, Any] = {"triple": _triple(proof.triple, account)}
    if proof.rule is None:
        return node | {"asserted": _support(account.supports[proof.triple], account)}
    return node | {
        "rule": proof.rule,
        "premises": [_node(premise, account) for premise in proof.premises],
    }


def _support(support: Support, account: Account) -> dict[str, Any]:
    found: dict[str, Any] = {
        "graphs": list(map(str, support.graphs)),
        "passages": [_quotation(quotation, account) for quotation in support.passages],
        "sources": list(map(str, support.sources)),
    }
    if support.definition:
        found["definition"] = support.definition
    if support.justification:
        found["justification"] = support.justification
    return found


def _quotation(quotation: Quotation, account: Account) -> dict[str, Any]:
    document = quotation.document
    described = {
        "of": str(quotation.of),
        "passage": str(quotation.passage),
        "document": str(document) if document else None,
        "documentLabel": account.labels.get(document) if document else None,
        "section": quotation.section,
        "start": quotation.start,
        "end": quotation.end,
        "locator": quotation.locator,
        "sha256": quotation.sha256,
    }
    return {name: value for name, value in described.items() if value not in {None, ""}}
