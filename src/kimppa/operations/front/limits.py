"""How much may be sent, asked before anything reads it."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kimppa.operations.front.refusal import NO_LENGTH, TOO_LARGE, refuse

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
        told = environ.get("CONTENT_LENGTH", "")
        if not told:
            if environ.get("HTTP_TRANSFER_ENCODING"):
                return refuse(start, "411 Length Required", NO_LENGTH)
            return self._inner(environ, start)
        if not (told.isascii() and told.isdigit()):
            return refuse(start, "400 Bad Request", NO_LENGTH)
        limit = self._megabytes * 1024 * 1024
        if int(told) > limit:
            _read_away(environ, min(int(told), _READ_ANYWAY * limit))
            return refuse(start, "413 Content Too Large", TOO_LARGE, limit=self._megabytes)
        return self._inner(environ, start)


def _read_away(environ: WSGIEnvironment, size: int) -> None:
    """Read and forget."""
    source = environ["wsgi.input"]
    while size > 0:
        piece = source.read(min(_PIECE, size))
        if not piece:
            return
        size -= len(piece)
