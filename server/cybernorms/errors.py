"""What can go wrong, by meaning; the web and the command line map these to statuses and exits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class CyberNormsError(Exception):
    """Base of every error that the project raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Be pickled by what it has, for not all kinds are made from their message."""
        return _revive, (type(self), self.args, self.__dict__)


def _revive(
    kind: type[CyberNormsError], args: tuple[Any, ...], parts: dict[str, Any]
) -> CyberNormsError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(parts)
    return error


class InputError(CyberNormsError):
    """The input or the call is unusable (a missing folder, a bad setting, an unknown option)."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text; line and column count from 1, the column in characters."""

    line: int
    column: int


class UnfitError(CyberNormsError):
    """Something is too particular for the way that large graphs take; the usual way has it."""


class RdfSyntaxError(InputError):
    """A file or body that should be RDF does not parse.

    ``source`` is the file path or a name such as ``request body``; ``position`` is None where the
    parser does not tell.
    """

    def __init__(self, source: str, message: str, position: Position | None = None) -> None:
        """Keep the parts, and join them into one line that an editor can jump to."""
        self.source, self.message, self.position = source, message, position
        place = f":{position.line}:{position.column}" if position else ""
        super().__init__(f"{source}{place}: {message}")


class UnreadableSourcesError(InputError):
    """One or more files cannot be read as RDF; ``errors`` has all of them, in file order."""

    def __init__(self, errors: list[InputError]) -> None:
        """Keep the errors and list them, one a line."""
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


class ForbiddenShapesError(InputError):
    """Shapes use what is refused of those of others (SERVICE, SHACL-JS), or none are taken here."""


class NonconformingError(CyberNormsError):
    """The data violates its shapes.

    The message is the report as text; ``report`` is the ``validation.Report`` itself, typed
    loosely because errors know no stage.
    """

    def __init__(self, message: str, report: object) -> None:
        """Keep the report beside its text."""
        self.report = report
        super().__init__(message)


class InconsistencyError(CyberNormsError):
    """The graph contradicts its ontology.

    ``clashes`` says how, each a ``reasoning.Clash``, typed loosely because errors know no stage;
    ``inferred`` is the graph of what follows nevertheless.
    """

    def __init__(self, clashes: Sequence[object], inferred: Any = None, most: int = 20) -> None:  # noqa: ANN401
        """Keep the clashes, and list so many of them, one a line."""
        self.clashes, self.inferred = clashes, inferred
        more = [f"and {len(clashes) - most} more"] if len(clashes) > most else []
        lines = ["the graph contradicts itself:", *map(str, clashes[:most]), *more]
        super().__init__("\n".join(lines))


class ForbiddenGraphError(CyberNormsError):
    """The account may not write a graph that the change touches."""


class ForbiddenRoleError(CyberNormsError):
    """The account has not the role that this takes."""


class StaleChangeError(CyberNormsError):
    """Somebody else wrote since the change was computed; compute it anew and try again."""


class WrongStateError(CyberNormsError):
    """A submission is in no state in which what was asked can be done."""


class DamagedJournalError(CyberNormsError):
    """The journal of writes is not as it was written, and not by a mere interruption."""


class DamagedLogError(CyberNormsError):
    """The audit log is not as it was written, and not by a mere interruption."""


class EngineError(CyberNormsError):
    """A reasoning, validation or query engine failed, so nothing can be said about the data."""


class RequestError(InputError):
    """Base of requests that break the SPARQL 1.1 Protocol before any query is read."""


class MalformedRequestError(RequestError):
    """A parameter is missing, repeated, not UTF-8 or not a value that it may have."""


class UnsupportedMediaTypeError(RequestError):
    """The body's media type or charset is none that the operation takes."""


class UnsupportedCodingError(UnsupportedMediaTypeError):
    """The body comes in a content coding that is not taken."""


class SlowBodyError(RequestError):
    """The client did not send the body in time."""


class TooLargeError(RequestError):
    """The body or the query text is longer than ``value`` bytes; ``limit`` names the setting."""

    def __init__(self, message: str, limit: str, value: int) -> None:
        """Keep the setting's name and value so that the client can be told."""
        self.limit, self.value = limit, value
        super().__init__(message)


class MethodNotAllowedError(RequestError):
    """The operation does not take this HTTP method; ``allowed`` lists those that it takes."""

    def __init__(self, message: str, allowed: tuple[str, ...]) -> None:
        """Keep the methods for the Allow header."""
        self.allowed = allowed
        super().__init__(message)


class NotFoundError(RequestError):
    """Nothing is known about the resource that was asked for.

    ``near`` are IRIs and labels of what may be meant.
    """

    def __init__(self, message: str, near: Sequence[tuple[str, str]] = ()) -> None:
        """Say what is not known, and what is."""
        super().__init__(message)
        self.near = tuple(near)


class GoneError(RequestError):
    """What was asked for was there, and was taken back."""


class QueryError(CyberNormsError):
    """Base of what can be wrong with a query that reached us."""


class QuerySyntaxError(QueryError):
    """The query text is not SPARQL; ``position`` is where the parser stopped, where it tells."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        """Keep the place beside the message."""
        self.message, self.position = message, position
        super().__init__(message)


class ForbiddenQueryError(QueryError):
    """The query uses a feature that this endpoint refuses (SERVICE, LOAD, update)."""


class ReadOnlyError(ForbiddenQueryError):
    """The request would change something, and this server only reads."""


class NotAcceptableError(QueryError):
    """The query's form has no serialisation that the client accepts."""


class QueryLimitError(QueryError):
    """A limit stopped the query; ``limit`` names the setting, ``value`` is what it is set to."""

    def __init__(self, message: str, limit: str, value: float) -> None:
        """Keep the setting's name and value so that the client can be told."""
        self.limit, self.value = limit, value
        super().__init__(message)


class BusyError(CyberNormsError):
    """No worker became free in time; try again after ``retry_after`` seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        """Keep the delay, in whole seconds, that the client should wait."""
        self.retry_after = retry_after
        super().__init__(message)


class EngineUnavailableError(BusyError):
    """The engine of another process or machine can not be reached, or has not the graphs yet."""


class TooManyRequestsError(BusyError):
    """One client has too many queries waiting already."""


class StoppedError(CyberNormsError):
    """The operator stopped the query, or its client hung up."""


class NoSnapshotError(CyberNormsError):
    """There is no built snapshot to answer from."""


class NoSearchIndexError(NoSnapshotError):
    """The snapshot was built without an index to search."""


class UnsupportedUpdateError(QueryError):
    """The update is valid, but not within what the evaluator can do."""


class UnauthenticatedError(RequestError):
    """The request needs a token, and has none that opens anything."""


class PreconditionError(RequestError):
    """What the client takes for granted of a graph (RFC 9110 13.1) is not so, or no longer."""


class RefusedAddressError(InputError):
    """An address of another machine is none that this server calls; it was not called."""


class RemoteError(CyberNormsError):
    """Another machine was called, and did not reply, or not as it should."""


class ServiceError(RemoteError):
    """A member was asked on a query's behalf, and failed.

    ``statement`` is the ``engine.Completeness`` of the answer that there is not, typed loosely
    because errors know no stage.
    """

    def __init__(self, message: str, statement: Any) -> None:  # noqa: ANN401
        """Keep the statement beside the message."""
        self.statement = statement
        super().__init__(message)


class RejectedError(CyberNormsError):
    """A write was judged, and turned down; nothing was changed.

    ``report`` is the validation report by media type, empty for a contradiction.
    """

    def __init__(self, message: str, report: dict[str, str]) -> None:
        """Keep the report beside its text."""
        self.report = report
        super().__init__(message)
