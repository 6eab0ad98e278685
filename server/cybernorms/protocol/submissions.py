"""HTTP requests about submissions: what is sent, what is decided, and how long a client waits."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.http import parse_options_header

from cybernorms.errors import InputError, MalformedRequestError, UnsupportedMediaTypeError
from cybernorms.protocol.forms import MULTIPART, read_form, read_multipart
from cybernorms.protocol.parameters import collect, decode, refuse_misspelt, single
from cybernorms.protocol.request import FORM
from cybernorms.protocol.validation import parse_texts
from cybernorms.submissions import DECISIONS, Decision, require_dataset
from cybernorms.validation import SUBMISSION
from cybernorms.validation.ownership import require_base
from cybernorms.workers import Text

_ONCE: Final = ("dataset", "profile", "base", "input-format")
_KNOWN: Final = (*_ONCE, "text", "file")
_LONGEST_REASON: Final = 4000
_WAIT: Final = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")
_ASYNC: Final = re.compile(r"(?:^|[,\s])respond-async(?:$|[,;\s])")


@dataclass(frozen=True, slots=True)
class SubmissionRequest:
    """What an institution submits, for which of its data sets, and as which profile."""

    dataset: str
    profile: str
    base: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision, or None for a retraction, and the reason that there has to be for either."""

    decision: Decision | None
    reason: str


def parse_submission(
    query_string: bytes, content_type: str | None, body: bytes
) -> SubmissionRequest:
    """Read a POST to /submissions; the body is what /validate takes, without shapes.

    Raises MalformedRequestError and UnsupportedMediaTypeError.
    """
    sent = parse_texts(query_string, content_type, body, _ONCE, _KNOWN)
    if "shapes" in sent.values or any(file.field == "shapes" for file in sent.files):
        raise MalformedRequestError("a submission is judged by our shapes; send none")
    dataset, base = single(sent.values, "dataset"), single(sent.values, "base") or ""
    if not dataset:
        raise MalformedRequestError(
            "name the data set that this is, a new one or one of yours, by  dataset="
        )
    try:
        require_dataset(dataset)
        if base:
            require_base(base)
    except InputError as error:
        raise MalformedRequestError(str(error)) from None
    profile = single(sent.values, "profile") or SUBMISSION
    return SubmissionRequest(dataset, profile, base, sent.texts)


def parse_decision(content_type: str | None, body: bytes, *, retraction: bool) -> DecisionRequest:
    """Read a decision or a retraction, as JSON or as a form.

    Raises MalformedRequestError and UnsupportedMediaTypeError.
    """
    values = _members(content_type, body)
    reason = values.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise MalformedRequestError("give the reason, which is kept beside it, as  reason")
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise MalformedRequestError(
            f"a reason has at most {_LONGEST_REASON} characters, all of them printable"
        )
    if retraction:
        return DecisionRequest(None, reason.strip())
    decision = values.get("decision")
    for known in DECISIONS:
        if decision == known:
            return DecisionRequest(known, reason.strip())
    raise MalformedRequestError(f"give as  decision  one of {', '.join(DECISIONS)}")


def parse_wait(prefer: str | None, default: float, most: float) -> float:
    """Read how many seconds a client wants to wait (RFC 7240 4.1 and 4.3)."""
    if _ASYNC.search(prefer or ""):
        return 0.0
    found = _WAIT.search(prefer or "")
    return min(float(found[1]), most) if found else default


def _members(content_type: str | None, body: bytes) -> dict[str, Any]:
    kind, options = parse_options_header(content_type)
    if kind in {FORM, MULTIPART}:
        form = read_form(body) if kind == FORM else read_multipart(body, options.get("boundary"))
        values = collect(form.fields, ("decision", "reason"))
        refuse_misspelt(values, ("decision", "reason"))
        return {name: single(values, name) for name in values}
    if kind != "application/json":
        raise UnsupportedMediaTypeError(
            f"a body of type {kind or '(none)'} is not taken here; send application/json or {FORM}"
        )
    try:
        members = json.loads(decode(body, "the body"))
    except (ValueError, RecursionError) as error:
        raise MalformedRequestError(f"the body is no JSON: {error}") from None
    if not isinstance(members, dict):
        raise MalformedRequestError('the body is no object; send {"decision": …, "reason": …}')
    return members
