"""What a federated answer is made of and what is missing of it, told in and beside the answer."""

import json
from typing import Any, Final

from cybernorms.engine import Answer, Completeness, Query, Share
from cybernorms.namespaces import BASE

PATH: Final = "federation/answers/"
_ENDPOINT: Final = "sparql"
_JSON_HEAD: Final = b'{"head":{'
_XML_HEAD: Final = b"</head>"


def address(statement: Completeness, query: Query) -> str:
    """Give the URL of a statement on the server that was asked."""
    origin = query.here[-1].removesuffix(_ENDPOINT) if query.here else BASE
    return f"{origin}{PATH}{statement.id}"


def as_dict(statement: Completeness) -> dict[str, Any]:
    """Give a statement as an object of JSON."""
    return {
        "complete": statement.is_complete,
        "made": statement.made.isoformat(timespec="milliseconds"),
        "snapshot": statement.snapshot,
        "truncated": statement.truncated,
        "notes": [*statement.notes],
        "members": [_share(share) for share in statement.shares],
    }


def tell(answer: Answer, statement: Completeness, query: Query) -> bytes:
    """Give an answer's bytes with the statement in its head, where its format has one.

    In SPARQL JSON ``link`` has the address (SPARQL 1.1 Query Results JSON 3.1.2) and
    ``completeness`` the statement; in SPARQL XML there is the link (2.3.1).
    """
    url, body = address(statement, query), answer.body
    if answer.media_type == "application/sparql-results+json" and body.startswith(_JSON_HEAD):
        told = {"link": [url], "completeness": as_dict(statement)}
        rest = body.removeprefix(_JSON_HEAD)
        comma = b"" if rest.startswith(b"}") else b","
        text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        return b'{"head":' + text.encode().removesuffix(b"}") + comma + rest
    if answer.media_type == "application/sparql-results+xml":
        return body.replace(_XML_HEAD, f'<link href="{url}"/>'.encode() + _XML_HEAD, 1)
    return body


def _share(share: Share) -> dict[str, Any]:
    return {
        "member": share.member,
        "endpoint": share.endpoint,
        "asked": share.requests > 0,
        "requests": share.requests,
        "rows": share.rows,
        "milliseconds": share.milliseconds,
        "age": None if share.age is None else round(share.age, 3),
        "truncated": share.truncated,
        "error": share.error,
        "breaker": share.breaker,
        "complete": share.is_complete,
    }
