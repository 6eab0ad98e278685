"""One address, every form: a page, and as data what it shows."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from io import StringIO
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from flask import Response, render_template, request

from cybernorms.engine import Answer, Entailment
from cybernorms.protocol.negotiation import (
    GRAPHS,
    PAGE,
    PAGE_DATA,
    Choice,
    choose_for_graph,
    split_suffix,
)
from cybernorms.web.answers import content_type, data_response, not_modified, stamp, tag_of
from cybernorms.web.languages import LANGUAGES
from cybernorms.web.reader import Reader

_JSON: Final = PAGE_DATA[0].media_type

Cell = str | int | None
Model = TypeVar("Model")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page shows as one table: its header, and its rows of the same length."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class View(Generic[Model]):
    """What is at one address.

    ``read`` gives what the page shows, a dataclass: ``template`` gets it as ``page``, JSON is it.
    ``sheet`` makes the table of CSV from it, and ``describe`` gives the RDF in a media type.
    ``key`` is all that decides the answer but the snapshot, the form and the language;
    ``entailment`` says whether what is derived is in it, ``around`` has more for the template, and
    ``status`` is not 200 for what is withdrawn.
    """

    template: str
    key: Sequence[object]
    read: Callable[[], Model]
    sheet: Callable[[Model], Sheet]
    describe: Callable[[str], Answer]
    entailment: Entailment = "owlrl"
    around: Mapping[str, object] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


def split_page(path: str) -> tuple[str, str | None]:
    """Split the suffix of a form off a path, if it has one."""
    return split_suffix(path, PAGE_DATA)


def choose_page(suffix: str | None) -> Choice:
    """Choose the form: by suffix, by ``format``, else by Accept.

    Raises as negotiation.choose_for_graph does.
    """
    wanted = suffix or request.args.get("format")
    return choose_for_graph(request.headers.get("Accept"), wanted, after=PAGE_DATA)


def respond(reader: Reader, choice: Choice, view: View[Model]) -> Response:
    """Answer in the form that was chosen; 304 if the client has it."""
    key = (*view.key, LANGUAGES.get(), choice.content_type)
    known = not_modified(reader.snapshot_id(), key) if view.status == HTTPStatus.OK else None
    response = known or _answer(reader, choice, view, key)
    if not known:
        response.status_code = view.status
    response.vary.add("Accept")
    response.vary.add("Accept-Language")
    return response


def _answer(reader: Reader, choice: Choice, view: View[Model], key: Sequence[object]) -> Response:
    if choice.format in GRAPHS:
        answer = view.describe(choice.format.media_type)
        return data_response(answer, choice, view.entailment, key)
    snapshot = reader.snapshot_id()
    place = ("page", tag_of(snapshot, key), request.url)
    if (body := reader.pages.get(place)) is None:
        body = _write(choice, view)
        reader.pages.keep(place, body, len(body))
    is_page = choice.format is PAGE
    response = Response(body, content_type=None if is_page else content_type(choice))
    return stamp(response, snapshot, view.entailment, key)


def _write(choice: Choice, view: View[Model]) -> bytes:
    """Read what the page shows, and write it; it is not read again while it is kept."""
    model = view.read()
    if choice.format is PAGE:
        return render_template(view.template, page=model, **_links(), **view.around).encode()
    is_json = choice.format.media_type == _JSON
    return msgspec.json.encode(model) if is_json else _as_csv(view.sheet(model)).encode()


def _links() -> dict[str, object]:
    """Give what a template needs to link to the other forms; ``query`` begins with ? if it is."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "format"]
    return {
        "formats": (*PAGE_DATA, *GRAPHS),
        "path": request.path.removesuffix(".html"),
        "query": f"?{urlencode(kept)}" if kept else "",
    }


def _as_csv(sheet: Sheet) -> str:
    """Write CSV (RFC 4180)."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    return written.getvalue()
