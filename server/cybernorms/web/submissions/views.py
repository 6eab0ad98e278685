"""The routes of /submissions."""

from typing import Final

from flask import Blueprint, Response, request

from cybernorms.audit import audit
from cybernorms.errors import (
    ForbiddenGraphError,
    MalformedRequestError,
    NotFoundError,
    RejectedError,
)
from cybernorms.protocol.submissions import parse_decision, parse_submission, parse_wait
from cybernorms.settings import Settings
from cybernorms.submissions import PUBLIC, STATES, Archive, File, Record, State
from cybernorms.web.methods import answer_options
from cybernorms.web.profiles import list_profiles
from cybernorms.web.reader import Reader
from cybernorms.web.submissions.answers import Receipts
from cybernorms.web.submissions.waiting import Waiters
from cybernorms.web.writing import Author, Desk
from cybernorms.workers import WriterClient, wire

_JUDGED_IN: Final = 10.0
_BUILT_IN: Final = 60.0
_LONGEST: Final = 120.0
"""Seconds that a client waits for a judgement, for a build, and at most."""
_LISTED: Final = 100
_LONGEST_REQUEST: Final = 65536
"""Bytes of a decision."""


def submissions_blueprint(
    settings: Settings, reader: Reader, desk: Desk, writer: WriterClient
) -> Blueprint:
    """Make the routes."""
    blueprint = Blueprint("submissions", __name__)
    counter = Counter(settings, reader, desk, writer)

    @blueprint.get("/submissions")
    @blueprint.get("/submissions.<suffix>")
    def listing(suffix: str | None = None) -> Response:
        return counter.list(suffix)

    @blueprint.post("/submissions")
    def submit() -> Response:
        return counter.take()

    @blueprint.get("/submissions/<id_>")
    @blueprint.get("/submissions/<id_>.<suffix>")
    def receipt(id_: str, suffix: str | None = None) -> Response:
        record = counter.visible(id_)
        return counter.receipts.show(record, suffix)

    @blueprint.get("/submissions/<id_>/data")
    def data(id_: str) -> Response:
        return counter.receipts.data(counter.visible(id_))

    @blueprint.get("/submissions/<id_>/report")
    def report(id_: str) -> Response:
        return counter.receipts.report(counter.visible(id_))

    @blueprint.post("/submissions/<id_>/decision")
    def decide(id_: str) -> Response:
        return counter.decide(id_)

    @blueprint.post("/submissions/<id_>/retraction")
    def retract(id_: str) -> Response:
        return counter.retract(id_)

    for number, (rule, *methods) in enumerate(
        (
            ("/submissions", "GET", "HEAD", "OPTIONS", "POST"),
            ("/submissions/<_>/decision", "OPTIONS", "POST"),
            ("/submissions/<_>/retraction", "OPTIONS", "POST"),
        )
    ):
        blueprint.add_url_rule(
            rule,
            f"options-{number}",
            lambda _="", methods=methods: answer_options(*methods),
            methods=["OPTIONS"],
            provide_automatic_options=False,
        )
    return blueprint


class Counter:
    """Takes submissions and decisions, and shows to each who may see it."""

    def __init__(
        self, settings: Settings, reader: Reader, desk: Desk, writer: WriterClient
    ) -> None:
        """Keep submissions in the archive of the state folder; its clerk does the work."""
        self._settings, self._reader, self._desk = settings, reader, desk
        self._archive = Archive(settings.state_dir)
        self.receipts = Receipts(self._archive)
        self._waiters = Waiters(self._archive, writer, settings.threads // 4)

    def take(self) -> Response:
        """Keep what is sent, then wait a little for its judgement; 201 with the receipt.

        Raises what the desk raises, MalformedRequestError and UnsupportedMediaTypeError for what
        is no submission, and what is wrong with a text that turns out to be no RDF.
        """
        author, body = self._desk.receive(self._settings.max_submission_bytes)
        wanted = parse_submission(request.query_string, request.headers.get("Content-Type"), body)
        self._require_profile(wanted.profile)
        files = [File(text.file, text.format, len(text.content)) for text in wanted.texts]
        record = self._archive.add(
            author.account.name,
            wanted.dataset,
            files,
            b"".join(text.content for text in wanted.texts),
            profile=wanted.profile,
            base=wanted.base,
        )
        audit(self._settings, "submission.received", record.iri, detail=f"sha256 {record.sha256}")
        record = self._waiters.until_judged(record, self._patience(_JUDGED_IN))
        if record.problem:
            raise wire.read_error(dict(record.problem))
        return self.receipts.created(record)

    def decide(self, id_: str) -> Response:
        """Keep a curator's decision, and wait for what is accepted to be served.

        200 when it is done; 202 when it is decided, and done by the next build. Raises
        ForbiddenRoleError, NotFoundError, WrongStateError, and RejectedError for what does not
        conform with the rest.
        """
        author, body = self._desk.receive(_LONGEST_REQUEST)
        author.account.require_role("curator")
        content_type = request.headers.get("Content-Type")
        wanted = parse_decision(content_type, body, retraction=False)
        if wanted.decision is None:
            raise MalformedRequestError("there is no decision in it")
        record = self._archive.decide(id_, wanted.decision, author.account.name, wanted.reason)
        audit(self._settings, f"submission.{record.state}", record.iri, detail=wanted.reason)
        return self._carried_out(record)

    def retract(self, id_: str) -> Response:
        """Have a submission's graph emptied, for its institution or a curator.

        Answers and raises as ``decide`` does, ForbiddenGraphError for another institution.
        """
        author, body = self._desk.receive(_LONGEST_REQUEST)
        record = self._archive.find(id_)
        if not _may_see(record, author):
            raise NotFoundError(f"there is no submission {id_}")
        if author.account.role != "curator" and record.institution != author.account.name:
            raise ForbiddenGraphError(f"the submission {id_} is of {record.institution}")
        content_type = request.headers.get("Content-Type")
        wanted = parse_decision(content_type, body, retraction=True)
        record = self._archive.withdraw(id_, author.account.name, wanted.reason)
        audit(self._settings, f"submission.{record.state}", record.iri, detail=wanted.reason)
        return self._carried_out(record)

    def visible(self, id_: str) -> Record:
        """Give a submission that the client may see. Raises NotFoundError."""
        record = self._archive.find(id_)
        if not _may_see(record, self._desk.author()):
            raise NotFoundError(
                f"there is no submission {id_}; one that was never accepted is seen with a token "
                "of its institution or of a curator"
            )
        return record

    def list(self, suffix: str | None) -> Response:
        """List what the client may see: all for a curator, else its own, or what is public."""
        author = self._desk.author()
        chosen = _states(request.args.getlist("state"))
        institution = request.args.get("institution") or None
        after = request.args.get("after", "")
        if author is None:
            chosen = tuple(PUBLIC.intersection(chosen)) if chosen else tuple(PUBLIC)
        elif author.account.role != "curator":
            institution = author.account.name
        records = (
            self._archive.records(chosen, institution, most=_LISTED + 1, after=after)
            if chosen or author
            else []
        )
        return self.receipts.listing(records[:_LISTED], suffix, more=len(records) > _LISTED)

    def _carried_out(self, record: Record) -> Response:
        decided = record.state
        record = self._waiters.until_settled(record, self._patience(_BUILT_IN))
        if record.state in {"approved", "retracting"}:
            return self.receipts.changed(record, 202)
        latest = self._archive.events(record.id)[-1]
        if decided in {"approved", "retracting"} and latest.kind == "refused":
            raise RejectedError(latest.reason, dict(latest.report or {}))
        return self.receipts.changed(record)

    def _patience(self, default: float) -> float:
        return parse_wait(request.headers.get("Prefer"), default, _LONGEST)

    def _require_profile(self, wanted: str) -> None:
        profiles = [each for each in list_profiles(self._reader) if each.name != "core"]
        if wanted not in {name for each in profiles for name in (each.name, each.token)}:
            raise MalformedRequestError(
                f"profile={wanted[:100]}: no profile for what others send; there are "
                + ", ".join(each.token for each in profiles)
            )


def _may_see(record: Record, author: Author | None) -> bool:
    if record.is_public:
        return True
    return author is not None and (
        author.account.role == "curator" or author.account.name == record.institution
    )


def _states(wanted: list[str]) -> tuple[State, ...]:
    """Read the states of a filter. Raises MalformedRequestError."""
    for name in wanted:
        if name and name not in STATES:
            raise MalformedRequestError(f"state={name[:100]}: choose one of {', '.join(STATES)}")
    return tuple(state for state in STATES if state in wanted)
