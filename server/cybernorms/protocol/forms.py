"""Forms with files (RFC 7578) and without, read in memory."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser

from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.parameters import decode, parse_parameters

MULTIPART: Final = "multipart/form-data"
_MOST_PARTS: Final = 200
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class File:
    """A file of a form: the field, the name that the client has for it, its type if told."""

    field: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form in their order, and its files."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()


def read_form(body: bytes) -> Form:
    """Read application/x-www-form-urlencoded. Raises MalformedRequestError."""
    return Form(tuple(parse_parameters(decode(body, "the form"), "the form")))


def read_multipart(body: bytes, boundary: str | None) -> Form:
    """Read multipart/form-data; nothing of it is written to a disk. Raises MalformedRequestError.

    Of a file's name the last part is kept, with nothing unprintable. Files without a name, which
    browsers send for inputs that were left empty, are left out.
    """
    if not boundary or not boundary.isascii():
        raise MalformedRequestError(f"{MULTIPART} needs a boundary (RFC 7578 4.1)")
    parser = MultiPartParser(
        stream_factory=lambda *_, **__: BytesIO(),
        max_form_memory_size=len(body),
        max_form_parts=_MOST_PARTS,
    )
    try:
        fields, files = parser.parse(BytesIO(body), boundary.encode("ascii"), len(body))
    except RequestEntityTooLarge:
        raise MalformedRequestError(f"the form has more than {_MOST_PARTS} parts") from None
    except ValueError as error:
        raise MalformedRequestError(f"the form can not be read: {error}") from None
    return Form(
        tuple(fields.items(multi=True)),
        tuple(
            File(field, _last_part(file.filename), file.mimetype or "", file.stream.read())
            for field, file in files.items(multi=True)
            if file.filename
        ),
    )


def _last_part(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c if c.isprintable() else "_" for c in last)[-_LONGEST_NAME:] or "file"
