"""What may be sent, how much and in which charset, asked before anything reads it."""

import codecs
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

from kimppa.operations.front.refusal import CHARSET, NO_LENGTH, TOO_LARGE, refuse

_PIECE = 64 * 1024
# A browser shows the answer only when what it sends is read; who sends far too much is cut off.
_READ_ANYWAY = 4


class Limits:
    """A WSGI application that refuses too large a body before the inner one reads a byte of it."""

    def __init__(self, inner: WSGIApplication, *, megabytes: int) -> None:
        self._inner = inner
        self._megabytes = megabytes

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """413 for too much, 411 when the length is not told, 400 when it is no number."""
        length = environ.get("CONTENT_LENGTH", "")
        if not length:
            if environ.get("HTTP_TRANSFER_ENCODING"):
                return refuse(start, "411 Length Required", NO_LENGTH)
            return self._inner(environ, start)
        if not (length.isascii() and length.isdigit()):
            return refuse(start, "400 Bad Request", NO_LENGTH)
        limit = self._megabytes * 1024 * 1024
        if int(length) > limit:
            _read_away(environ, min(int(length), _READ_ANYWAY * limit))
            return refuse(start, "413 Content Too Large", TOO_LARGE, limit=self._megabytes)
        return self._inner(environ, start)


def _read_away(environ: WSGIEnvironment, size: int) -> None:
    source = environ["wsgi.input"]
    while size > 0:
        piece = source.read(min(_PIECE, size))
        if not piece:
            return
        size -= len(piece)


class Charset:
    """A WSGI application that refuses a body in another charset than UTF-8.

    Django decodes the query by the charset of the Content-Type header, even in a GET. So the
    header would change an answer that is kept for everybody, and a codec such as base64 would
    fail.
    """

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer 415 for another charset or a header that cannot be read."""
        if not settle_charset(environ):
            return refuse(start, "415 Unsupported Media Type", CHARSET)
        return self._inner(environ, start)


def settle_charset(environ: WSGIEnvironment) -> bool:
    """Take the Content-Type from a GET or HEAD; say whether that of a body is readable as UTF-8."""
    if environ["REQUEST_METHOD"].upper() in ("GET", "HEAD"):
        environ.pop("CONTENT_TYPE", None)
        return True
    try:
        _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        charset = parameters.get("charset") or "utf-8"
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False
