"""A change of a few statements that mends a fault."""

from dataclasses import dataclass
from typing import NamedTuple

from cybernorms.sources import Triple
from cybernorms.terms import shorten


@dataclass(frozen=True, slots=True)
class Patch:
    """The smallest change that certainly makes a result go away: whole statements."""

    delete: tuple[Triple, ...] = ()
    insert: tuple[Triple, ...] = ()

    def __str__(self) -> str:
        """Write lines of Turtle, with - before what is to be deleted and + before what is new."""
        deleted = [f"- {write_triple(triple)}" for triple in self.delete]
        return "\n".join([*deleted, *(f"+ {write_triple(triple)}" for triple in self.insert)])

    def words(self) -> str:
        """Say it in a sentence."""
        new = "  ".join(write_triple(triple) for triple in self.insert)
        if not self.delete:
            return f"Add the statement  {new}"
        return f"Write  {new}  instead." if new else "Delete the statement."


class Mend(NamedTuple):
    """What to do, in words, and done."""

    remedy: str | None = None
    patch: Patch | None = None


def make_mend(delete: tuple[Triple, ...] = (), insert: tuple[Triple, ...] = ()) -> Mend:
    """Make a patch, and say it in words."""
    patch = Patch(delete, insert)
    return Mend(patch.words(), patch)


def write_triple(triple: Triple) -> str:
    """Write a statement as a line of Turtle, with the project's prefixes."""
    return f"{' '.join(shorten(term) for term in triple)} ."
