"""A judgement of what the archive keeps, as it travels from the judge's worker to the clerk."""

from itertools import chain
from typing import Final

from cybernorms.reports import FORMATS, Style
from cybernorms.sources import Sources
from cybernorms.submissions import Judged, versions_of
from cybernorms.submissions.judging import canonical_statements
from cybernorms.validation import Report, Severity, choose_profile
from cybernorms.workers.child import Message

_FORMATS: Final = ("json", "turtle")
_MOST: Final = 1000
"""Results of a report that is kept."""


def write_kept(profile: str, own: Sources, given: Sources, report: Report) -> Message:
    """Write a judgement made beside our ``own`` graph, with what was given in canonical form.

    Raises InputError for an unknown profile.
    """
    statements = canonical_statements(chain.from_iterable(d.triples for d in given.documents))
    texts = {d.file: d.text for d in given.documents if d.text is not None}
    head = {
        "profile": choose_profile(own, profile).token,
        "conforms": report.conforms,
        "counts": {each.name.lower(): report.count(each) for each in Severity},
        "versions": versions_of(own),
        "report": {
            FORMATS[name].media_type: FORMATS[name](report, Style(_MOST, texts=texts))
            for name in _FORMATS
        },
    }
    return head, statements


def read_kept(message: Message) -> Judged:
    """Read a judgement."""
    head, statements = message
    return Judged(**head, statements=statements)
