"""What is listed, a row a kind: the columns of its list, and what it can be narrowed by."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from cybernorms.namespaces import CN, SCHEME


class Shown(Enum):
    """How the values of a column are shown."""

    CHOICE = "choice"
    """Links; the list can be narrowed to one of them."""
    LINK = "link"
    DATE = "date"
    """The earliest of them."""
    TEXT = "text"
    COUNT = "count"
    """Only how many there are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A property of what is listed; ``name`` is its parameter and its column in CSV.

    ``pattern`` binds ?value where ?s is listed; statements with ``prop`` are in the RDF.
    """

    name: str
    shown: Shown
    prop: str
    pattern: str

    @property
    def message(self) -> str:
        """Its heading."""
        return f"list-column-{self.name}"

    @property
    def is_inverse(self) -> bool:
        """Whether what is listed is the object of the property."""
        return self.pattern.startswith("?value")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is at /``name``: the instances of a class."""

    name: str
    class_: str
    columns: tuple[Column, ...]

    @property
    def message(self) -> str:
        """Its title; what is behind -text introduces it."""
        return f"list-{self.name}"


def _of(name: str, shown: Shown, prop: str, pattern: str = "?s <{}> ?value") -> Column:
    return Column(name, shown, str(CN[prop]), pattern.format(CN[prop]))


def _with(name: str, prop: str) -> Column:
    return _of(name, Shown.COUNT, prop, "?value <{}> ?s")


_BEGINNINGS: Final = " ".join(
    f"<{SCHEME[f'event-kind/{name}']}>"
    for name in (
        *("adoption", "publication", "launch", "signature", "opening-for-signature"),
        *("conclusions", "political-agreement", "proposal"),
    )
)
_BEGAN: Final = (
    f"VALUES ?began {{{{ {_BEGINNINGS} }}}} ?s <{{}}> ?event . "
    "?event cn:eventKind ?began ; cn:date ?value"
)

KINDS: Final = (
    Kind(
        "agreements",
        str(CN["Agreement"]),
        (
            _of("kind", Shown.CHOICE, "agreementKind"),
            _of("issuer", Shown.CHOICE, "issuedBy"),
            _of("date", Shown.DATE, "hasEvent", _BEGAN),
            _of("character", Shown.CHOICE, "legalCharacter"),
            _of("space", Shown.CHOICE, "space"),
            _of("status", Shown.CHOICE, "status"),
            _of("provisions", Shown.COUNT, "hasProvision"),
            _with("actions", "implementsAgreement"),
        ),
    ),
    Kind(
        "provisions",
        str(CN["Provision"]),
        (
            _of("agreement", Shown.CHOICE, "isProvisionOf"),
            _of("number", Shown.TEXT, "number"),
            _of("topic", Shown.CHOICE, "topic"),
            _of("addressee", Shown.CHOICE, "addressee"),
            _of("demand", Shown.CHOICE, "demand"),
            _of("correspondences", Shown.COUNT, "correspondsTo"),
            _of("actions", Shown.COUNT, "isImplementedBy"),
        ),
    ),
    Kind(
        "stakeholders",
        str(CN["Stakeholder"]),
        (
            _of("group", Shown.CHOICE, "stakeholderGroup"),
            _of("member", Shown.CHOICE, "memberOf"),
            _of("agreement", Shown.CHOICE, "participatesIn"),
            _with("actions", "carriedOutBy"),
            _with("positions", "holder"),
        ),
    ),
    Kind(
        "actions",
        str(CN["ImplementingAction"]),
        (
            _of("actor", Shown.CHOICE, "carriedOutBy"),
            _of("kind", Shown.CHOICE, "actionKind"),
            _of("agreement", Shown.CHOICE, "implementsAgreement"),
            _of("date", Shown.DATE, "date"),
            _of("provisions", Shown.COUNT, "implements"),
            _of("contributions", Shown.COUNT, "contributesTo"),
        ),
    ),
    Kind(
        "documents",
        str(CN["SourceDocument"]),
        (
            _of("author", Shown.CHOICE, "attributedTo"),
            _of("addressed", Shown.LINK, "addressedTo"),
            _with("passages", "sourceDocument"),
        ),
    ),
)
