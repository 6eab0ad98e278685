"""The other kind of question a worker answers: why does this triple hold?"""

from cybernorms.engine import Answer, Query
from cybernorms.errors import NotAcceptableError
from cybernorms.explanation import WRITERS, account_for, read_term
from cybernorms.remote import RemoteSnapshot
from cybernorms.store import Snapshot


def explain(snapshot: Snapshot | RemoteSnapshot, query: Query) -> Answer:
    """Answer a query of the kind "explanation"; the search is bounded by itself.

    Raises MalformedRequestError for what is no term, NotAcceptableError for a type that accounts
    are not written as.
    """
    media_type = query.results_type
    if media_type is None or media_type not in WRITERS:
        raise NotAcceptableError(f"an explanation comes as {', '.join(WRITERS)}")
    s, p, o = map(read_term, query.text.split("\n"))
    account = account_for((s, p, o), snapshot.facts(), most=query.max_rows)
    return Answer("EXPLANATION", media_type, WRITERS[media_type](account).encode(), snapshot.name)
