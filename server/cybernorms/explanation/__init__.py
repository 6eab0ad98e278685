"""Why a triple holds: proofs by the rules of OWL 2 RL, down to asserted triples."""

from cybernorms.explanation.checking import check
from cybernorms.explanation.facts import Facts, GraphFacts
from cybernorms.explanation.rules import Triple
from cybernorms.explanation.search import Found, Proof, prove

__all__ = ["Facts", "Found", "GraphFacts", "Proof", "Triple", "check", "prove"]
