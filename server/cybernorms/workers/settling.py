"""Carrying out what was decided on submissions: what waits shares one build."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from rdflib import URIRef
from rdflib.term import Node

from cybernorms import reports
from cybernorms.accounts import Account
from cybernorms.audit import SERVER, audit
from cybernorms.build import Proposal, Workspace, current_snapshot
from cybernorms.errors import (
    CyberNormsError,
    DamagedJournalError,
    NonconformingError,
    RejectedError,
    StaleChangeError,
)
from cybernorms.sources import RDF_FORMATS, Document, Places, read_rdf
from cybernorms.submissions import Archive, Event, Record, accept, retract, whereabouts
from cybernorms.submissions.acceptance import revised_by
from cybernorms.validation import Report
from cybernorms.validation.ownership import validate_ownership

Commit = Callable[[Sequence[Proposal]], object]
"""Makes changes part of the graph, all or none; raises as ``build.commit`` does."""


def settle(archive: Archive, workspace: Workspace, commit: Commit) -> None:
    """Carry out all that is pending, and bring the archive in line with the journal.

    It may be cut short anywhere, and called again by anybody: a change is in the journal or not,
    and what is there is never made twice. What does not conform with the rest is refused, and its
    submission stays as it was. Raises DamagedJournalError, and what ``Workspace.refresh`` raises.
    """
    while True:
        workspace.refresh()
        _align(archive, workspace)
        batch: dict[URIRef, Record] = {}
        for record in archive.pending():
            batch.setdefault(record.graph, record)  # its successor's change depends on its own
        if not batch:
            return
        _carry_out(archive, workspace, commit, list(batch.values()))


def _align(archive: Archive, workspace: Workspace) -> None:
    """Take over from the journal what became of pending submissions."""
    written = workspace.journal.written
    wanted = {"approved": ("accepted", "superseded"), "retracting": ("retracted",)}
    for record in archive.pending():
        found = whereabouts(record, written)
        if found is not None and found[0] in wanted[record.state]:
            snapshot = current_snapshot(workspace.settings.state_dir).id
            revises = revised_by(record, written)
            audit(
                workspace.settings,
                f"submission.{found[0]}",
                record.iri,
                transaction=found[1],
                actor=SERVER,
            )
            archive.settled(record, found[0], found[1], snapshot, revises)


def _carry_out(
    archive: Archive, workspace: Workspace, commit: Commit, batch: Sequence[Record]
) -> None:
    """Make the changes of a batch together; where that fails, find out whose fault it is."""
    workspace.refresh()
    described = _described(workspace)
    ready: list[tuple[Record, Proposal]] = []
    for record in batch:
        try:
            ready.append((record, _proposal(archive, workspace, record, described)))
        except RejectedError as error:
            archive.refused(record, str(error), error.report)
    try:
        if ready:
            commit([proposal for _, proposal in ready])
    except DamagedJournalError:
        raise
    except StaleChangeError:
        return  # somebody else wrote; it is pending still
    except CyberNormsError as error:
        if len(ready) == 1:
            refusal = rejected(error) if isinstance(error, NonconformingError) else error
            report = refusal.report if isinstance(refusal, RejectedError) else {}
            archive.refused(ready[0][0], str(refusal), report)
            return
        half = len(ready) // 2
        for part in (ready[:half], ready[half:]):
            _carry_out(archive, workspace, commit, [record for record, _ in part])


def _proposal(
    archive: Archive, workspace: Workspace, record: Record, described: dict[Node, set[URIRef]]
) -> Proposal:
    """Work out the change that a record is pending for. Raises RejectedError."""
    written, decision = workspace.journal.written, _decision(archive, record)
    account = Account(
        record.institution, (str(record.graph),), str(record.graph), datetime.now(UTC)
    )
    if record.state == "retracting":
        comment = f"submission {record.id} retracted by {decision.actor}"
        return Proposal(account, retract(record, decision, written), comment, by_decision=True)
    document = read_statements(record, archive.statements(record.id))
    _require_own(record, document, described)
    comment = f"submission {record.id} accepted by {decision.actor}"
    change = accept(record, document.triples, decision, written)
    return Proposal(account, change, comment, by_decision=True)


def read_statements(record: Record, statements: bytes) -> Document:
    """Read what the archive keeps of a submission's statements, for the graph they belong to."""
    return read_rdf(statements, record.id, record.graph, RDF_FORMATS["ntriples"])


def _decision(archive: Archive, record: Record) -> Event:
    return [event for event in archive.events(record.id) if event.kind == record.state][-1]


def _described(workspace: Workspace) -> dict[Node, set[URIRef]]:
    """Tell which graphs describe each resource."""
    described: dict[Node, set[URIRef]] = {}
    for document in workspace.sources().documents:
        for subject, _, _ in document.triples:
            described.setdefault(subject, set()).add(document.name)
    return described


def _require_own(record: Record, document: Document, described: dict[Node, set[URIRef]]) -> None:
    """Raise RejectedError for what another graph describes by now, maybe of the same batch."""
    own = {record.graph, record.provenance}
    subjects = set(document.graph.subjects())
    others = {node for node in subjects if described.get(node, own) - own}
    report = validate_ownership(document.graph, others, (), Places((document,)))
    if not report.conforms:
        raise rejected(NonconformingError(reports.FORMATS["text"](report), report))
    for node in subjects:
        described.setdefault(node, set()).add(record.graph)


def rejected(error: NonconformingError) -> RejectedError:
    """Turn a judgement that something does not conform into what its author is told."""
    if not isinstance(error.report, Report):
        raise TypeError(f"{error.report!r} is no report")
    return RejectedError(
        str(error),
        {
            format_.media_type: format_(error.report)
            for format_ in (reports.FORMATS["json"], reports.FORMATS["turtle"])
        },
    )
