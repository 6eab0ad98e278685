"""Responses in the content coding that the client likes best (RFC 9110 8.4)."""

import gzip
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import brotli
from flask import Response, request

from cybernorms.protocol.negotiation import choose_encoding

# Both at level 1, where brotli takes a third of gzip's time for the same size; more would cost
# more than most networks save.
_ENCODERS: Final[Mapping[str, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "br": partial(brotli.compress, quality=1),
        "gzip": partial(gzip.compress, compresslevel=1, mtime=0),
    }
)
_LEAST: Final = 1024
"""Bytes below which a response fits into one packet anyway."""
_TEXTUAL: Final = ("text/", "application/", "image/svg+xml")
_BODILESS: Final = frozenset({204, 206, 304})


def compress(response: Response) -> Response:
    """Encode the body if that is worth it; in any case say that it depends on Accept-Encoding."""
    response.vary.add("Accept-Encoding")
    if (
        response.status_code in _BODILESS
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(_TEXTUAL)
    ):
        return response
    encoding = choose_encoding(request.headers.get("Accept-Encoding"), tuple(_ENCODERS))
    if encoding is None:
        return response
    response.direct_passthrough = False  # a static file is read here instead of by the server
    body = response.get_data()
    if len(body) < _LEAST:
        return response
    response.set_data(_ENCODERS[encoding](body))
    response.headers["Content-Encoding"] = encoding
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)
    return response
