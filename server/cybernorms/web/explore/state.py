"""What a view of the graph is asked for, all of it in the address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlencode

from cybernorms.engine import Entailment
from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.parameters import Values, entailment, single
from cybernorms.web.explore.naming import short_name

ONCE: Final = ("from", "to", "entailment")
OFTEN: Final = ("open",)
_MOST_OPEN: Final = 20


@dataclass(frozen=True, slots=True)
class State:
    """Where a view starts, which resources are opened, and where paths shall lead; all IRIs."""

    start: str = ""
    end: str = ""
    opened: tuple[str, ...] = ()
    entailment: Entailment = "owlrl"
    release: str = ""

    @property
    def address(self) -> str:
        """The address of this view."""
        pairs = [
            ("from", short_name(self.start)),
            ("to", short_name(self.end)),
            *(("open", short_name(iri)) for iri in self.opened),
            ("entailment", "" if self.entailment == "owlrl" else self.entailment),
            ("release", self.release),
        ]
        query = urlencode([pair for pair in pairs if pair[1]], safe="/")
        return f"/explore?{query}" if query else "/explore"

    @property
    def shown(self) -> tuple[str, ...]:
        """All that is opened, the start first."""
        return tuple(dict.fromkeys((self.start, *self.opened))) if self.start else ()

    def open(self, iri: str) -> str:
        """Give the address where this is opened too, the last of them."""
        rest = [each for each in self.opened if each != iri]
        return replace(self, opened=(*rest, iri)[-_MOST_OPEN:]).address

    def close(self, iri: str) -> str:
        """Give the address where this is not opened."""
        return replace(self, opened=tuple(each for each in self.opened if each != iri)).address

    def lead_to(self, iri: str) -> str:
        """Give the address that shows the paths to this; to nothing, that shows none."""
        return replace(self, end=iri).address

    def turn(self) -> str:
        """Give the address of the same view without what is derived, or with it again."""
        other: Literal["none", "owlrl"] = "none" if self.entailment == "owlrl" else "owlrl"
        return replace(self, entailment=other).address


def read_names(values: Values) -> Sequence[str]:
    """List what the parameters name.

    Raises MalformedRequestError where more is opened than a view has room for.
    """
    opened = values.get("open", ())
    if len(opened) > _MOST_OPEN:
        raise MalformedRequestError(
            f"open is given {len(opened)} times; up to {_MOST_OPEN} resources can be opened"
        )
    ends = (single(values, name) for name in ("from", "to"))
    return [*(name for name in ends if name), *opened]


def read_state(values: Values, named: dict[str, str]) -> State:
    """Read the parameters; ``named`` are the resources that they name."""
    start, end = (named.get(single(values, name) or "", "") for name in ("from", "to"))
    opened = dict.fromkeys(named[name] for name in values.get("open", ()))
    return State(
        start,
        end,
        tuple(iri for iri in opened if iri != start),
        entailment(values),
        single(values, "release") or "",
    )
