"""An HTTP request read as a submission: texts as the body, as files of a form, or as a field."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from werkzeug.http import parse_options_header

from cybernorms.errors import (
    InputError,
    MalformedRequestError,
    NotAcceptableError,
    UnsupportedMediaTypeError,
)
from cybernorms.protocol.forms import MULTIPART, File, Form, read_form, read_multipart
from cybernorms.protocol.negotiation import HTML, Choice, Format, choose, describe
from cybernorms.protocol.parameters import (
    Values,
    collect,
    decode,
    parse_parameters,
    refuse_misspelt,
    single,
)
from cybernorms.protocol.request import FORM
from cybernorms.reports import FORMATS
from cybernorms.sources import (
    RDF_FORMATS,
    format_of,
    format_of_media_type,
    format_of_text,
)
from cybernorms.spreadsheets import MEDIA_TYPES, is_spreadsheet
from cybernorms.validation import Severity
from cybernorms.workers import SPREADSHEET, Submission, Text

VALIDATION_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_BODY: Final = "request body"
_ALIASES: Final = {"application/junit+xml": ("application/xml", "text/xml")}
_PAGE: Final = Format(HTML, "page", "page")
_OFFERS: Final = (
    *(
        Format(row.media_type, name, name, _ALIASES.get(row.media_type, ()))
        for name, row in FORMATS.items()
        if row.media_type != HTML
    ),
    _PAGE,
)
_ONCE: Final = ("profile", "base", "input-format", "format", "fail-on", "max-results", "each")
_KNOWN: Final = (*_ONCE, "text", "shapes", "file")
_SEVERITIES: Final = tuple(severity.name.lower() for severity in Severity)
_NO: Final = frozenset({"", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class ValidationRequest:
    """What a client wants judged, and the report's media type; a ``page`` is for a browser."""

    submission: Submission
    content_type: str
    page: bool


def parse_validation_request(
    query_string: bytes, content_type: str | None, accept: str | None, body: bytes
) -> ValidationRequest:
    """Read a POST to /validate.

    The body is one text of an RDF media type, or a form with files, fields ``text``, and the
    parameters, which may stand in the URL too. Files and fields ``shapes`` are shapes. Raises
    MalformedRequestError, UnsupportedMediaTypeError and NotAcceptableError.
    """
    sent = parse_texts(query_string, content_type, body, _ONCE, _KNOWN)
    values = sent.values
    shapes = (file for file in sent.files if file.field == "shapes")
    submission = Submission(
        texts=sent.texts,
        shapes=_distinct([*_fields(values, "shapes", None), *_files(shapes, None)]),
        profile=single(values, "profile") or None,
        base=single(values, "base") or None,
        each=(single(values, "each") or "").lower() not in _NO,
        most=_number(values, "max-results"),
        fail_on=_choice(values, "fail-on", _SEVERITIES) or "violation",
    )
    return _with_format(submission, single(values, "format"), accept)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request: texts, the parameters beside them, and all files of a form."""

    texts: tuple[Text, ...]
    values: Values
    files: tuple[File, ...]


def parse_texts(
    query_string: bytes,
    content_type: str | None,
    body: bytes,
    once: Collection[str],
    known: Collection[str],
) -> Sent:
    """Read a body that is one text, or a form with files and fields ``text``.

    ``known`` are the parameters there are, ``once`` those that may not be repeated. Raises
    MalformedRequestError and UnsupportedMediaTypeError.
    """
    where = "the query string"
    outside = parse_parameters(decode(query_string, where), where)
    kind, options = parse_options_header(content_type)
    form, texts = Form(), []
    if kind == FORM:
        form = read_form(body)
    elif kind == MULTIPART:
        form = read_multipart(body, options.get("boundary"))
    elif format_ := format_of_media_type(kind):
        texts = [Text(_BODY, format_.name, body)]
    elif kind in MEDIA_TYPES:
        texts = [Text(_BODY + MEDIA_TYPES[kind], SPREADSHEET, body)]
    else:
        types = (name for row in RDF_FORMATS.values() for name in row.media_types)
        raise UnsupportedMediaTypeError(
            f"a body of type {kind or '(none)'} is not judged; there are "
            f"{', '.join((*types, *MEDIA_TYPES, MULTIPART, FORM))}"
        )
    values = collect([*outside, *form.fields], once)
    refuse_misspelt(values, known)
    format_name = _choice(values, "input-format", tuple(RDF_FORMATS))
    data = (file for file in form.files if file.field != "shapes")
    texts += [*_fields(values, "text", format_name), *_files(data, format_name)]
    if not texts:
        raise MalformedRequestError(
            "there is nothing to judge; send a document as the body, files, or the field text"
        )
    return Sent(_distinct(texts), values, form.files)


def _with_format(submission: Submission, name: str | None, accept: str | None) -> ValidationRequest:
    """Choose the report's format: by name, where html is a page to keep, else by Accept."""
    if name and name in FORMATS:
        chosen = Choice(Format(FORMATS[name].media_type, name, name), FORMATS[name].media_type)
    elif name and name != _PAGE.suffix:
        raise MalformedRequestError(
            f"format={name}: no such format; choose one of {', '.join(FORMATS)}"
        )
    else:
        liked = Choice(_PAGE, HTML) if name else choose(accept, _OFFERS)
        if liked is None:
            raise NotAcceptableError(f"a report comes as {describe(_OFFERS)}")
        chosen = liked
    page = chosen.format is _PAGE
    format_ = "json" if page else chosen.format.suffix
    return ValidationRequest(replace(submission, format=format_), chosen.content_type, page)


def _fields(values: Values, name: str, format_name: str | None) -> list[Text]:
    """Take fields as texts, if they were filled in."""
    return [
        Text(name, format_name or format_of_text(value).name, value.encode())
        for value in values.get(name, ())
        if value.strip()
    ]


def _files(files: Iterable[File], format_name: str | None) -> list[Text]:
    """Take files as texts, their format by ``input-format``, their type or their name's suffix."""
    texts = []
    for file in files:
        if format_name is None and is_spreadsheet(file.name):
            texts.append(Text(file.name, SPREADSHEET, file.content))
            continue
        known = format_of_media_type(file.media_type)
        try:
            format_ = format_name or (known or format_of(file.name)).name
        except InputError as error:
            raise UnsupportedMediaTypeError(str(error)) from None
        texts.append(Text(file.name, format_, file.content))
    return texts


def _distinct(texts: list[Text]) -> tuple[Text, ...]:
    """Number the texts that have the name of an earlier one."""
    names: dict[str, int] = {}
    numbered = []
    for text in texts:
        names[text.file] = number = names.get(text.file, 0) + 1
        path = PurePosixPath(text.file)
        name = text.file if number == 1 else f"{path.stem} ({number}){path.suffix}"
        numbered.append(replace(text, file=name))
    return tuple(numbered)


def _choice(values: Values, name: str, known: tuple[str, ...]) -> str | None:
    value = single(values, name) or None
    if value and value not in known:
        raise MalformedRequestError(f"{name}={value}: choose one of {', '.join(known)}")
    return value


def _number(values: Values, name: str) -> int | None:
    value = single(values, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise MalformedRequestError(f"{name}={value}: a whole number is wanted; 0 is all")
    return int(value)
