"""Bytes sent to the server's port, requests or not, that a client library would never send."""

import random
import socket
from contextlib import suppress
from typing import Final

_HOST: Final = b"Host: 127.0.0.1\r\nConnection: close\r\n"
_FORM: Final = b"Content-Type: application/x-www-form-urlencoded\r\n"
_DIRECT: Final = b"Content-Type: application/sparql-query\r\n"
_ASK: Final = b"/sparql?query=ASK%7B%7D"
_NOISE: Final = random.Random(4)  # noqa: S311  # the same noise each time


def _get(target: bytes, headers: bytes = b"") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + _HOST + headers + b"\r\n"


def _post(body: bytes, headers: bytes = _DIRECT) -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"POST /sparql HTTP/1.1\r\n" + _HOST + headers + length + b"\r\n" + body


def _chunked(body: bytes) -> bytes:
    head = b"POST /sparql HTTP/1.1\r\n" + _HOST + _DIRECT + b"Transfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


def _header(name: bytes, value: bytes) -> bytes:
    return name + b": " + value + b"\r\n"


# Answered by the application: a clear status and, where it is an error, a problem document.
REQUESTS: Final[dict[str, bytes]] = {
    **{f"noise as a query {n}": _post(_NOISE.randbytes(2000)) for n in range(5)},
    **{f"noise as a form {n}": _post(_NOISE.randbytes(2000), _FORM) for n in range(5)},
    "UTF-8 cut short": _post(b"ASK { FILTER('\xe2\x82') }"),
    "overlong UTF-8": _post(b"ASK { FILTER('\xc0\xaf') }"),
    "encoded surrogates": _post(b"ASK { FILTER('\xed\xa0\x80\xed\xb0\x80') }"),
    "code points above Unicode": _post(b"ASK { FILTER('\xf4\x90\x80\x80') }"),
    "UTF-16": _post("ASK {}".encode("utf-16")),
    "a byte order mark": _post(b"\xef\xbb\xbfASK {}"),
    "NUL in a query": _post(b"ASK { FILTER('\0') }\0"),
    "NUL in a URL": _get(_ASK + b"%00%00"),
    "control characters": _post(bytes(range(32)) + b"ASK {}"),
    "escaped surrogates": _post(rb"ASK { FILTER('\uD800\uDC00' = '\uDFFF') }"),
    "an escaped surrogate in an IRI": _post(rb"ASK { <a:\uD800> ?p ?o }"),
    "an escaped surrogate as a keyword": _post(rb"\uD800 {}"),
    "an escape above Unicode": _post(rb"ASK { FILTER('\UFFFFFFFF') }"),
    "escaped NUL": _post(rb"ASK { FILTER('\u0000') }"),
    "directional overrides": _post("ASK { FILTER('\u202e\u2066\ufeff') }".encode()),
    "percents that encode nothing": _get(b"/sparql?query=%&query=%G1%%41"),
    "invalid UTF-8 in a URL": _get(b"/sparql?query=%FF%FE%ED%A0%80"),
    "1000 parameters": _get(_ASK + b"&a=b" * 1000),
    "10000 parameters in a form": _post(b"query=ASK{}" + b"&a=b" * 10000, _FORM),
    "500 graphs": _get(_ASK + b"&default-graph-uri=a:b" * 400),
    "a query given 100 times": _get(b"/sparql?" + b"query=ASK%7B%7D&" * 100),
    "parameters without names": _get(b"/sparql?&=&==&&&=a&query"),
    "an impossible timeout": _get(_ASK + b"&timeout=1e999"),
    "a timeout that is no number": _get(_ASK + b"&timeout=nan"),
    "unusual digits": _get(_ASK + b"&timeout=%D9%A1"),
    "a graph name of 20 kB": _get(_ASK + b"&default-graph-uri=a:" + b"a" * 20000),
    "Accept with 2000 types": _get(_ASK, _header(b"Accept", b"a/b;q=0.1," * 2000 + b"*/*")),
    "Accept with 2000 parameters": _get(_ASK, _header(b"Accept", b"a/b" + b";a=b" * 2000)),
    "Accept with quotes": _get(_ASK, _header(b"Accept", b'a/b;c="' + b"\\" * 5000)),
    "Accept that is noise": _get(_ASK, _header(b"Accept", b";,=/*" * 4000)),
    "Accept-Encoding with 4000 codings": _get(
        _ASK, _header(b"Accept-Encoding", b"gzip;q=0," * 4000)
    ),
    "If-None-Match with 4000 tags": _get(_ASK, _header(b"If-None-Match", b'"a",' * 4000)),
    "Content-Type with 4000 parameters": _post(
        b"ASK {}", _header(b"Content-Type", b"application/sparql-query" + b";a=b" * 4000)
    ),
    "Content-Type with quotes": _post(
        b"ASK {}", _header(b"Content-Type", b'application/sparql-query;charset="\\\\\\"')
    ),
    "Latin-1 in headers": _get(_ASK, _header(b"Accept", b"\xe9\xff/\x80;q=\xb2")),
    "Forwarded with 2000 hops": _get(_ASK, _header(b"X-Forwarded-For", b"1.2.3.4," * 2000)),
    "a request id that is none": _get(_ASK, _header(b"X-Request-Id", b'"<>{}\xff' * 900)),
    "a host that is none": b"GET / HTTP/1.1\r\nHost: [::1]]:99999999/../@\r\n"
    b"Connection: close\r\n\r\n",
    "20 kB of host": b"GET / HTTP/1.1\r\nHost: " + b"a" * 20000 + b"\r\nConnection: close\r\n\r\n",
    "Range": _get(_ASK, _header(b"Range", b"bytes=" + b"0-1," * 4000)),
    "an unknown method": b"BREW /sparql HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a method of 2 kB": b"A" * 2000 + b" /sparql HTTP/1.1\r\n" + _HOST + b"\r\n",
    "upgrade": _get(_ASK, b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"),
    "a path of 20 kB": _get(b"/id/" + b"a/" * 10000),
    "a path of dots": _get(b"/id/" + b"../" * 5000 + b"etc/passwd"),
    "an encoded path of dots": _get(b"/static/" + b"%2e%2e%2f" * 10 + b"etc/passwd"),
    "NUL in a path": _get(b"/doc/agreement/%00.ttl"),
    "a path that is not UTF-8": _get(b"/doc/agreement/%FF%FE"),
    "a problem of a kind that is none": _get(b"/problem/" + b"%3Cscript%3E" * 100),
    "a graph that is none": _get(b"/data?graph=" + b"%20" * 1000),
    "a body of 10 MB": _post(b"ASK {} #" + b"a" * 10_000_000),
    "a form of 10 MB": _post(b"query=ASK%7B%7D%23" + b"%41" * 3_300_000, _FORM),
    "chunks of 10 MB": _chunked(b"ASK {} #" + b"a" * 10_000_000),
    "many tiny chunks": b"POST /sparql HTTP/1.1\r\n"
    + _HOST
    + _DIRECT
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"6\r\nASK {}\r\n"
    + b"1\r\n \r\n" * 20000
    + b"0\r\n\r\n",
    "a body for GET": _get(_ASK, b"Content-Length: 5\r\n") + b"hello",
    "an empty body": _post(b""),
    "a body that is not gzip": _post(b"ASK {}", _DIRECT + b"Content-Encoding: gzip\r\n"),
    "an encoding that is none": _post(b"ASK {}", _DIRECT + b"Content-Encoding: rot13\r\n"),
}

# Not HTTP, or more of it than the server reads: any refusal will do, and so will silence.
NOT_HTTP: Final[dict[str, bytes]] = {
    **{f"noise {n}": _NOISE.randbytes(3000) + b"\r\n\r\n" for n in range(5)},
    "nothing": b"",
    "line ends": b"\r\n" * 5000,
    "TLS": bytes.fromhex("16030100a5010000a1030300") + bytes(200),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(100),
    "HTTP/0.9": b"GET /sparql\r\n\r\n",
    "HTTP/9.9": b"GET /sparql HTTP/9.9\r\n\r\n",
    "a URL of 1 MB": _get(_ASK + b"%20" * 350_000),
    "a header of 1 MB": _get(_ASK, _header(b"X-Large", b"a" * 1_000_000)),
    "10000 headers": _get(_ASK, b"".join(_header(b"X-%d" % n, b"a") for n in range(10000))),
    "a header without end": b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000,
    "a header with NUL": _get(_ASK, b"X-Nul: \0\r\n"),
    "a folded header": _get(_ASK, b"X-Folded: a\r\n b\r\n"),
    "raw bytes in the URL": _get(b"/sparql?query=\xff\xfe\0"),
    "two lengths": _post(b"ASK {}", _DIRECT + b"Content-Length: 3\r\n"),
    "length and chunks": _post(b"0\r\n\r\n", _DIRECT + b"Transfer-Encoding: chunked\r\n"),
    "a negative length": b"POST /sparql HTTP/1.1\r\n" + _HOST + b"Content-Length: -1\r\n\r\n",
    "an endless length": b"POST /sparql HTTP/1.1\r\n" + _HOST + b"Content-Length: 9e99\r\n\r\n",
    "a chunk without end": b"POST /sparql HTTP/1.1\r\n"
    + _HOST
    + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nASK",
    "chunks that are none": b"POST /sparql HTTP/1.1\r\n"
    + _HOST
    + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n",
    "an unknown expectation": _post(b"ASK {}", _DIRECT + b"Expect: a miracle\r\n"),
    "a proxy's request": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
}


def exchange(port: int, data: bytes, seconds: float, *, hang_up: bool = False) -> bytes:
    """Send bytes and give all that comes back until the end; ``hang_up`` tells no more will come.

    A server that hangs up early, or says nothing for ``seconds``, has sent what it has sent.
    """
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        with suppress(OSError):  # refused before it was read; the answer may be there all the same
            connection.sendall(data)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while chunk := connection.recv(65536):
                received += chunk
    return bytes(received)
