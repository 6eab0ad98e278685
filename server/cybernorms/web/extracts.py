"""A piece of the graph as RDF: the statements that fit the patterns which a page is made from."""

from msgspec.structs import replace

from cybernorms.engine import Answer, Entailment
from cybernorms.web.quads import WRITERS
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Table, read_results


def extract(
    reader: Reader, media_type: str, *patterns: str, entailment: Entailment = "owlrl"
) -> Answer:
    """Give the statements that fit any of some patterns, which are as those of frame.read_frame.

    Each statement is in its graph where the format has room for that.
    """
    union = " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
    if media_type not in WRITERS:
        return reader.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ {union} }}", media_type, entailment)
    asked = reader.ask_own(f"SELECT DISTINCT ?s ?p ?o ?g {{ {union} }}", entailment)
    found = read_results(asked.body)
    rows = found.rows if isinstance(found, Table) else ()
    return replace(asked, form="CONSTRUCT", media_type=media_type, body=WRITERS[media_type](rows))
