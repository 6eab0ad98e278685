"""A proof as a tree, down to asserted triples."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cybernorms.explanation.rules import Triple


@dataclass(frozen=True)
class Proof:
    """A triple, the rule that concludes it and the proofs of its premises; no rule: asserted."""

    triple: Triple
    rule: str | None = None
    premises: tuple["Proof", ...] = ()
    cells: tuple[Triple, ...] = ()

    @cached_property
    def size(self) -> int:
        """Count its steps and leaves, each list as one."""
        return 1 + bool(self.cells) + sum(premise.size for premise in self.premises)

    @cached_property
    def leaves(self) -> frozenset[Triple]:
        """The asserted triples that it rests on, with those of lists."""
        if self.rule is None:
            return frozenset({self.triple})
        return frozenset(self.cells).union(*(premise.leaves for premise in self.premises))

    @cached_property
    def conclusions(self) -> frozenset[Triple]:
        """All triples that are derived in it."""
        if self.rule is None:
            return frozenset()
        return frozenset({self.triple}).union(*(p.conclusions for p in self.premises))

    def steps(self) -> Iterator["Proof"]:
        """Give the proof of each derived triple once, premises before what they lead to."""
        seen: set[Triple] = set()
        for node in self.nodes():
            if node.rule is not None and node.triple not in seen:
                seen.add(node.triple)
                yield node

    def nodes(self) -> Iterator["Proof"]:
        """Give it and the proofs of its premises and theirs, premises first."""
        for premise in self.premises:
            yield from premise.nodes()
        yield self


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: whether the triple holds, and its proofs, the shortest first.

    A triple of the closure without a proof is one whose search was given up (``STEPS``).
    """

    holds: bool
    proofs: tuple[Proof, ...]
