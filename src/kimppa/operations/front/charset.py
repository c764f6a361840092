"""The charset of a request: UTF-8 and no other.

Django decodes the query by the charset of the Content-Type header, even in a GET. So the header
would change an answer that is kept for everybody, and a codec such as base64 would fail.
"""

import codecs
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

from kimppa.operations.front.refusal import CHARSET, refuse


class Charset:
    """A WSGI application that refuses a body in another charset, before Django reads the header."""

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
