"""rdflib's literals without its liberties."""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rdflib import Literal, URIRef

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
