"""What institutions send to be taken in: kept from the first byte on, judged, decided, accepted.

The archive has what was sent and what was said of it; what is accepted is the journal's to say.
"""

from cybernorms.submissions.acceptance import accept, held_graphs, retract, whereabouts
from cybernorms.submissions.archive import Archive
from cybernorms.submissions.judging import Judged, versions_of
from cybernorms.submissions.receipt import as_graph, as_receipt
from cybernorms.submissions.record import (
    DECISIONS,
    PUBLIC,
    STATES,
    Decision,
    Event,
    File,
    Judgement,
    Record,
    State,
    require_dataset,
)

__all__ = [
    "DECISIONS",
    "PUBLIC",
    "STATES",
    "Archive",
    "Decision",
    "Event",
    "File",
    "Judged",
    "Judgement",
    "Record",
    "State",
    "accept",
    "as_graph",
    "as_receipt",
    "held_graphs",
    "require_dataset",
    "retract",
    "versions_of",
    "whereabouts",
]
