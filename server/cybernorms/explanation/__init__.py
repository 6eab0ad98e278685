"""Why a triple holds: proofs by the rules of OWL 2 RL, down to asserted triples."""

from cybernorms.explanation.account import Account, account_for
from cybernorms.explanation.checking import check
from cybernorms.explanation.facts import Facts, GraphFacts
from cybernorms.explanation.notation import ntriples, read_term, write_term
from cybernorms.explanation.proof import Found, Proof
from cybernorms.explanation.rules import RULES, Triple
from cybernorms.explanation.search import prove
from cybernorms.explanation.support import Published
from cybernorms.explanation.writers import WRITERS

__all__ = [
    "RULES",
    "WRITERS",
    "Account",
    "Facts",
    "Found",
    "GraphFacts",
    "Proof",
    "Published",
    "Triple",
    "account_for",
    "check",
    "ntriples",
    "prove",
    "read_term",
    "write_term",
]
