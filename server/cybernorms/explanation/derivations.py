"""One step back: the instances of rules that conclude a triple from what holds or may hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rdflib import Literal, Variable
from rdflib.term import Node

from cybernorms.explanation.rules import Call, Pattern, Rule, Triple, rules_for
from cybernorms.explanation.view import Status, View, are_equal, is_held_by
from cybernorms.namespaces import RDF

Bindings = Mapping[Node, Node]
_TYPE: Final = RDF.type


@dataclass(frozen=True, slots=True)
class Derivation:
    """An instance of a rule; ``cells`` are the triples of the list that one of its premises has."""

    rule: str
    premises: tuple[Triple, ...]
    cells: tuple[Triple, ...] = ()


def derivations(goal: Triple, view: View) -> list[Derivation]:
    """List the rule instances that conclude a triple and have no premise that is false."""
    found: dict[frozenset[Triple], Derivation] = {}
    for rule in rules_for(goal[1]):
        bindings = unify(rule.head, goal, {})
        if bindings is None:
            continue
        for solution in _solve(rule.body, bindings, view):
            derivation = instantiate(rule, solution, view)
            if goal not in derivation.premises:
                found.setdefault(frozenset(derivation.premises), derivation)
    return list(found.values())


def unify(pattern: Pattern, triple: Triple, bindings: Bindings) -> dict[Node, Node] | None:
    """Bind the variables of a pattern so that it is the triple; None if it can not be."""
    bound = dict(bindings)
    for term, node in zip(pattern, triple, strict=True):
        if isinstance(term, Variable):
            if bound.setdefault(term, node) != node:
                return None
        elif term != node:
            return None
    return bound


def instantiate(rule: Rule, bindings: Bindings, view: View) -> Derivation:
    """Put a solution into the premises of a rule, in their order."""
    premises: list[Triple] = []
    cells: list[Triple] = []
    for premise in rule.body:
        if not isinstance(premise, Call):
            premises.append(_bind(premise, bindings))
        elif premise.kind not in _TESTS:
            members, triples = _members(premise, bindings, view)
            premises += [_bind(pattern, bindings) for pattern in _unfold(premise, members)]
            cells += triples
    return Derivation(rule.name, tuple(dict.fromkeys(premises)), tuple(cells))


def _solve(body: Sequence[Pattern | Call], bindings: Bindings, view: View) -> Iterator[Bindings]:
    """Find bindings for all variables of the premises, the most bound premise first."""
    if not body:
        yield bindings
        return
    place = min(range(len(body)), key=lambda at: _freedom(body[at], bindings, view))
    premise, rest = body[place], [*body[:place], *body[place + 1 :]]
    if isinstance(premise, Call):
        yield from _call(premise, rest, bindings, view)
        return
    pattern = _bind(premise, bindings)
    if not any(isinstance(term, Variable) for term in pattern):
        if view.status(pattern) is not Status.FALSE:
            yield from _solve(rest, bindings, view)
        return
    for triple in view.match(pattern):
        bound = unify(pattern, triple, bindings)
        if bound is not None:
            yield from _solve(rest, bound, view)


def _call(
    premise: Call, rest: list[Pattern | Call], bindings: Bindings, view: View
) -> Iterator[Bindings]:
    if test := _TESTS.get(premise.kind):
        if test(*(bindings[term] for term in premise.terms)):
            yield from _solve(rest, bindings, view)
        return
    listed = view.items(bindings[_list_of(premise)])
    if not listed:
        return
    if premise.kind == "member":
        wanted = bindings.get(premise.terms[0])
        for member in dict.fromkeys(listed[0]):
            if wanted in {None, member}:
                yield from _solve(rest, {**bindings, premise.terms[0]: member}, view)
        return
    yield from _solve([*_unfold(premise, listed[0]), *rest], bindings, view)


def _freedom(premise: Pattern | Call, bindings: Bindings, view: View) -> int:
    """Count how many ways there are to meet a premise, roughly; calls wait for what they need."""
    if isinstance(premise, Call):
        needed = premise.terms if premise.kind in _TESTS else (_list_of(premise),)
        return 1 if all(term in bindings for term in needed) else 1 << 30
    pattern = _bind(premise, bindings)
    free = sum(isinstance(term, Variable) for term in pattern)
    if free > 1 or view.is_open(pattern):
        return free << 20
    return len(view.match(pattern)) if free else 0


def _list_of(premise: Call) -> Node:
    return premise.terms[-1 if premise.kind in {"member", "each", "agree"} else 1]


def _members(
    premise: Call, bindings: Bindings, view: View
) -> tuple[tuple[Node, ...], tuple[Triple, ...]]:
    listed = view.items(bindings[_list_of(premise)])
    if listed is None:
        raise AssertionError("a list that was read is one")
    return listed


def _unfold(premise: Call, members: Sequence[Node]) -> list[Pattern]:
    """Write what is asked of the members of a list as patterns."""
    if premise.kind == "member":
        return []
    if premise.kind == "each":
        return [(premise.terms[0], _TYPE, member) for member in members]
    if premise.kind == "agree":
        x, y, _ = premise.terms
        values = [Variable(f"value{number}") for number in range(len(members))]
        pairs = zip(members, values, strict=True)
        return [pattern for p, value in pairs for pattern in ((x, p, value), (y, p, value))]
    start, _, end = premise.terms
    between = [Variable(f"stop{number}") for number in range(1, len(members))]
    stops = [start, *between, end]
    return [(stops[at], member, stops[at + 1]) for at, member in enumerate(members)]


def _bind(pattern: Pattern, bindings: Bindings) -> Pattern:
    s, p, o = pattern
    return bindings.get(s, s), bindings.get(p, p), bindings.get(o, o)


def _is_one(node: Node) -> bool:
    return isinstance(node, Literal) and str(node).lstrip("+0") == "1"


_TESTS: Final[Mapping[str, Callable[..., bool]]] = MappingProxyType(
    {"one": _is_one, "fits": is_held_by, "equal": are_equal}
)
