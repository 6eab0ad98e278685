"""rdflib's literals without its liberties."""

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from rdflib import Literal, URIRef

from cybernorms.namespaces import XSD

# What is surely written in a datatype's lexical space (XML Schema 1.1, part 2); days of a month and
# sizes are left to rdflib, which else takes more than there is.
LEXICAL: Final[Mapping[URIRef, re.Pattern[str]]] = MappingProxyType(
    {
        XSD[name]: re.compile(pattern, re.ASCII | re.DOTALL)
        for name, pattern in {
            "string": r".*",
            "boolean": r"true|false|0|1",
            "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
            "integer": r"[+-]?\d+",
            "nonNegativeInteger": r"\+?\d+",
            "positiveInteger": r"\+?0*[1-9]\d*",
            "date": r"\d{4}-\d\d-\d\d",
            "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
            "gYear": r"\d{4}",
            "gYearMonth": r"\d{4}-(0[1-9]|1[0-2])",
        }.items()
    }
)
_COMPLAINT: Final = re.compile(r"Failed to convert Literal|does not look like a valid URI")


@contextmanager
def silenced_literal_complaints() -> Iterator[None]:
    """Keep rdflib quiet about ill-typed literals; saying so is the work of the shapes."""
    logger = logging.getLogger("rdflib.term")

    def keep(record: logging.LogRecord) -> bool:
        return not _COMPLAINT.search(record.getMessage())

    logger.addFilter(keep)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        logger.removeFilter(keep)


def typed_literal(text: str, datatype: URIRef) -> Literal:
    """Make a literal with its lexical form as it is, ill-typed or not."""
    literal = Literal(text, datatype=datatype, normalize=False)
    if str(literal) == text:
        return literal
    # Even so rdflib takes white space from xsd:token and its like; it gets it back.
    written: Literal = str.__new__(Literal, text)
    for slot in ("_language", "_datatype", "_value", "_ill_typed"):
        setattr(written, slot, getattr(literal, slot))
    return written


def certain_literal(text: str, datatype: URIRef) -> Literal | None:
    """Make a literal of a text that is surely written in a datatype's lexical space, else None.

    None too for a datatype of which that is not known. A plain string has no datatype here.
    """
    if datatype not in LEXICAL or not LEXICAL[datatype].fullmatch(text):
        return None
    if datatype == XSD.string:
        return Literal(text)
    literal = typed_literal(text, datatype)
    return None if literal.ill_typed else literal
